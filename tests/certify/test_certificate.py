"""What is written of a certificate: two digits, a bound rounded up, a margin down, the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.certify.certificate import CAUTION, Certificate, Unsafe, rounded_down, rounded_up

POSITIVE = st.floats(1e-300, 1e300)


def written(number: float, function) -> float | None:
    """Round a number; None where it is refused."""
    try:
        return function(number, "it")
    except Unsafe:
        return None


@given(POSITIVE)
def test_a_bound_is_rounded_up_to_two_digits(number):
    """Never below what was computed, and a tenth more at most."""
    found = written(number, rounded_up)
    if found is not None:
        assert number <= found <= 1.1 * number and found == float(f"{found:.1e}")


@given(POSITIVE)
def test_a_margin_is_rounded_down_to_two_digits(number):
    """Never above what was computed."""
    found = written(number, rounded_down)
    if found is not None:
        assert number * (0.9 - CAUTION) <= found < number and found == float(f"{found:.1e}")


@given(POSITIVE, st.floats(-1e-9, 1e-9))
def test_what_is_written_does_not_depend_on_the_last_digits(number, noise):
    """Two machines whose numbers differ by far more than rounding write the same, or one of them refuses to build."""
    for function in (rounded_up, rounded_down):
        mine, theirs = written(number, function), written(number * (1 + noise), function)
        assert mine == theirs or mine is None or theirs is None


@pytest.mark.parametrize("number", [0.0, np.inf, 1e-10, 10.0 * 1e-10, 5.7e-7, 0.25])
def test_numbers_of_two_digits_are_bounds_already(number):
    """What an author wrote stays as it was written."""
    assert rounded_up(number, "it") == number


@pytest.mark.parametrize("number", [5.0, 0.02, 1e-7, 0.95])
def test_round_margins_are_not_on_the_edge(number):
    """Ten minus five is five on one machine and a little less on another: both write 4.9."""
    assert (
        rounded_down(number, "it")
        == rounded_down(number * (1 + 1e-15), "it")
        == rounded_down(number * (1 - 1e-15), "it")
    )


def test_a_number_too_close_to_a_boundary_is_refused_in_a_sentence():
    """It says which number, what might be written, and what to do."""
    with pytest.raises(
        Unsafe, match=r"the bound is 5\.70000\d+e-07, .* as 5\.7e-07 on one .* as 5\.8e-07 .* another seed"
    ):
        rounded_up(5.7e-7 * (1 + 1e-9), "the bound")


def test_a_certificate_is_printed_on_the_safe_side():
    """A larger bound, a smaller margin, and no more times than their quotient."""
    printed = str(Certificate("proved", 1.01e-12, 2.99e-3))
    assert printed == "proved: bound 1.1e-12, margin 2.9e-03, 2e+09 times as much"
    assert str(Certificate("tried", 0.0, np.inf)) == "tried: exact"
    assert str(Certificate("proved", np.inf, 0.0)) == "proved: no bound"
    assert str(Certificate("proved", 0.0, 0.5)) == "proved: bound 0.0e+00, margin 5.0e-01, any number of times as much"


def test_the_worse_of_two_certificates_comes_first():
    """By how many times its bound the margin is, then by the bound."""
    close, far, exact = (
        Certificate("proved", 1e-9, 1e-3),
        Certificate("proved", 1e-12, 1e-3),
        Certificate("tried", 0.0, 1.0),
    )
    assert min(far, exact, close) is close and max(close, far, exact) is exact
    assert sorted([Certificate("proved", 0.5, 2.0), Certificate("proved", 0.25, 1.0)])[0].bound == 0.25
