"""What a student sees in the notebook: observing, comparing, the report, hints, and no traceback of ours."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest

from autograder.exercises import EXERCISES
from autograder.exercises.masters import reference
from utils.feedback import CheckFailed, check
from utils.feedback.cases import Want
from utils.feedback.check import examine
from utils.feedback.compare import Fault, differ, is_same, show
from utils.feedback.exercises.registry import feedback_of, read
from utils.feedback.fixtures import decode, encode, load
from utils.feedback.observe import observe
from utils.feedback.outcome import Outcome
from utils.feedback.recognise import recognise
from utils.feedback.report_html import AMBER, GREEN

COLUMN = Want(np.arange(3.0)[:, None], 1e-9)


@pytest.mark.parametrize(
    "came, kind, words",
    [
        (np.arange(3.0), "shape", r"\(3, 1\); yours has \(3,\). A column vector"),
        (np.arange(3.0)[None], "shape", "It is transposed"),
        (None, "nothing", "is None"),
        ([[0.0], [1.0], [2.0]], "type", "should be an array; yours is a list"),
        (np.array([["a"], ["b"], ["c"]]), "type", "real numbers; yours holds <U1"),
        (np.array([[0.0], [np.inf], [2.0]]), "nan", r"\[1\]\[0\] is inf"),
        (np.array([[0.0], [1.5], [2.0]]), "value", r"\[1\]\[0\]: expected 1.0, yours is 1.5"),
        (np.array([[0.0], [1.00001], [2.0]], dtype="float32"), "float32", "keeps too few digits"),
        (np.zeros((3, 1)), "constant", "every entry .* is 0.0"),
        (Fault("missing", "gone."), "missing", "gone."),
        (np.array([[0], [1], [2]]), None, ""),
        (np.array([[0.0], [1.0 + 1e-10], [2.0]]), None, ""),
    ],
)
def test_a_difference_says_the_nearest_useful_thing(came, kind, words):
    """Shape, type, NaN, float32 and the first wrong entry each have their words; close enough has none."""
    difference = differ(feedback_of("optimize").sentences, "a_last", came, COLUMN)
    if kind is None:
        assert difference is None
    else:
        assert difference.kind == kind and re.search(words, difference.opened)


def test_an_array_that_came_back_untouched_proves_nothing():
    """Right entries in an array that should have changed elsewhere are no proof; wrong ones are named as untouched."""
    want = Want(np.array([1.0, 2.0]), 1e-9)
    given = np.array([1.0, 5.0])
    assert differ(feedback_of("clip").sentences, "db", given.copy(), want, at=(0,), given=given).kind == "unproved"
    assert differ(feedback_of("clip").sentences, "db", given.copy(), want, given=given).kind == "unchanged"
    assert differ(feedback_of("clip").sentences, "db", np.array([1.0, 2.0]), want, given=given) is None


def test_two_mistakes_with_the_same_answers_and_other_words_are_not_recognised():
    """Better a plain sentence than the wrong one of two."""
    lesson, cases = load("clip")
    names = ("upper only", "lower only")
    both = [mistake for mistake in lesson.mistakes if mistake.name in names]
    reading = [read("clip", case, observe(upper_only, case.args)) for case in cases]
    assert recognise(lesson, cases, reading).name == "upper only"
    alike = replace(lesson, mistakes=(*both, replace(both[0], sentence="Something else.")))
    assert recognise(alike, cases, reading) is None


def test_a_closed_difference_gives_no_value_away():
    """Hidden cases use the closed sentence."""
    difference = differ(feedback_of("optimize").sentences, "a_last", np.array([[0.0], [1.5], [2.0]]), COLUMN)
    assert difference.closed == "the last hidden state is not right."


def test_numbers_of_any_wrapping_are_the_same():
    """int, np.int64, 0-d arrays, whole floats: one and the same in a list."""
    want = Want([3, 0])
    for came in ([3, 0], (np.int64(3), np.int64(0)), np.array([3, 0]), [np.array(3), 0.0], np.array([3.0, 0.0])):
        assert differ(feedback_of("sample").sentences, "indices", came, want) is None
    assert differ(feedback_of("sample").sentences, "indices", [3, 0, 0], want).kind == "length"
    assert differ(feedback_of("sample").sentences, "indices", [3], want).kind == "length"


def test_plain_data_is_compared_without_surprise():
    """Arrays of other shapes, objects and deep lists compare as different, and nothing raises."""
    odd = type("Odd", (), {"__eq__": lambda self, other: np.zeros(2)})()
    for one, other in ((np.ones(2), np.ones(3)), (odd, odd), ([odd], [1]), ({"a": 1}, {"b": 1}), (np.ones(2), [1, 1])):
        assert not is_same(one, other)
    assert is_same({"a": [1, (2.0, None)]}, {"a": [1, (2.0, None)]})
    assert len(show(list(range(1000)))) < 200


class Hostile(list):
    """A list that lies about itself."""

    def __iter__(self):
        raise ValueError("no")

    def __len__(self):
        return 10**9


CYCLE: list = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    "result", [Hostile(), CYCLE, {1: 2}, object(), [[[[[[1]]]]]], "x" * 10**6, 1j, b"", np.array([{}])]
)
@pytest.mark.parametrize("name", EXERCISES)
def test_no_answer_can_stop_the_judge(name, result):
    """Whatever comes back is read, judged and earns nothing."""
    _, cases = load(name)
    verdicts = EXERCISES[name].verdicts(cases, [Outcome(result, list(case.args)) for case in cases])
    assert not any(verdict.passed for verdict in verdicts)
    assert all(verdict.message and len(verdict.message) < 1000 for verdict in verdicts)
    assert read(name, cases[0], None).fault.kind == "unanswered"


def upper_only(gradients, maxValue):
    """A known mistake."""
    return {name: np.minimum(array, maxValue) for name, array in gradients.items()}


def test_check_prints_marks_what_was_expected_and_what_came(capsys):
    """The text has each check and each case with a mark, the sentence, and the first difference."""
    with pytest.raises(CheckFailed, match=r"^clip is not right yet\. Only the upper side is clipped"):
        check(upper_only, "clip")
    text = capsys.readouterr().out
    assert "clip: 4 of 5 checks right, 8 of 10 points." in text
    assert "✗ Entries below minus the limit become minus the limit (0 of 2 points)" in text
    assert "Only the upper side is clipped" in text
    assert 'gradients["dWax"][1][0]: expected -10.0, yours is -18.6349270336.' in text


def test_check_says_nothing_more_for_a_right_answer(capsys):
    """A right answer gets marks alone, no exception and nothing on standard error."""

    def clip(gradients, maxValue):
        print("noise")
        warnings.warn("more noise", stacklevel=1)
        print("noise", file=sys.stderr)
        return reference("clip")(gradients, maxValue)

    check(clip)
    out, err = capsys.readouterr()
    assert "all 5 checks are right" in out and "✗" not in out and "noise" not in out + err


def test_while_grading_the_report_is_enough(monkeypatch, capsys):
    """nbgrader runs the cell too: an exception there would be noise."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    check(upper_only, "clip")
    assert "8 of 10" in capsys.readouterr().out


def test_a_failed_check_shows_one_sentence_in_a_notebook():
    """IPython asks an exception how to show itself; ours is one line."""
    assert CheckFailed("clip is not right yet.")._render_traceback_() == ["clip is not right yet."]


@pytest.mark.parametrize(
    "function, words",
    [
        ({"dWax": 1}, "this is a dictionary. If its name was given to something else"),
        (lambda x: x, "Which exercise is <lambda>"),
        (print, "Which exercise is print"),
    ],
)
def test_check_needs_to_know_the_exercise(function, words):
    """A value, a lambda or a stranger gets a sentence that says what to do."""
    with pytest.raises(CheckFailed, match=re.escape(words)):
        check(function)


def test_html_escapes_what_students_code_returns():
    """Nothing that an answer says, or is called, gets into the page as markup."""

    def raises(gradients, maxValue):
        raise ValueError("<script>alert(1)</script> & `code`")

    page = examine(raises, "clip")._repr_html_()
    assert "<script>" not in page and "&lt;script&gt;" in page and "<code>code</code>" in page
    bundle = examine(raises, "clip")._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}


def test_a_right_report_has_green_and_no_other_colour():
    """Nothing red for anybody, and nothing but green for a right answer."""
    right, wrong = examine(reference("clip"))._repr_html_(), examine(upper_only, "clip")._repr_html_()
    assert set(re.findall(r"#[0-9a-f]{6}\b", right)) == {GREEN}
    assert "red" not in wrong and set(re.findall(r"#[0-9a-f]{6}\b", wrong)) == {GREEN, AMBER}


def test_an_exception_is_shown_once_with_the_students_line(capsys):
    """No traceback: the sentence, the line, and what it may come from."""
    scope: dict = {"np": np}
    exec("def clip(gradients, maxValue):\n    return {k: max(-maxValue, v) for k, v in gradients.items()}", scope)
    with pytest.raises(CheckFailed):
        check(scope["clip"])
    text = capsys.readouterr().out
    assert text.count("Traceback") == 0
    assert text.count("ValueError") == 1 and "Look at line 2" in text and "np.minimum" in text


def test_data_survives_json():
    """Arrays, dictionaries with any keys, tuples, None and numbers come back from JSON as they were."""
    value = {
        "a": np.array([[1.5, -0.0], [2.0, 1e-300]]),
        "pairs of": {0: "\n", 1: "a"},
        "l": [None, 1, 2.5, "x"],
        "z": np.array(3.0),
    }
    again = decode(json.loads(json.dumps(encode(value))))
    assert is_same(again["a"], value["a"]) and again["pairs of"] == {0: "\n", 1: "a"} and again["l"] == value["l"]
    assert again["z"].shape == ()


def test_feedback_is_light_to_import():
    """What notebooks and sandboxed processes import needs NumPy and no more: no plots, no grader."""
    heavy = ("matplotlib.pyplot", "IPython", "autograder", "numba")
    code = f"import sys, utils.feedback; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


UNNAMED = {
    "a lambda": "clip = lambda gradients, maxValue: _clip(gradients, maxValue)",
    "a partial": "from functools import partial\nclip = partial(_clip)",
    "an object": "class Clip:\n    def __call__(self, *args): return _clip(*args)\nclip = Clip()",
    "another name": "clip = _clip",
}


@pytest.mark.parametrize("how", UNNAMED)
def test_a_function_is_known_by_the_name_that_it_has_in_the_notebook(how, capsys):
    """`check(clip)` means `clip`, whatever made it, as in grading."""
    scope = {"_clip": reference("clip"), "check": check}
    scope["_clip"].__name__, before = "_clip", scope["_clip"].__name__
    try:
        exec(f"{UNNAMED[how]}\ncheck(clip)", scope)
    finally:
        scope["_clip"].__name__ = before
    assert "all 5 checks are right" in capsys.readouterr().out
    with pytest.raises(CheckFailed, match="Which exercise is <lambda>"):
        check(lambda: 3)
