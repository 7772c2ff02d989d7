"""The two operations of `engine_kernels` compiled by Numba: eight numbers at a time, in the same order.

Both are written in LLVM's own terms, because no loop of Numba's says which numbers stay in registers, or how many
go side by side. The arithmetic is strict: nothing is fused, reordered or approximated (``fastmath`` stays off).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

LANES = 8  # a processor with narrower registers takes a group in two or four parts
# How many rows and groups of a product are worked on at a time, so that their sums stay in registers: which of these
# shapes is taken changes no sum, only the time. A row alone goes by at most 7 groups.
WIDE = bool(binding.get_host_cpu_features().get("avx512f", False))
WIDEST = 3 if WIDE else 2
HEIGHTS = {1: (8, 4, 2, 1), 2: (4, 2, 1), 3: (4, 2, 1)} if WIDE else {1: (4, 2, 1), 2: (2, 1)}
WIDEST_ROW = 7
INT, FLOAT, SHORT = ir.IntType(64), ir.DoubleType(), ir.IntType(32)
INTS, FLOATS = ir.VectorType(INT, LANES), ir.VectorType(FLOAT, LANES)
SIGN = -(2**63)

jit = njit(error_model="numpy", inline="always")


def keep(function: Callable[..., Any], *sources: str) -> Any:
    """Compile a function, and keep the machine code for the next session.

    Numba takes what it kept for current as long as the file of the function itself is. But much of the code comes from
    other files, so the function's name gets a digest of them all.
    """
    contents = b"".join(Path(source).read_bytes() for source in (*sources, __file__))
    function.__qualname__ += "_" + hashlib.sha256(contents).hexdigest()[:12]
    return njit(error_model="numpy", cache=True, _nrt=False)(function)  # no memory is asked for, so none is counted


def _instruction(on_floats: str, on_ints: str = "", swapped: bool = False) -> Callable[[Group, Any], Group]:
    """Make the method of `Group` that writes one instruction."""

    def write(self: Group, other: Any) -> Group:
        operands = (self.constant(other).value, self.value) if swapped else (self.value, self.constant(other).value)
        return self.like(getattr(self.builder, on_ints if self.value.type == INTS else on_floats)(*operands))

    return write


class Group:
    """Eight numbers in the making: Python's arithmetic and NumPy's functions on it write LLVM's instructions."""

    def __init__(self, builder: ir.IRBuilder, value: Any) -> None:
        self.builder, self.value = builder, value

    __add__ = __radd__ = _instruction("fadd", "add")
    __sub__ = _instruction("fsub", "sub")
    __rsub__ = _instruction("fsub", "sub", swapped=True)
    __mul__ = __rmul__ = _instruction("fmul")
    __truediv__ = _instruction("fdiv")
    __rtruediv__ = _instruction("fdiv", swapped=True)
    __lshift__ = _instruction("", "shl")
    __rshift__ = _instruction("", "ashr")
    __and__ = _instruction("", "and_")
    __or__ = _instruction("", "or_")

    @classmethod
    def of(cls, builder: ir.IRBuilder, number: Any) -> Group:
        """Fill a group with one number."""
        one = cls(builder, builder.insert_element(ir.Constant(FLOATS, ir.Undefined), number, SHORT(0)))
        return one.mixed(one, [0] * LANES)

    def mixed(self, other: Group, picks: list[int]) -> Group:
        """Pick numbers: those of self count from 0, those of other from LANES."""
        order = ir.Constant(ir.VectorType(SHORT, LANES), picks)
        return self.like(self.builder.shuffle_vector(self.value, other.value, order))

    def like(self, value: Any) -> Group:
        """Go on in the same place with another value."""
        return Group(self.builder, value)

    def constant(self, number: Any) -> Group:
        """Give a plain number as a group; leave a group as it is."""
        return number if isinstance(number, Group) else self.like(ir.Constant(self.value.type, [number] * LANES))

    def view(self, kind: type) -> Group:
        """Read the same bits as numbers of another kind."""
        return self.like(self.builder.bitcast(self.value, INTS if kind is np.int64 else FLOATS))

    def __array_ufunc__(self, function: np.ufunc, method: str, x: Group, y: Any = 0.0) -> Group:
        """Write one of the four functions of NumPy's that are used, as comparisons and bits."""
        y = x.constant(y)
        if function in (np.minimum, np.maximum):
            keep = "<" if function is np.minimum else ">"
            return x.like(self.builder.select(self.builder.fcmp_unordered(keep, x.value, y.value), x.value, y.value))
        size = x.view(np.int64) & ~SIGN
        sign = {np.absolute: y, np.copysign: y}[function].view(np.int64) & SIGN
        return (size | sign).view(np.float64)


class Variable:
    """A group that changes as the compiled code runs."""

    def __init__(self, first: Group) -> None:
        self.builder = first.builder
        self.place = cgutils.alloca_once_value(first.builder, first.value)

    def get(self) -> Group:
        """Read it."""
        return Group(self.builder, self.builder.load(self.place))

    def set(self, group: Group) -> None:
        """Write it."""
        self.builder.store(group.value, self.place)


class Matrix:
    """Where the entries of a matrix lie: an address, and the bytes from row to row and from column to column."""

    def __init__(self, builder: ir.IRBuilder, *place: Any) -> None:
        self.builder, self.place = builder, place
        self.start, self.rows, self.columns, self.row_step, self.column_step = place

    @classmethod
    def of(cls, context: Any, builder: ir.IRBuilder, kind: types.Array, value: Any) -> Matrix:
        """Take the place of Numba's array."""
        array = context.make_array(kind)(context, builder, value)
        shape, steps = (cgutils.unpack_tuple(builder, pair) for pair in (array.shape, array.strides))
        return cls(builder, builder.ptrtoint(array.data, INT), *shape, *steps)

    def _address(self, i: Any, j: Any) -> Any:
        rows, columns = self.builder.mul(i, self.row_step), self.builder.mul(j, self.column_step)
        return self.builder.add(self.start, self.builder.add(rows, columns))

    def at(self, i: Any, j: Any) -> Matrix:
        """Go on from row i and column j."""
        return Matrix(self.builder, self._address(i, j), *self.place[1:])

    def beside(self, groups: int) -> Matrix:
        """Go on from so many groups to the right: a distance that the compiler knows."""
        return Matrix(self.builder, self.builder.add(self.start, INT(8 * LANES * groups)), *self.place[1:])

    def repeated(self) -> Matrix:
        """Let a single row, or a single group of columns, stand for as many as are asked for."""
        start, rows, columns, row_step, column_step = self.place
        single_row = self.builder.icmp_signed("==", rows, INT(1))
        single_group = self.builder.icmp_signed("==", columns, INT(LANES))
        row_step = self.builder.select(single_row, INT(0), row_step)
        column_step = self.builder.select(single_group, INT(0), column_step)
        return Matrix(self.builder, start, rows, columns, row_step, column_step)

    def load_entry(self) -> Any:
        """Load the first entry."""
        return self.builder.load(self.builder.inttoptr(self.start, FLOAT.as_pointer()))

    def load(self) -> Group:
        """Load the first eight entries, which lie side by side."""
        return Group(self.builder, self.builder.load(self.builder.inttoptr(self.start, FLOATS.as_pointer()), align=8))

    def store(self, group: Group) -> None:
        """Store into the first eight entries."""
        self.builder.store(group.value, self.builder.inttoptr(self.start, FLOATS.as_pointer()), align=8)


@contextmanager
def _steps(builder: ir.IRBuilder, stop: Any, step: int = 1, start: Any = INT(0)) -> Iterator[Any]:
    """Count from start up to stop."""
    with cgutils.for_range_slice(builder, start, stop, INT(step), INT) as (index, _):
        yield index


def _operation(write: Callable[..., None]) -> Any:
    """Make an operation that compiled code can call out of a function that writes its instructions."""

    def generate(context: Any, builder: ir.IRBuilder, signature: Any, values: Any) -> Any:
        pairs = zip(signature.args[0].types, cgutils.unpack_tuple(builder, values[0]))
        write(
            builder,
            *(
                Matrix.of(context, builder, kind, value) if isinstance(kind, types.Array) else Group.of(builder, value)
                for kind, value in pairs
            ),
        )
        return context.get_dummy_value()

    @intrinsic
    def operation(context: Any, *arguments: Any) -> Any:
        return types.void(types.StarArgTuple.from_types(arguments)), generate

    return operation


def each(function: Callable[..., Any]) -> Any:
    """Compile a function of groups, to be called with matrices.

    Parameters
    ----------
    function : callable
        Takes a group for each matrix and number it is called with, and returns the group (or a tuple of groups)
        to be written over the first argument (or arguments). A single row, or a single group of columns, stands for
        as many as the first argument has.
    """

    def write(builder: ir.IRBuilder, *inputs: Any) -> None:
        inputs = [inputs[0], *(m.repeated() if isinstance(m, Matrix) else m for m in inputs[1:])]
        with _steps(builder, inputs[0].rows) as i, _steps(builder, inputs[0].columns, LANES) as j:
            here = [m.at(i, j) if isinstance(m, Matrix) else m for m in inputs]
            results = function(*(m.load() if isinstance(m, Matrix) else m for m in here))
            for place, result in zip(here, results if isinstance(results, tuple) else (results,)):
                place.store(result)

    return _operation(write)


def fold(function: Callable[[Any, Any], Any]) -> Any:
    """Compile a function of two groups, to be called with a row and a matrix whose rows it takes in one by one."""

    def write(builder: ir.IRBuilder, out: Matrix, rows: Matrix) -> None:
        with _steps(builder, out.columns, LANES) as j:
            so_far = Variable(out.at(INT(0), j).load())
            with _steps(builder, rows.rows) as i:
                so_far.set(function(so_far.get(), rows.at(i, j).load()))
            out.at(INT(0), j).store(so_far.get())

    return _operation(write)


def _tile(out: Matrix, left: Matrix, right: Matrix, rate: Any, rows: int, groups: int, finish: Any) -> None:
    """Write the inner loop of a product, for a part of it that stays in registers from the first term to the last."""
    builder = out.builder
    places = [[out.at(INT(i), INT(0)).beside(g) for g in range(groups)] for i in range(rows)]
    sums = [[Variable(place.load() if finish is None else place.load().constant(0.0)) for place in row] for row in places]
    with _steps(builder, right.rows) as k:
        terms = [right.at(k, INT(0)).beside(g).load() for g in range(groups)]
        for i, row in enumerate(sums):
            factor = Group.of(builder, left.at(INT(i), k).load_entry())
            for total, term in zip(row, terms):
                total.set(total.get() + factor * term)
    for row, totals in zip(places, sums):
        for place, total in zip(row, totals):
            place.store(total.get() if finish is None else finish(place.load(), total.get(), rate))


def _write_product(builder: ir.IRBuilder, out: Matrix, left: Matrix, right: Matrix, rate: Any, finish: Any) -> None:
    """Write the loops over tiles: strips of at most `widest` groups, as even as can be, each from row to row."""
    zero, one = INT(0), INT(1)
    widest = builder.select(builder.icmp_signed("==", out.rows, one), INT(WIDEST_ROW), INT(WIDEST))
    done = Variable(Group(builder, zero))
    more, work, end = (builder.append_basic_block(name) for name in ("more", "work", "end"))
    builder.branch(more)
    builder.position_at_end(more)
    column = done.get().value
    groups = builder.udiv(builder.sub(out.columns, column), INT(LANES))
    builder.cbranch(builder.icmp_signed(">", groups, zero), work, end)
    builder.position_at_end(work)
    less = builder.sub(builder.udiv(builder.add(groups, builder.sub(widest, one)), widest), one)  # strips left, but one
    width = builder.udiv(builder.add(groups, less), builder.add(less, one))
    done.set(Group(builder, builder.add(column, builder.mul(width, INT(LANES)))))
    choice = builder.switch(width, end)
    for n in range(1, WIDEST_ROW + 1):
        block = builder.append_basic_block()
        choice.add_case(INT(n), block)
        builder.position_at_end(block)
        start = zero
        for height in HEIGHTS.get(n, (1,)):
            stop = builder.and_(out.rows, INT(-height))
            with _steps(builder, stop, height, start) as i:
                _tile(out.at(i, column), left.at(i, zero), right.at(zero, column), rate, height, n, finish)
            start = stop
        builder.branch(more)
    builder.position_at_end(end)
    builder.ret_void()


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
            matrices = [Matrix(inside, *function.args[n : n + 5]) for n in (0, 5, 10)]
            _write_product(inside, *matrices, Group(inside, function.args[-1]), finish)
        builder.call(module.globals[name], [*numbers, *(group.value for group in inputs[3:])])

    return _operation(write)


product = _product("add_product")


def into_product(function: Any) -> Any:
    """Compile a function of groups, to be called with a matrix, the two factors of a product, and a number."""
    return _product(function.__name__ + "_product", function)


@_operation
def transpose(builder: ir.IRBuilder, out: Matrix, source: Matrix) -> None:
    """Write the transpose of source over out, in blocks of eight rows and columns."""
    with _steps(builder, out.rows, LANES) as i, _steps(builder, out.columns, LANES) as j:
        block = [source.at(builder.add(j, INT(k)), i).load() for k in range(LANES)]
        for half in (1, 2, 4):  # exchange the entry above and the entry below the diagonal of ever larger squares
            upper = [k + LANES - half if k & half else k for k in range(LANES)]
            lower = [k + LANES if k & half else k + half for k in range(LANES)]
            for k in (k for k in range(LANES) if not k & half):
                pair = block[k], block[k + half]
                block[k], block[k + half] = pair[0].mixed(pair[1], upper), pair[0].mixed(pair[1], lower)
        for k in range(LANES):
            out.at(builder.add(i, INT(k)), j).store(block[k])
