"""``exp``, ``tanh`` and ``log`` with the same bits on every machine.

The functions of the C library and of NumPy differ in the last bit from one processor to the next. Here only
operations are used whose result IEEE 754 fixes to the bit: sums, products, quotients, comparisons, and a shift of
the exponent. No step branches, so the same lines serve NumPy's arrays and the vectors of eight numbers that
`compiled` makes of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOG2E = 1.4426950408889634
LN2_HIGH = 0.6931471803691238  # ln 2, cut after 33 bits: its product with a whole number below 2**20 is exact
LN2_LOW = 1.9082149292705877e-10  # the rest of ln 2
ROUND = 1.5 * 2.0**52  # added to a number, it leaves no room for a fraction: the last bits are the nearest integer
ROUND_BITS = 0x4338000000000000  # the same, read as a whole number
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD  # the float64 next to sqrt(1/2), likewise
MANTISSA_BITS = 0x000FFFFFFFFFFFFF


def _powers(x: Array) -> tuple[Array, Array]:
    """Split exp(x) into 2**k and expm1(r), where x = k ln 2 + r and r is at most half of ln 2."""
    shifted = x * LOG2E + ROUND
    k = shifted - ROUND
    power = ((shifted.view(np.int64) + 1023) << 52).view(np.float64)  # k becomes the exponent of a number
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    r2 = r * r
    r4 = r2 * r2
    first = (1 / 2 + r * (1 / 6)) + (1 / 24 + r * (1 / 120)) * r2  # Taylor's series, to the term r**13 / 13!
    second = (1 / 720 + r * (1 / 5040)) + (1 / 40320 + r * (1 / 362880)) * r2
    third = (1 / 3628800 + r * (1 / 39916800)) + (1 / 479001600 + r * (1 / 6227020800)) * r2
    series = first + (second + third * r4) * r4
    return power, high + (r2 * series - low)


def exp(x: Array) -> Array:
    """Raise e to a power.

    Parameters
    ----------
    x : float64 array
        Held to [-708, 709], where the result is a normal number.

    Returns
    -------
    float64 array, of the shape of `x`
        Within 0.9 ulp.
    """
    power, rest = _powers(np.minimum(np.maximum(x, -708.0), 709.0))
    return power + power * rest


def tanh(x: Array) -> Array:
    """Take the hyperbolic tangent, as expm1(2x) / (expm1(2x) + 2).

    Parameters
    ----------
    x : float64 array

    Returns
    -------
    float64 array, of the shape of `x`
        Within 2.5 ulp; odd, and exactly 1 from 22 on.
    """
    power, rest = _powers(np.minimum(2.0 * np.abs(x), 44.0))
    e = power * rest + (power - 1.0)
    return np.copysign(e / (e + 2.0), x)


def log(x: Array) -> Array:
    """Take the natural logarithm.

    Parameters
    ----------
    x : float64 array
        Positive normal numbers.

    Returns
    -------
    float64 array, of the shape of `x`
        Within 0.9 ulp.
    """
    bits = x.view(np.int64) - SQRT_HALF_BITS  # so x = 2**k m, with m from sqrt(1/2) to sqrt(2)
    k = ((bits >> 52) + ROUND_BITS).view(np.float64) - ROUND
    m = ((bits & MANTISSA_BITS) + SQRT_HALF_BITS).view(np.float64)
    f = m - 1.0
    s = f / (2.0 + f)  # log m = 2 atanh(s) = 2 s + 2 s z (1/3 + z/5 + ...)
    z = s * s
    z2 = z * z
    z4 = z2 * z2
    first = (1 / 3 + z * (1 / 5)) + (1 / 7 + z * (1 / 9)) * z2
    second = (1 / 11 + z * (1 / 13)) + (1 / 15 + z * (1 / 17)) * z2
    series = first + (second + (1 / 19 + z * (1 / 21)) * z4) * z4
    half = 0.5 * f * f  # 2 s = f - s f, and s f = half - s half: what is rounded is small beside f
    return k * LN2_HIGH - ((half - (s * (half + 2.0 * z * series) + k * LN2_LOW)) - f)
