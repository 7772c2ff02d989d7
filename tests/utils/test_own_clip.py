"""The `clip` that stands in for a student's own is of the same kind: in place, or returning copies."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import utils
from autograder.exercises import EXERCISES, masters
from tests.support.judging import SECRET
from utils.feedback.check import examine
from utils.feedback.observe import late_bound
from utils.feedback.own_clip import returns_copies

SOLUTION = masters.solution("optimize")
THROWN_AWAY = SOLUTION.replace("gradients = clip(", "clip(")
COPIES = "def clip(gradients, maxValue):\n    return {k: np.clip(g, -maxValue, maxValue) for k, g in gradients.items()}"
REBINDS = (
    "def clip(gradients, maxValue):\n    for k in gradients:\n"
    "        gradients[k] = np.clip(gradients[k], -maxValue, maxValue)\n    return gradients"
)
UNDONE = "def clip(gradients, maxValue):\n    raise NotImplementedError()"
CASES = EXERCISES["optimize"].cases(SECRET)


def defined(own: str, optimize: str, wrapped: bool = False):
    """Return an `optimize` whose module has a student's own `clip`, loaded as in a notebook where `wrapped`."""
    scope = {"np": np, **{name: getattr(utils, name) for name in utils.__all__}}
    exec(own, scope)
    if wrapped:
        scope["clip"] = late_bound("clip", scope["clip"])
    exec(optimize, scope)
    return scope["optimize"]


def points(function) -> tuple[int, int]:
    """Return what the check and the grader give."""
    graded = EXERCISES["optimize"].verdicts(
        CASES, [EXERCISES["optimize"].observe(function, case.args) for case in CASES]
    )
    return tuple(
        sum(verdict.points for verdict in verdicts if verdict.passed)
        for verdicts in (examine(function, "optimize").verdicts, graded)
    )


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_result_of_a_copying_clip_that_is_thrown_away_clips_nothing(wrapped):
    """With the student's own pair of functions nothing is clipped, and both roads say so."""
    assert points(defined(COPIES, THROWN_AWAY, wrapped)) == (15, 15)


@pytest.mark.parametrize("own", [COPIES, REBINDS, masters.solution("clip"), UNDONE])
def test_the_result_of_any_clip_that_is_used_is_right(own):
    """Nobody loses a point for the kind of `clip` that an earlier notebook holds, or for one that is not done yet."""
    assert points(defined(own, SOLUTION)) == (20, 20)


@pytest.mark.parametrize("own", [REBINDS, masters.solution("clip"), UNDONE])
def test_a_clip_in_place_needs_no_result(own):
    """Then throwing the result away is right."""
    assert points(defined(own, THROWN_AWAY)) == (20, 20)


def test_what_clips_nothing_is_of_no_kind():
    """No function, one that raises, and one that returns copies of what it was given."""
    assert not any(map(returns_copies, [None, 3, lambda gradients, limit: dict(gradients), lambda: None]))


@pytest.mark.parametrize("body", ["while True:\n        pass", "import time\n    time.sleep(100)", "raise SystemExit"])
def test_an_own_clip_that_does_not_return_holds_nobody_up(body):
    """An early mistake costs one exercise: `optimize` is judged with a clip in place, and keeps its points."""
    scope: dict = {}
    exec(f"def clip(gradients, maxValue):\n    {body}", scope)
    assert not returns_copies(scope["clip"])


def test_an_own_clip_without_end_is_not_left_running():
    """It would take the processor from all that comes after it."""
    before = threading.active_count()
    scope: dict = {}
    exec("def clip(gradients, maxValue):\n    while True:\n        pass", scope)
    assert not returns_copies(scope["clip"])
    assert threading.active_count() == before
