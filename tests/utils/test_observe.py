"""Observing a call: all that it did is written down, and nothing of the student's is disturbed."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from utils.feedback.observe import observe
from utils.feedback.outcome import Problem


def helper(values):
    """Stand where a helper stands that judging replaces."""
    raise AssertionError("not replaced")


def uses_helper(values, factor=2):
    """Call the helper twice, by position and by keyword."""
    helper(values)
    return factor * helper(values=values)[0]


def double(values):
    """Work in place, as `clip` may."""
    values *= 2
    return values


def test_an_outcome_holds_all_that_a_call_did():
    """Result, arguments as they were left, and each call to a helper before and after."""
    given = np.array([1.0, 2.0])
    outcome = observe(uses_helper, (given,), {"helper": double})
    assert outcome.result == 8.0 and outcome.problem is None
    assert np.array_equal(given, [1.0, 2.0]) and np.array_equal(outcome.arguments[0], [4.0, 8.0])
    first, second = outcome.calls
    assert np.array_equal(first.args[0], [1, 2]) and np.array_equal(first.left_args[0], [2, 4])
    assert np.array_equal(second.kwargs["values"], [2, 4]) and np.array_equal(second.left_kwargs["values"], [4, 8])


def test_a_helper_is_taken_away_again():
    """After the call, even one that raises, the student's own function is there again."""
    mine = helper
    observe(uses_helper, ("no array",), {"helper": double})
    assert helper is mine
    name = "no_such_name_before"
    scope = {"other": 1}
    exec(f"def f(): return {name}()", scope)
    assert observe(scope["f"], (), {name: lambda: 3}).result == 3
    assert name not in scope


def test_helpers_reach_through_decorators_and_partials():
    """A decorated answer, a partial one and a callable object find the helper too."""

    def decorator(function):
        @functools.wraps(function)
        def wrapped(*args):
            return function(*args)

        return wrapped

    class Callable:
        def __call__(self, values):
            return uses_helper(values)

    for function in (decorator(uses_helper), functools.partial(uses_helper, factor=2), Callable()):
        assert observe(function, (np.ones(1),), {"helper": double}).result == 8.0


def test_the_problem_is_the_students_own_line():
    """Of a traceback through NumPy and ours, the deepest line that the student wrote is named."""
    scope: dict = {"np": np}
    exec("def inner(x):\n    return np.linalg.inv(x)\ndef f(x):\n    return inner(x)", scope)
    problem = observe(scope["f"], (np.zeros((2, 2)),)).problem
    assert problem == Problem("raised", "Your function raised LinAlgError: Singular matrix", "line 2")


@pytest.mark.parametrize(
    "error, kind", [("NotImplementedError()", "not done"), ("SystemExit(3)", "raised"), ("KeyError('a')", "raised")]
)
def test_whatever_is_raised_becomes_a_problem(error, kind):
    """Unfinished is not the same as wrong, and leaving Python does not leave ours."""
    scope: dict = {}
    exec(f"def f():\n    raise {error}", scope)
    assert observe(scope["f"], ()).problem.kind == kind


def test_an_exception_that_cannot_be_written_is_described_all_the_same():
    """The message is lost; the type is not."""

    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no words")

    def f():
        raise Mute

    assert observe(f, ()).problem.sentence == "Your function raised Mute."


def test_stop_is_stop():
    """KeyboardInterrupt is the reader's own and passes through."""

    def endless():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        observe(endless, ())


def test_something_that_is_no_function_is_said_to_be_none():
    """An answer that was overwritten by its own result is no function."""
    assert observe({"dWax": 1}, ()).problem.sentence == "This is not a function but a dict."


def test_a_result_is_kept_as_it_was_when_the_call_ended():
    """What the next call makes of the same lists, dictionaries and arrays does not reach it."""
    loss, arrays = [1.0], {"db": np.ones(2)}
    result = observe(lambda: (loss, arrays), ()).result
    loss.append(2.0)
    arrays["db"] += 1
    arrays["dby"] = np.ones(3)
    assert result[0] == [1.0] and set(result[1]) == {"db"} and result[1]["db"].tolist() == [1.0, 1.0]


class Touchy(dict):
    """A dictionary that lets nobody look into it."""

    def __iter__(self):
        raise RuntimeError("hands off")

    items = keys = __len__ = __deepcopy__ = __iter__


class Key:
    """A key that is hashed once, and never again."""

    def __init__(self):
        self.times = 0

    def __hash__(self):
        self.times += 1
        if self.times > 1:
            raise RuntimeError("hands off")
        return 1


@pytest.mark.parametrize(
    "make", [Touchy, lambda: {Key(): 1}, lambda: [0] * 10**6, lambda: np.broadcast_to(0.0, (9**9,))]
)
def test_a_result_that_is_odd_or_huge_is_passed_on_as_it_is(make):
    """No code of the student's runs for the copy, and nothing that no right answer has is copied."""
    value = make()
    assert observe(lambda: value, ()).result is value


def test_a_result_that_holds_itself_is_copied_no_deeper_than_answers_are():
    """A list in itself ends the copying, not the judging."""
    endless: list = []
    endless.append(endless)
    assert observe(lambda: endless, ()).result[0][0][0] is endless


def test_a_forgotten_seed_gives_the_same_wrong_answer_every_time():
    """Before each call the generator is set, so that judging is repeatable."""
    assert observe(np.random.rand, (3,)).result.tolist() == observe(np.random.rand, (3,)).result.tolist()
