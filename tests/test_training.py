"""What surrounds a step of training: examples, running loss, the loop and its history."""

from __future__ import annotations

import math

import numpy as np
import pytest

from utils import History, examples_from, follow, get_initial_loss, smooth


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


def test_loop_takes_every_step_and_notes_some():
    """Steps 0 to n - 1 in order, a note at every second one, the running loss worked by hand."""
    taken, told = [], []

    def step(j):
        taken.append(j)
        return 10.0

    history = follow(
        step, 5, initial_loss=0.0, every=2, speak=lambda: [f"n{len(taken)}"], report=lambda *note: told.append(note)
    )
    assert taken == [0, 1, 2, 3, 4]
    assert history.iterations == [0, 2, 4]
    np.testing.assert_allclose(history.losses, [10 * (1 - 0.999**n) for n in (1, 3, 5)], rtol=1e-12)
    assert history.names == [["n1"], ["n3"], ["n5"]]
    assert told == list(zip(history.iterations, history.losses, history.names, strict=True))


def test_loop_prints_nothing(capsys):
    """Drawing and printing belong to the caller."""
    follow(lambda j: 1.0, 3, 1.0)
    assert capsys.readouterr().out == ""


def test_interrupted_loop_gives_what_it_has():
    """Ctrl-C in a notebook ends the training, and the history so far comes back."""

    def step(j):
        if j == 3:
            raise KeyboardInterrupt
        return 1.0

    assert follow(step, 100, 1.0, every=1).iterations == [0, 1, 2]


def test_other_errors_are_not_swallowed():
    """A step that fails is the caller's to know about."""

    def step(j):
        raise NotImplementedError("optimize is not done yet")

    with pytest.raises(NotImplementedError, match="optimize is not done yet"):
        follow(step, 3, 1.0)


def test_history_keeps_copies():
    """A list of names that is used again by the caller does not change a note already made."""
    history, names = History(), ["a"]
    history.add(0, np.float64(1.5), names)
    names.append("b")
    assert history == History([0], [1.5], [["a"]])
