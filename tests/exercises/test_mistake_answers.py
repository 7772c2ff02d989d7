"""What is recorded of a known mistake is as certain as a right answer, and ends where it is not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from autograder.certify.proofs import Unsafe
from autograder.exercises import EXERCISES
from autograder.exercises.mistake_answers import certain
from autograder.exercises.sample.mistakes import twist
from tests.support import judging
from tests.support.seeded import in_part
from utils.feedback.assess import judge
from utils.feedback.cases import Case, Want
from utils.feedback.fixtures import load
from utils.feedback.reading import Reading

SAMPLE = EXERCISES["sample"]


def sample(title: str) -> Case:
    """Return a seeded case of `sample` by its name."""
    (draft,) = [draft for draft in SAMPLE.seeded() if draft.name == title]
    return SAMPLE._build(draft)[0]


def test_a_list_ends_where_it_is_no_longer_certain():
    """Read backwards, the published example starts with its chaotic end: nothing of it is recorded but the newline."""
    _, cases = load("sample")
    published = next(case for case in cases if case.name == "published")
    assert published.mistakes["backwards"] == {"indices": [0]}
    assert all(len(theirs["indices"]) <= 20 for theirs in published.mistakes.values() if theirs)


def test_a_mistake_keeps_its_points_and_its_name_where_the_chaotic_part_comes_out_otherwise():
    """On another processor the end of the published example is another list; the mistake is named all the same."""
    lesson, cases = load("sample")
    asked = [SAMPLE._build(draft)[0] for draft in SAMPLE.seeded() if draft.visible]  # as the grader asks them
    backwards = next(variant for variant in SAMPLE.variants if variant.name == "backwards")
    outcomes = [SAMPLE.observe(backwards.function, case.args) for case in cases]
    said = []
    for place in (1, 7, 19):
        published = dataclasses.replace(outcomes[0], result=list(outcomes[0].result))
        published.result[place] = (published.result[place] + 1) % 26 + 1
        verdicts = judge(lesson, cases, [published, *outcomes[1:]], live=False)
        said.append([(verdict.check, verdict.passed, verdict.message) for verdict in verdicts])
        live = SAMPLE.verdicts(asked, [published, *outcomes[1:]])
        assert [(verdict.check, verdict.passed, verdict.message) for verdict in live] == said[-1]
    assert said[0] == said[1] == said[2]
    assert {message for _, passed, message in said[0] if not passed} == {backwards.sentence}


def test_a_mistake_that_is_chaotic_where_the_whole_list_counts_is_refused():
    """There a list cannot end early, so another seed is asked for."""
    case = sample("name")
    noisy = twist(hidden=lambda p, x, a: (1e9 * (1e3 * a + x.sum() + p["b"])) % 1.0)
    run = SAMPLE._runner(noisy, {})
    with pytest.raises(Unsafe, match="a small network: indices changes when the arguments move by a relative 1e-09"):
        certain("sample", case, run)


def numbers(case: Case, slope: float) -> Reading:
    """Read an answer whose number moves `slope` times as much as the argument, which is 1."""
    reading = Reading()
    reading["loss"] = 7.0 + slope * (case.args[0][0] - 1.0)
    return reading


def test_a_number_that_another_machine_might_not_recognise_is_refused():
    """What hundreds of roundings could move by more than recognition allows is not recorded."""
    case = Case("one", "one number", True, (np.ones(1),), {"loss": Want(np.array(3.0), 1e-10)}, (), {})
    assert certain("optimize", case, lambda case: numbers(case, 1e5)) == {"loss": 7.0}
    with pytest.raises(Unsafe, match="one number: loss changes"):
        certain("optimize", case, lambda case: numbers(case, 1e9))


def test_an_exception_that_hangs_on_the_last_digits_is_refused():
    """Whether a mistake raises must not depend on the machine either."""
    case = Case("one", "one number", True, (np.ones(1),), {"loss": Want(np.array(3.0), 1e-10)}, (), {})
    with pytest.raises(Unsafe, match="whether it raises changes"):
        certain("optimize", case, lambda case: numbers(case, 0) if case.args[0][0] == 1.0 else None)


VARIANTS = [(name, variant.name) for name in ("sample", "optimize", "clip") for variant in EXERCISES[name].variants]


@pytest.mark.parametrize("name, variant", in_part(VARIANTS, 8, slow=True))
def test_a_known_mistake_is_certain_in_every_seeded_case(name, variant):
    """In the hidden ones too, where nothing is recorded, since marks hang on them."""
    exercise = EXERCISES[name]
    function = next(one.function for one in exercise.variants if one.name == variant)
    for case in judging.cases(name):
        if not case.group:
            certain(name, case, exercise._runner(function, exercise._helpers), repeats=1)
