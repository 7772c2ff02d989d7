"""The engine's operations compiled by Numba: those of `numpy_backend`, eight numbers at a time, in the same order.

They are written in LLVM's own terms, because no loop of Numba's says which numbers stay in registers, or how many
go side by side. The arithmetic is strict: nothing is fused, reordered or approximated (``fastmath`` stays off).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llvmlite import binding, ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from . import vectors
from .vectors import FLOAT, FLOATS, INT, LANES, Matrix, Variable, Vector

# How many rows and vectors of a product are worked on at a time, so that their sums stay in registers: which of these
# shapes is taken changes no sum, only the time. A row alone goes by at most 7 vectors.
WIDE = bool(binding.get_host_cpu_features().get("avx512f", False))
WIDEST = 3 if WIDE else 2
HEIGHTS = {1: (8, 4, 2, 1), 2: (4, 2, 1), 3: (4, 2, 1)} if WIDE else {1: (4, 2, 1), 2: (2, 1)}
WIDEST_ROW = 7
NONE = INT(0)

jit: Any = njit(error_model="numpy", inline="always")


def keep(function: Callable[..., Any], *sources: str) -> Any:
    """Compile a function, and keep the machine code for the next session.

    Numba takes what it kept for current as long as the file of the function itself is. But much of the code comes from
    other files, so the function's name gets a digest of them all.
    """
    contents = b"".join(Path(source).read_bytes() for source in (*sources, __file__, vectors.__file__))
    function.__qualname__ += "_" + hashlib.sha256(contents).hexdigest()[:12]
    options: dict[str, Any] = {"_nrt": False}  # no memory is asked for, so no references need counting
    return njit(error_model="numpy", cache=True, **options)(function)


@contextmanager
def steps(builder: ir.IRBuilder, stop: Any, step: int = 1, start: Any = NONE) -> Iterator[Any]:
    """Count from start up to stop."""
    with cgutils.for_range_slice(builder, start, stop, INT(step), INT) as (index, _):
        yield index


def operation(write: Callable[..., None]) -> Any:
    """Make an operation that compiled code can call out of a function that writes its instructions."""

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, values: Any) -> Any:
        inputs = [
            Matrix.of(context, builder, kind, value) if isinstance(kind, types.Array) else Vector.of(builder, value)
            for kind, value in zip(signature.args[0].types, cgutils.unpack_tuple(builder, values[0]))
        ]
        write(builder, *inputs)
        return context.get_dummy_value()

    @intrinsic
    def called(context: Any, *arguments: Any) -> Any:
        return types.void(types.StarArgTuple.from_types(arguments)), generate

    return called


def each(function: Callable[..., Any]) -> Any:
    """Compile a function of vectors, to be called with matrices.

    Parameters
    ----------
    function : callable
        Takes a vector for each matrix and number it is called with, and returns the vector (or a tuple of vectors)
        to be written over the first argument (or arguments). A single row, or a single vector of columns, stands for
        as many as the first argument has.
    """

    def write(builder: ir.IRBuilder, *inputs: Any) -> None:
        first, *others = inputs
        fitted = [first, *(m.repeated() if isinstance(m, Matrix) else m for m in others)]
        with steps(builder, first.rows) as i, steps(builder, first.columns, LANES) as j:
            here = [m.at(i, j) if isinstance(m, Matrix) else m for m in fitted]
            results = function(*(m.load() if isinstance(m, Matrix) else m for m in here))
            for place, result in zip(here, results if isinstance(results, tuple) else (results,)):
                place.store(result)

    return operation(write)


def fold(function: Callable[[Any, Any], Any]) -> Any:
    """Compile a function of two vectors, to be called with a row and a matrix whose rows it takes in one by one."""

    def write(builder: ir.IRBuilder, out: Matrix, rows: Matrix) -> None:
        with steps(builder, out.columns, LANES) as j:
            so_far = Variable(out.at(INT(0), j).load())
            with steps(builder, rows.rows) as i:
                so_far.set(function(so_far.get(), rows.at(i, j).load()))
            out.at(INT(0), j).store(so_far.get())

    return operation(write)


def _tile(out: Matrix, left: Matrix, right: Matrix, rate: Any, rows: int, vectors: int, finish: Any) -> None:
    """Write the inner loop of a product, for a part of it that stays in registers from the first term to the last."""
    builder = out.builder
    places = [[out.at(INT(i), INT(0)).beside(g) for g in range(vectors)] for i in range(rows)]
    nothing = Vector.of(builder, FLOAT(0.0))
    sums = [[Variable(place.load() if finish is None else nothing) for place in row] for row in places]
    with steps(builder, right.rows) as k:
        terms = [right.at(k, INT(0)).beside(g).load() for g in range(vectors)]
        for i, row in enumerate(sums):
            factor = Vector.of(builder, left.at(INT(i), k).load_entry())
            for total, term in zip(row, terms):
                total.set(total.get() + factor * term)
    for spots, totals in zip(places, sums):
        for spot, total in zip(spots, totals):
            spot.store(total.get() if finish is None else finish(spot.load(), total.get(), rate))


def _write_product(builder: ir.IRBuilder, out: Matrix, left: Matrix, right: Matrix, rate: Any, finish: Any) -> None:
    """Write the loops over tiles: strips of columns, as even as can be, and each of them from row to row."""
    one, done = INT(1), Variable(Vector(builder, INT(0)))
    more, work, end = (builder.append_basic_block(name) for name in ("more", "work", "end"))
    builder.branch(more)
    builder.position_at_end(more)
    column = done.get().value
    vectors = builder.udiv(builder.sub(out.columns, column), INT(LANES))
    builder.cbranch(builder.icmp_signed(">", vectors, INT(0)), work, end)
    builder.position_at_end(work)
    widest = builder.select(builder.icmp_signed("==", out.rows, one), INT(WIDEST_ROW), INT(WIDEST))
    strips = builder.add(builder.udiv(builder.sub(vectors, one), widest), one)
    width = builder.add(builder.udiv(builder.sub(vectors, one), strips), one)
    done.set(Vector(builder, builder.add(column, builder.mul(width, INT(LANES)))))
    choice = builder.switch(width, end)
    for n in range(1, WIDEST_ROW + 1):
        choice.add_case(INT(n), builder.append_basic_block())
        builder.position_at_end(choice.cases[-1][1])
        _write_strip(out, left, right, rate, column, n, finish)
        builder.branch(more)
    builder.position_at_end(end)
    builder.ret_void()


def _write_strip(out: Matrix, left: Matrix, right: Matrix, rate: Any, column: Any, vectors: int, finish: Any) -> None:
    """Write the loops over the tiles of a strip: tall ones, then lower ones for the rows that are left."""
    builder, start = out.builder, INT(0)
    for height in HEIGHTS.get(vectors, (1,)):
        stop = builder.and_(out.rows, INT(-height))
        with steps(builder, stop, height, start) as i:
            _tile(out.at(i, column), left.at(i, INT(0)), right.at(INT(0), column), rate, height, vectors, finish)
        start = stop


def _product(name: str, finish: Any = None) -> Any:
    """Make an operation on a matrix and a product; its code is one function, which serves all calls in a module."""

    def write(builder: ir.IRBuilder, *inputs: Any) -> None:
        module, numbers = builder.module, [place for m in inputs if isinstance(m, Matrix) for place in m.place]
        if name not in module.globals:
            kind = ir.FunctionType(ir.VoidType(), [INT] * len(numbers) + [FLOATS] * (len(inputs) - 3))
            function = ir.Function(module, kind, name)
            function.linkage = "internal"
            function.attributes.add("noinline")
            inside = ir.IRBuilder(function.append_basic_block())
            out, left, right = (Matrix(inside, *function.args[n : n + 5]) for n in (0, 5, 10))
            _write_product(inside, out, left, right, Vector(inside, function.args[-1]), finish)
        builder.call(module.globals[name], [*numbers, *(vector.value for vector in inputs[3:])])

    return operation(write)


product = _product("add_product")


def into_product(function: Any) -> Any:
    """Compile a function of vectors, to be called with a matrix, the two factors of a product, and a number."""
    return _product(function.__name__ + "_product", function)


@operation
def transpose(builder: ir.IRBuilder, out: Matrix, source: Matrix) -> None:
    """Write the transpose of source over out, in blocks of eight rows and columns."""
    with steps(builder, out.rows, LANES) as i, steps(builder, out.columns, LANES) as j:
        block = [source.at(builder.add(j, INT(k)), i).load() for k in range(LANES)]
        for half in (1, 2, 4):  # exchange the entry above and the entry below the diagonal of ever larger squares
            upper = [k + LANES - half if k & half else k for k in range(LANES)]
            lower = [k + LANES if k & half else k + half for k in range(LANES)]
            for k in (k for k in range(LANES) if not k & half):
                pair = block[k], block[k + half]
                block[k], block[k + half] = pair[0].mixed(pair[1], upper), pair[0].mixed(pair[1], lower)
        for k in range(LANES):
            out.at(builder.add(i, INT(k)), j).store(block[k])
