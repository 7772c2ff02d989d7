"""Every NumPy of the contract accepts and refuses the same, and says so in the same words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from benchmarks.fairness import environments
from utils.feedback.contract import NUMPYS
from utils.feedback.exception_advice import advice
from utils.feedback.exercises.registry import feedback_of
from utils.feedback.numpy_rules import REFUSED
from utils.feedback.observe import observe

ROOT = Path(__file__).resolve().parents[2]
# What a student may well write, and NumPys of the contract have treated differently; all but the last few are refused.
LINES = (
    "int(np.random.choice([1, 2], size=1))", "float(np.ones((1, 1)))", "int(np.ones(3))", "math.exp(np.ones(1))",
    "range(int(np.array([3])))", "np.zeros(2).__setitem__(0, np.ones(1))", "np.zeros(2).__setitem__(0, np.ones(3))",
    "np.zeros((2, 1)).fill(np.ones(1))", "'%d' % np.ones(1)", "'%.2f' % np.ones(1)", "np.sum(x for x in [1, 2])",
    "np.trapz([1, 2])", "np.in1d([1], [1])", "np.row_stack([[1], [2]])", "np.chararray((2,))", 
    "np.cross([1, 2], [3, 4])",
    "np.reshape([1, 2], newshape=(2, 1))", "np.quantile([1, 2], 0.5, interpolation='linear')", 
    "np.nonzero(np.array(3))",
    "bool(np.array([]))", "np.zeros(None)", "np.bincount([1.0, 2.0])", "np.linalg.linalg.norm([1])", "np.dtype('a')",
    "np.fromstring(b'12345678')", "np.fromstring('1 x', sep=' ')", "np.zeros(2, np.floating)", "np.Inf", "np.float_(1)",
    "np.float64(np.ones(1)).shape", "np.ones(1).item()", "int(np.ones(1)[0])", "float(np.array(2.0))", "np.fix(1.5)",
    "setattr(np.ones(4), 'shape', (2, 2))", "np.core.numeric.ones(2).shape", "sum(x for x in np.ones(2))",
)  # fmt: skip
ACCEPTED = 8
# What NumPy 2.1 to 2.4 warn of in those that the newest refuses.
WARNINGS = (
    "Conversion of an array with ndim > 0 to a scalar is deprecated, and will error in future.",
    "Calling np.sum(generator) is deprecated, and in the future will give a different result.",
    "Calling nonzero on 0d arrays is deprecated, as it behaves surprisingly.",
    "The truth value of an empty array is ambiguous. Returning False, but in future this will result in an error.",
    "Passing None into shape arguments as an alias for () is deprecated.",
    "Non-integer input passed to bincount. In a future version of NumPy, this will be an error.",
    "Converting `np.integer` or `np.signedinteger` to a dtype is deprecated.",
    "`trapz` is deprecated. Use `trapezoid` instead.",
    "`row_stack` alias is deprecated. Use `np.vstack` directly.",
    "`np.chararray` is deprecated and will be removed from the main namespace in the future.",
    "The numpy.linalg.linalg has been made private and renamed to numpy.linalg._linalg.",
    "`newshape` keyword argument is deprecated, use `shape=...` or pass shape positionally instead.",
    "the `interpolation=` argument to quantile was renamed to `method=`, which has additional options.",
    "The binary mode of fromstring is deprecated, as it behaves surprisingly on unicode inputs.",
    "string or file could not be read to its end due to unmatched data; this will raise a ValueError in the future.",
    "inexact matches and case insensitive matches for clip mode are deprecated, please use one of 'clip' or 'wrap'.",
    "Arrays of 2-dimensional vectors are deprecated. Use arrays of 3-dimensional vectors instead.",
    "Data type alias 'a' was deprecated in NumPy 2.0. Use the 'S' alias instead.",
)
ASK = """
import json, math, sys, warnings
import numpy as np
from utils.feedback.observe import observe
warnings.simplefilter("ignore")
said = [observe(eval(f"lambda: {line}"), []).problem for line in json.loads(sys.argv[1])]
print(json.dumps([np.__version__, [problem and problem.sentence for problem in said]]))
"""


def answers(folder: Path | None = None) -> tuple[str, list[str | None]]:
    """Observe every line in a process with the NumPy of a folder, and return its version and the sentences."""
    path = f"import sys; sys.path[:0] = {[str(folder)] if folder else []!r}; sys.path.append({str(ROOT)!r})\n"
    done = subprocess.run([sys.executable, "-c", path + ASK, json.dumps(LINES)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    version, said = json.loads(done.stdout)
    return version, said


def test_the_lines_are_refused_or_accepted_as_the_newest_numpy_does():
    """Whichever NumPy the lock gave this Python."""
    _, said = answers()
    assert all(said[:-ACCEPTED]) and not any(said[-ACCEPTED:]), list(zip(LINES, said))


@pytest.mark.slow
def test_every_numpy_says_the_same_of_every_line():
    """The oldest of the contract, one between, and the newest that there is for this Python."""
    versions, found = zip(*(answers(environments.numpy(wanted)) for wanted in (f"=={NUMPYS[0]}", "==2.2.*", "")))
    assert len(set(versions)) == 3 and versions[0].startswith(NUMPYS[0])
    for line, *said in zip(LINES, *found):
        assert len(set(said)) == 1, (line, said)


@pytest.mark.parametrize("warning", WARNINGS)
def test_a_warning_of_an_older_numpy_is_an_exception_while_a_function_is_observed(warning):
    """In the newest's words, also where the caller has asked not to hear of warnings."""

    def older():
        warnings.warn(warning, DeprecationWarning, stacklevel=2)
        return 1

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problem = observe(older, []).problem
    assert problem is not None and "deprecated. Use `" not in problem.sentence
    assert "DeprecationWarning" not in problem.sentence


def test_every_rule_has_a_warning_that_it_is_for():
    """No pattern is idle."""
    assert [sum(bool(re.match(pattern, each)) for each in WARNINGS) for pattern, _, _ in REFUSED] == [1] * len(REFUSED)


def test_other_warnings_are_never_a_failure():
    """What the newest NumPy only warns of, and what has nothing to do with NumPy."""

    def warns():
        warnings.warn("Setting the shape on a NumPy array has been deprecated.", DeprecationWarning, stacklevel=2)
        warnings.warn("divide by zero", RuntimeWarning, stacklevel=2)
        return 1

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert observe(warns, []).result == 1


def test_the_warnings_of_others_are_as_they_were_afterwards():
    """Looking at a function changes nothing for the notebook."""
    before = list(warnings.filters)
    observe(lambda: int(np.ones(1)), [])
    assert warnings.filters == before


def test_an_array_where_a_number_is_wanted_gets_advice():
    """The commonest of them says what to write instead."""
    problem = observe(lambda: int(np.random.choice([1, 2], size=1)), []).problem
    assert "only 0-dimensional arrays" in problem.sentence
    assert "size=1" in advice(feedback_of("sample").sentences, problem.sentence, problem.line)


def test_an_exception_that_cannot_say_what_it_is_is_reported_all_the_same():
    """Nor can its cause."""

    class Mute(TypeError):
        def __str__(self):
            raise RuntimeError

    def fails():
        raise ValueError("no") from Mute()

    def mute():
        raise Mute

    assert observe(fails, []).problem.sentence == "Your function raised ValueError: no"
    assert observe(mute, []).problem.sentence == "Your function raised Mute."
