"""What holds of every exercise: right is right, empty is nothing, known mistakes are named, fixtures are current."""

from __future__ import annotations

import ast
import json
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.certify.proofs import Unsafe
from autograder.exercises import EXERCISES
from autograder.exercises.masters import reference
from autograder.nbgrader_plugin import hidden_tests
from tests.support import judging
from tests.support.judging import SECRET, SECRETS
from tests.support.judging import verdicts as graded
from tests.support.seeded import in_part
from utils.feedback.assess import judge
from utils.feedback.exercises.registry import helpers
from utils.feedback.fixtures import FOLDER, dumps, load, loads
from utils.feedback.observe import observe

VARIANTS = [(name, variant.name) for name, exercise in EXERCISES.items() for variant in exercise.variants]


def checked(name: str, function):
    """Judge a function as a notebook does: on the visible cases, with stand-ins."""
    lesson, cases = load(name)
    outcomes = [EXERCISES[name].observe(function, case.args, helpers(lesson, case)) for case in cases]
    return judge(lesson, cases, outcomes, live=False)


def earned(verdicts) -> int:
    """Add up the points of what passed."""
    return sum(verdict.points for verdict in verdicts if verdict.passed)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_earns_everything(name, drawn):
    """The masters' solution passes every check, in the grader and in a notebook, without a word."""
    for verdicts in (graded(EXERCISES[name], drawn[name], reference(name)), checked(name, reference(name))):
        assert all(verdict.passed and not verdict.message for verdict in verdicts)
        assert earned(verdicts) == EXERCISES[name].points


def _nothing(*args):
    return None


def _blank(*args):
    raise NotImplementedError()


def _echo(*args):
    return args[0]


def _arguments(*args):
    return args


def _zeros(*args):
    return {name: np.zeros_like(array) for name, array in args[0].items()} if isinstance(args[0], dict) else 0


def _limits(gradients, *args):
    return {name: np.full_like(array, args[0]) for name, array in gradients.items()} if args else None


def _newline(parameters, *args):
    return [args[0]["\n"]] if isinstance(args[0], dict) else []


def _fifty_one(parameters, *args):
    return [args[0]["\n"]] * 51 if isinstance(args[0], dict) else []


def _guess(parameters, *args):
    return [7] * 50 + [0]


def _still(X, Y=None, a_prev=None, parameters=None, *args):
    if not isinstance(parameters, dict):
        return None
    return 0.0, {"d" + name: np.zeros_like(array) for name, array in parameters.items()}, a_prev


LAZY = [_nothing, _blank, _echo, _arguments, _zeros, _limits, _newline, _fifty_one, _guess, _still]


@pytest.mark.parametrize("lazy", LAZY, ids=lambda function: function.__name__)
@pytest.mark.parametrize("name", EXERCISES)
def test_an_empty_constant_or_echoing_answer_earns_nothing(name, lazy, drawn):
    """No check is passed by chance: not by silence, zeros, what came in, or one list for all."""
    assert earned(graded(EXERCISES[name], drawn[name], lazy)) == 0
    assert earned(checked(name, lazy)) == 0


@pytest.mark.parametrize("name, variant", in_part(VARIANTS, 16))
def test_a_known_mistake_fails_its_checks_alone_and_gets_its_sentence(name, variant, drawn):
    """Judged on all cases, a known mistake loses the checks that it is about, keeps the others, and is named."""
    known = next(one for one in EXERCISES[name].variants if one.name == variant)
    verdicts = graded(EXERCISES[name], drawn[name], known.function)
    assert {verdict.check for verdict in verdicts if not verdict.passed} == set(known.breaks)
    assert {verdict.message for verdict in verdicts if not verdict.passed} == {known.sentence}


@pytest.mark.parametrize("name, variant", VARIANTS)
def test_what_the_notebook_says_of_a_known_mistake_is_what_the_grader_says(name, variant):
    """The visible cases alone tell known mistakes apart: same checks, same sentence, from recorded data."""
    known = next(one for one in EXERCISES[name].variants if one.name == variant)
    verdicts = checked(name, known.function)
    assert {verdict.check for verdict in verdicts if not verdict.passed} == set(known.breaks)
    assert {verdict.message for verdict in verdicts if not verdict.passed} == {known.sentence}


@pytest.mark.parametrize("name", EXERCISES)
def test_the_same_secret_gives_the_same_cases_and_another_gives_others(name, drawn):
    """A run can be replayed from its secret, and cannot be foreseen without it."""
    again, other = EXERCISES[name].cases(SECRET), judging.cases(name, SECRETS[0])
    assert [repr(case.args) for case in again] == [repr(case.args) for case in drawn[name]]
    fresh = [case for case in drawn[name] if case.name.startswith("fresh")]
    seeded = [case for case in drawn[name] if not case.name.startswith("fresh")]
    assert len(fresh) >= 2
    known = {repr(case.args) for case in other}
    assert not any(repr(case.args) in known for case in fresh)
    assert all(repr(case.args) in known for case in seeded)


@pytest.mark.parametrize("secret", [*SECRETS, *in_part((1, 2**31, 2**64 + 3), 3, slow=True)])
def test_every_secret_gives_safe_cases(secret):
    """Any whole number serves as a secret, and what is drawn from it is certified."""
    for name in EXERCISES:
        fresh = [case for case in judging.cases(name, secret) if case.name.startswith("fresh")]
        assert fresh and all("proved" in case.certificate for case in fresh)


@pytest.mark.parametrize("name", EXERCISES)
def test_cases_are_plain_data(name, drawn):
    """Cases travel to worker processes by pickle, and hold no code."""
    text = pickle.dumps(drawn[name])
    assert b"autograder" not in text
    assert [case.name for case in pickle.loads(text)] == [case.name for case in drawn[name]]


@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_written_is_read_back(name):
    """Reading and writing the JSON changes nothing."""
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert dumps(*loads(text)) == text


@pytest.mark.parametrize("name", EXERCISES)
def test_no_solution_travels_to_students(name):
    """The JSON is data; none of its strings is code, and `utils` has none of the four functions."""
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert set(data) == {"name", "title", "helpers", "checks", "hints", "mistakes", "edits", "cases", "order"}
    defined = set()
    for path in Path(FOLDER).parent.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        defined |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert name not in defined


@pytest.mark.parametrize("name", EXERCISES)
def test_no_hidden_case_travels_to_students(name, drawn):
    """Only visible cases are in the file."""
    _, cases = load(name)
    assert {case.name for case in cases} == {case.name for case in drawn[name] if case.visible}
    assert any(not case.visible for case in drawn[name])


@pytest.mark.parametrize("name", EXERCISES)
def test_silence_is_never_a_pass(name, drawn):
    """Missing outcomes fail: all of them, that of a case which is the same for everybody, those of a fresh kind."""
    exercise, cases = EXERCISES[name], drawn[name]
    right = [exercise.observe(reference(name), case.args) for case in cases]
    assert earned(exercise.verdicts(cases, [])) == 0
    assert earned(exercise.verdicts(cases, right)) == exercise.points
    gaps = [{place} for place, case in enumerate(cases) if not case.group]
    kinds = {case.group for case in cases}
    gaps += [{place for place, case in enumerate(cases) if case.group == kind} for kind in kinds]
    for gap in gaps:
        some = [None if place in gap else outcome for place, outcome in enumerate(right)]
        assert earned(exercise.verdicts(cases, some)) < exercise.points, [cases[place].title for place in gap]


@pytest.mark.parametrize("name", EXERCISES)
def test_hidden_values_stay_hidden(name, drawn):
    """A verdict on hidden cases alone says what kind of case failed, and no number that was expected."""
    exercise = EXERCISES[name]
    hidden = [case for case in drawn[name] if not case.visible]
    for verdict in graded(exercise, hidden, _nothing) + graded(exercise, hidden, exercise.variants[0].function):
        assert "expected" not in verdict.message


def test_plain_nbgrader_scores_like_the_grader():
    """`score` returns a float for partial credit: all, nothing, and something between."""
    exercise = EXERCISES["clip"]
    upper = next(variant for variant in exercise.variants if variant.name == "upper only")
    assert hidden_tests.score("clip", reference("clip")) == 10.0
    assert hidden_tests.score("clip", _nothing) == 0.0
    assert hidden_tests.score("clip", upper.function) == 8.0
    assert isinstance(hidden_tests.score("clip", upper.function), float)


def test_a_helper_that_an_exercise_does_not_use_is_an_error():
    """The judge hands in what an exercise needs and nothing else."""
    with pytest.raises(KeyError, match="clip uses no helper called 'sample'"):
        EXERCISES["clip"].helper("sample")


def test_a_fresh_case_that_is_never_safe_is_refused():
    """When two hundred draws in a row are unsafe, the run does not start."""

    def unsafe(random, number):
        raise Unsafe("too near")

    exercise = EXERCISES["clip"]
    broken = replace(exercise, fresh=unsafe, kinds=exercise.kinds[:1])
    with pytest.raises(Unsafe, match="no safe fresh case in 200 draws"):
        broken.cases(1)


def test_an_outcome_of_an_earlier_case_does_not_count_for_another(drawn):
    """Answers are matched with questions by their order."""
    exercise, cases = EXERCISES["clip"], drawn["clip"]
    right = [exercise.observe(reference("clip"), case.args) for case in cases]
    assert earned(exercise.verdicts(cases, right[::-1])) == 0


@pytest.mark.parametrize("name", EXERCISES)
def test_every_check_asks_something_that_nobody_can_have_stored(name):
    """Each has a part in the cases that a run draws for itself, whatever its secret."""
    exercise = EXERCISES[name]
    for secret in SECRETS:
        fresh = judging.cases(name, secret)[-exercise.draws * len(exercise.kinds) :]
        assert {part.check for case in fresh for part in case.parts} == {check.name for check in exercise.checks}


@pytest.mark.parametrize("name", EXERCISES)
def test_every_check_can_be_failed_alone(name):
    """Each check has a known mistake that it alone fails, or shares with one other: none is a copy of another."""
    exercise = EXERCISES[name]
    for check in exercise.checks:
        fewest = min(len(variant.breaks) for variant in exercise.variants if check.name in variant.breaks)
        assert fewest <= 2, check.name


@pytest.mark.parametrize("name", EXERCISES)
def test_hints_name_checks_and_give_no_code_away(name):
    """Hints are about checks that exist, and none is a line to copy."""
    exercise = EXERCISES[name]
    assert len(exercise.lesson.hints) >= 5
    assert {check for check, _ in exercise.lesson.hints} <= {"", *(check.name for check in exercise.checks)}
    for _, hint in exercise.lesson.hints:
        assert "=" not in hint.replace("out=", "").replace("gradient = ...", "")


def test_observing_does_not_disturb_the_random_numbers():
    """A check in a notebook leaves numpy.random where it was."""
    np.random.seed(5)
    wanted = np.random.rand()
    np.random.seed(5)
    observe(lambda: np.random.rand(100), ())
    assert np.random.rand() == wanted
