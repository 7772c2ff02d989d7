"""Vectors of eight numbers and matrices in generated code: what `compiled` emits LLVM's instructions with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils

from .numpy_backend import LANES

INT, FLOAT, SHORT = ir.IntType(64), ir.DoubleType(), ir.IntType(32)
INTS, FLOATS = ir.VectorType(INT, LANES), ir.VectorType(FLOAT, LANES)
SIGN = -(2**63)  # the bit of the sign alone


def _instruction(on_floats: str, on_ints: str = "", swapped: bool = False) -> Callable[[Vector, Any], Vector]:
    """Make the method of `Vector` that writes one instruction."""

    def write(self: Vector, other: Any) -> Vector:
        operands = (self.constant(other).value, self.value) if swapped else (self.value, self.constant(other).value)
        return self.like(getattr(self.builder, on_ints if self.value.type == INTS else on_floats)(*operands))

    return write


class Vector:
    """Eight numbers in generated code: Python's arithmetic and NumPy's functions on them emit LLVM's instructions."""

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
    def of(cls, builder: ir.IRBuilder, number: Any) -> Vector:
        """Fill a vector with one number."""
        one = cls(builder, builder.insert_element(ir.Constant(FLOATS, ir.Undefined), number, SHORT(0)))
        return one.mixed(one, [0] * LANES)

    def mixed(self, other: Vector, picks: list[int]) -> Vector:
        """Pick numbers: those of self count from 0, those of other from LANES."""
        order = ir.Constant(ir.VectorType(SHORT, LANES), picks)
        return self.like(self.builder.shuffle_vector(self.value, other.value, order))

    def like(self, value: Any) -> Vector:
        """Return another value as a vector of the same code."""
        return Vector(self.builder, value)

    def constant(self, number: Any) -> Vector:
        """Return a plain number as a vector, and a vector as it is."""
        return number if isinstance(number, Vector) else self.like(ir.Constant(self.value.type, [number] * LANES))

    def view(self, kind: type) -> Vector:
        """Read the same bits as numbers of another kind."""
        return self.like(self.builder.bitcast(self.value, INTS if kind is np.int64 else FLOATS))

    def __array_ufunc__(self, function: np.ufunc, method: str, x: Vector, y: Any = 0.0) -> Vector:
        """Write one of the four functions of NumPy's that are used, as comparisons and bits."""
        y = x.constant(y)
        if function in (np.minimum, np.maximum):
            keep = "<" if function is np.minimum else ">"
            return x.like(self.builder.select(self.builder.fcmp_unordered(keep, x.value, y.value), x.value, y.value))
        size = x.view(np.int64) & ~SIGN
        sign = {np.absolute: y, np.copysign: y}[function].view(np.int64) & SIGN
        return (size | sign).view(np.float64)


class Variable:
    """A vector on the stack of the compiled code, which may change while it runs."""

    def __init__(self, first: Vector) -> None:
        self.builder = first.builder
        self.place = cgutils.alloca_once_value(first.builder, first.value)

    def get(self) -> Vector:
        """Read it."""
        return Vector(self.builder, self.builder.load(self.place))

    def set(self, vector: Vector) -> None:
        """Write it."""
        self.builder.store(vector.value, self.place)


class Matrix:
    """A matrix in memory: its address, its shape, and the bytes from row to row and from column to column."""

    def __init__(self, builder: ir.IRBuilder, *place: Any) -> None:
        self.builder, self.place = builder, place
        self.start, self.rows, self.columns, self.row_step, self.column_step = place

    @classmethod
    def of(cls, context: Any, builder: ir.IRBuilder, kind: types.Array, value: Any) -> Matrix:
        """Return the matrix of one of Numba's arrays."""
        array = context.make_array(kind)(context, builder, value)
        shape, steps = (cgutils.unpack_tuple(builder, pair) for pair in (array.shape, array.strides))
        return cls(builder, builder.ptrtoint(array.data, INT), *shape, *steps)

    def _address(self, i: Any, j: Any) -> Any:
        rows, columns = self.builder.mul(i, self.row_step), self.builder.mul(j, self.column_step)
        return self.builder.add(self.start, self.builder.add(rows, columns))

    def at(self, i: Any, j: Any) -> Matrix:
        """Return the matrix that starts at row i and column j."""
        return Matrix(self.builder, self._address(i, j), *self.place[1:])

    def beside(self, vectors: int) -> Matrix:
        """Return the matrix that starts so many vectors to the right: a distance that the compiler knows."""
        return Matrix(self.builder, self.builder.add(self.start, INT(8 * LANES * vectors)), *self.place[1:])

    def repeated(self) -> Matrix:
        """Broadcast a single row, or a single vector of columns."""
        start, rows, columns, row_step, column_step = self.place
        single_row = self.builder.icmp_signed("==", rows, INT(1))
        single_vector = self.builder.icmp_signed("==", columns, INT(LANES))
        row_step = self.builder.select(single_row, INT(0), row_step)
        column_step = self.builder.select(single_vector, INT(0), column_step)
        return Matrix(self.builder, start, rows, columns, row_step, column_step)

    def load_entry(self) -> Any:
        """Load the first entry."""
        return self.builder.load(self.builder.inttoptr(self.start, FLOAT.as_pointer()))

    def load(self) -> Vector:
        """Load the first eight entries, which lie side by side."""
        return Vector(self.builder, self.builder.load(self.builder.inttoptr(self.start, FLOATS.as_pointer()), align=8))

    def store(self, vector: Vector) -> None:
        """Store into the first eight entries."""
        self.builder.store(vector.value, self.builder.inttoptr(self.start, FLOATS.as_pointer()), align=8)
