"""A mark is a function of the answer: the seeded cases decide, a fresh case can only refute, and luck does neither."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from autograder.exercises import EXERCISES, masters
from autograder.exercises.fresh_cases import STORED, silent
from benchmarks.fairness.marks_by_seed import compare_seeds
from tests.support import judging
from tests.support.judging import SECRET, SECRETS
from tests.support.seeded import in_part

NAMES = list(EXERCISES)


@pytest.fixture(scope="module")
def runs():
    """The cases of three runs."""
    return {name: [judging.cases(name, secret) for secret in (SECRET, *SECRETS)] for name in EXERCISES}


def verdicts(name, cases, function):
    """Judge a function as the grader does."""
    return judging.verdicts(EXERCISES[name], cases, function)


def by_heart(name, cases, otherwise):
    """Make an answer that knows the seeded cases by heart and does something else with any other input."""
    exercise = EXERCISES[name]
    known = {repr(case.args) for case in cases if not case.group}
    variants = {variant.name: variant.function for variant in exercise.variants}

    def answer(*args):
        function = masters.reference(name) if repr(args) in known else variants.get(otherwise, otherwise)
        code = function if inspect.isroutine(function) else type(function).__call__
        handed_in = {helper: globals()[helper] for helper in exercise.helpers}
        with pytest.MonkeyPatch.context() as patch:
            for helper, spy in handed_in.items():
                patch.setitem(code.__globals__, helper, spy)
            return function(*args)

    return answer


@pytest.mark.parametrize("name", NAMES)
def test_every_known_mistake_shows_in_every_fresh_case_of_a_kind_that_is_about_its_check(name, runs):
    """So that an answer with that mistake is refuted under every seed, whatever it knows by heart."""
    exercise = EXERCISES[name]
    kinds = {kind.name: kind for kind in exercise.kinds}
    for cases in runs[name]:
        for case in cases:
            assert not case.group or not silent(kinds[case.group], exercise.lesson, case, exercise.answers)
    for mistake in exercise.lesson.mistakes:
        for check in mistake.breaks:
            about = [kind.name for kind in exercise.kinds if check in kind.about and mistake.name not in kind.spared]
            assert about, f"{mistake.name} need not show in {check}"


@pytest.mark.parametrize("otherwise", [lambda *args: None, lambda *args: args[0], lambda *args: 1 / 0])
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_that_knows_the_seeded_cases_by_heart_earns_nothing(name, otherwise, runs):
    """Under any seed, and it is told so in one sentence that does not depend on the seed."""
    answer = by_heart(name, runs[name][0], otherwise)
    found = [verdicts(name, cases, answer) for cases in runs[name]]
    assert found[0] == found[1] == found[2]
    assert not any(verdict.passed for verdict in found[0])
    assert all(verdict.message.startswith(STORED) for verdict in found[0])


MISTAKES = [(name, mistake.name) for name in NAMES for mistake in EXERCISES[name].lesson.mistakes]


@pytest.mark.parametrize("name, mistake", in_part(MISTAKES, 12, slow=True))
def test_what_is_known_by_heart_does_not_hide_a_known_mistake(name, mistake, runs):
    """Right in all seeded cases, with one known mistake elsewhere: its checks are lost under every seed alike."""
    found = [verdicts(name, cases, by_heart(name, runs[name][0], mistake)) for cases in runs[name]]
    assert found[0] == found[1] == found[2]
    lost = {verdict.check for verdict in found[0] if not verdict.passed}
    assert lost >= {check for one in EXERCISES[name].lesson.mistakes if one.name == mistake for check in one.breaks}


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_a_slip_that_shows_now_and_then_gets_one_mark(share, runs):
    """Whether a fresh case happens to show it decides nothing."""

    def slip(gradients, maxValue):
        limited = {key: np.clip(array, -maxValue, maxValue) for key, array in gradients.items()}
        if np.random.RandomState(int(abs(gradients["db"].sum()) * 1e6) % 2**31).rand() < share:
            limited["db"] = limited["db"] + 1.0
        return limited

    marks = {tuple(verdict.passed for verdict in verdicts("clip", cases, slip)) for cases in runs["clip"]}
    assert len(marks) == 1


@pytest.mark.slow
def test_every_answer_of_a_part_of_the_banks_has_one_mark_under_all_seeds(capsys):
    """One in thirty, another part each time; the output says which, and the nightly run takes all."""
    status = compare_seeds(4, part=30)
    said = capsys.readouterr().out
    assert status == 0, said
    assert "--choice" in said
