"""What surrounds a step of training: examples, running loss, the loop and its history."""

from __future__ import annotations

import math

import numpy as np
import pytest

from utils import History, examples_from, get_initial_loss, smooth


def test_examples_are_shuffled_as_published():
    """Stripped, in small letters, none empty, then NumPy's shuffle with seed 0."""
    expected = ["ab", "cd", "ef", "gh", "ij"]
    np.random.RandomState(0).shuffle(expected)
    assert examples_from(" Ab\nCD \n\n  \nef\r\ngh\nij") == expected
    assert expected != sorted(expected)


def test_shuffling_begins_anew_each_time():
    """The order does not depend on what was drawn before, and another seed gives another."""
    text = "\n".join("abcdefgh")
    first = examples_from(text)
    np.random.rand(5)
    assert examples_from(text) == first != examples_from(text, seed=1)


def test_a_text_without_names_gets_a_sentence():
    """Empty lines alone are no corpus."""
    with pytest.raises(ValueError, match="no name"):
        examples_from("\n  \n")


def test_running_loss_begins_and_moves_as_published():
    """7 log 27 at first; each new loss moves it by a thousandth."""
    assert get_initial_loss(27, 7) == pytest.approx(7 * math.log(27), rel=1e-15)
    assert smooth(2.0, 3.0) == pytest.approx(2.001, rel=1e-15)


def test_history_keeps_copies():
    """A list of names that is used again by the caller does not change a note already made."""
    history, names = History(), ["a"]
    history.add(0, np.float64(1.5), names)
    names.append("b")
    assert history == History([0], [1.5], [["a"]])
