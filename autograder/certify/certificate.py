"""What a certificate says: a bound, the margin from which it would matter, and both as they are written down."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

import numpy as np

FACTOR = 1000.0  # a margin is this many times the bound at least
DIGITS = 2  # of numbers that are written down
NOISE = 1e-6  # relative: how far such a number may be from one machine to another, and far more than it is
CAUTION = 1e-3  # relative: what a margin gives away first, since many a margin is a round number


class Unsafe(ValueError):
    """A fixture whose answer may depend on the machine; it must not be used."""


def rounded_up(number: float, what: str) -> float:
    """Round up to two significant digits, to the same ones on every machine.

    Parameters
    ----------
    number : float
        0 or more; a number of two digits stays as it is, and so does an infinite one.
    what : str
        What it is, for the error.

    Returns
    -------
    float

    Raises
    ------
    Unsafe
        Where the number lies so close to one of two digits that another machine might round it to the next.
    """
    if not np.isfinite(number) or _of_two_digits(number, ROUND_CEILING) == number:
        return number
    return _certain(number, ROUND_CEILING, what)


def rounded_down(number: float, what: str) -> float:
    """Round down to two significant digits, to the same ones on every machine.

    Parameters
    ----------
    number : float
        It is made smaller by a thousandth first, so that round numbers do not stand on the edge.
    what : str
        What it is, for the error.

    Returns
    -------
    float

    Raises
    ------
    Unsafe
        As in :func:`rounded_up`.
    """
    if not np.isfinite(number):
        return number
    return _certain(number - CAUTION * abs(number), ROUND_FLOOR, what)


def _certain(number: float, rounding: str, what: str) -> float:
    """Round where all numbers nearby are rounded to the same."""
    less, more = (_of_two_digits(number * factor, rounding) for factor in (1 - NOISE, 1 + NOISE))
    if less != more:
        raise Unsafe(
            f"{what} is {number!r}, which might be written as {less:g} on one machine and as {more:g} on another; "
            "choose another seed, or other arguments."
        )
    return less


def _of_two_digits(number: float, rounding: str) -> float:
    """Round to two significant digits."""
    return float(Context(prec=DIGITS, rounding=rounding).create_decimal(repr(float(number))))


@dataclass(frozen=True)
class Certificate:
    """A bound on the distance of correct programs, and the distance from which it would matter.

    Attributes
    ----------
    how : str
        ``"proved"`` or ``"tried"``.
    bound, margin : float
        In the unit of the compared numbers; for samples, of the cumulative distribution.
    """

    how: str
    bound: float
    margin: float

    @property
    def times(self) -> float:
        """How many times the bound the margin is."""
        if not self.bound:
            return np.inf
        return self.margin / self.bound if np.isfinite(self.bound) else 0.0

    @property
    def safe(self) -> bool:
        """Whether that is 1,000 times at least."""
        return bool(self.times >= FACTOR)

    def __lt__(self, other: Certificate) -> bool:
        """Tell whether it is the worse one, by what is written of both: so the same is worst on every machine."""
        return (self.times, self.bound, self.margin) < (other.times, other.bound, other.margin)

    def rounded(self, what: str) -> Certificate:
        """Return it as it is written down, the bound rounded up and the margin down.

        Parameters
        ----------
        what : str
            What it is about, for the error.

        Raises
        ------
        Unsafe
            Where another machine might round a number otherwise.
        """
        bound, margin = rounded_up(self.bound, f"{what}: the bound"), rounded_down(self.margin, f"{what}: the margin")
        return Certificate(self.how, bound, margin)

    def __str__(self) -> str:
        """Say it in one line."""
        if not self.bound and not np.isfinite(self.margin):
            return f"{self.how}: exact"
        if not np.isfinite(self.bound):
            return f"{self.how}: no bound"
        bound, margin = _of_two_digits(self.bound, ROUND_CEILING), _of_two_digits(self.margin, ROUND_FLOOR)
        one = Context(prec=1, rounding=ROUND_FLOOR)
        times = f"{float(one.divide(Decimal(str(margin)), Decimal(str(bound)))):.0e}" if bound else "any number of"
        return f"{self.how}: bound {bound:.1e}, margin {margin:.1e}, {times} times as much"

    def demanded(self, what: str) -> Certificate:
        """Return itself where it is safe, and refuse the fixture where it is not."""
        if not self.safe:
            raise Unsafe(f"{what} is not safe to use as a fixture ({self}); at least {FACTOR:.0f} times is asked for.")
        return self
