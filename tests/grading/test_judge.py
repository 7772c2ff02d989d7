"""The judge asks, the sandboxed child answers, only answers earn marks; nothing stops it, nothing is a silent zero."""

from __future__ import annotations

import json

import pytest

from autograder import exercises
from autograder.exercises import masters
from autograder.grading.execute import MAX_NOT_DONE, NotebookRunner
from autograder.grading.judge import judge_exercise, judge_submission
from autograder.grading.result import ExerciseResult
from autograder.records.result_store import as_report
from autograder.submission import intake
from tests.support.classroom import hand_in, notebook
from tests.support.judging import Spy, judged, messages

UNTOUCHED = ""


def test_the_solutions_earn_everything_and_the_stubs_nothing(tmp_path, sandbox, run):
    """Four full marks, four zeros, a verdict on every check of each."""
    right = judge_submission(hand_in(tmp_path, "right"), sandbox, run)
    blank = judge_submission(hand_in(tmp_path, "blank", **dict.fromkeys(masters.names(), UNTOUCHED)), sandbox, run)
    for name, exercise in exercises.EXERCISES.items():
        assert [verdict.check for verdict in blank[name].verdicts] == [check.name for check in exercise.checks]
        assert (right[name].score, right[name].reason, right[name].error) == (exercise.points, "", "")
        assert (blank[name].score, blank[name].reason, blank[name].error) == (0, "", "")


def test_one_wrong_answer_costs_one_exercise(tmp_path, sandbox, run):
    """No error is carried forward: `optimize` and `model` are judged with correct helpers."""
    results = judge_submission(hand_in(tmp_path, "ada", clip="def clip(gradients, maxValue):\n    pass"), sandbox, run)
    assert results["clip"].score == 0
    assert all(results[name].score == results[name].max for name in ("sample", "optimize", "model"))


def test_an_answer_not_done_is_not_asked_again_and_again(tmp_path, sandbox, run):
    """After three times "not done" the rest is taken to be the same, and the sentence says so kindly."""
    spy = Spy(sandbox)
    result = judged(tmp_path, spy, run, clip=UNTOUCHED)
    assert len(spy.asked) == MAX_NOT_DONE < len(run.cases["clip"])
    assert "not done" in messages(result)


def test_the_stubs_last_line_below_finished_code_is_named(tmp_path, sandbox, run):
    """In the sandbox as in the notebook: it is one line to delete, and not an exercise to begin."""
    answer = "def clip(g, maxValue):\n    # YOUR CODE HERE\n    a = 1\n    raise NotImplementedError()\n    return g"
    said = messages(judged(tmp_path, sandbox, run, clip=answer))
    assert "the line `raise NotImplementedError()` still stands below your code" in said and "Delete that line" in said


def test_the_students_cells_run_in_order_and_show_what_they_print(tmp_path, sandbox, run):
    """A helper in a cell of its own is there for the answer, and warnings cost nothing."""
    answer = "import warnings; warnings.warn('careful')\ndef clip(g, maxValue):\n    return bounded(g, maxValue)"
    helper = "print('hello')\ndef bounded(g, m):\n    return {k: np.clip(v, -m, m) for k, v in g.items()}"
    result = judged(tmp_path, sandbox, run, clip=notebook("clip", answer, [helper]))
    assert result.score == result.max
    outputs = {cell.kind: cell.outputs for cell in result.cells if cell.outputs}
    assert outputs["added"][0]["text"] == "hello\n"
    assert "careful" in outputs["answer"][0]["text"]


def test_checks_and_demonstrations_are_not_run(tmp_path, sandbox, run):
    """The cells are shown, but only the judge judges, and nobody waits for figures."""
    result = judged(tmp_path, sandbox, run)
    kinds = [cell.kind for cell in result.cells]
    assert kinds.count("test") == 1 and "demonstration" in kinds
    assert all(cell.outputs == [] for cell in result.cells if cell.kind in ("test", "demonstration"))


def test_earlier_answers_can_be_loaded_while_grading(tmp_path, sandbox, run):
    """The given cell of `optimize` that loads the student's own `clip` finds it beside the notebook."""
    result = judged(tmp_path, sandbox, run, "optimize", optimize=notebook("optimize", None, ["print(clip.__name__)"]))
    shown = [output for cell in result.cells for output in cell.outputs]
    assert shown == [{"output_type": "stream", "name": "stdout", "text": "clip\n"}]


@pytest.mark.parametrize("keep", ["limit = clip\n{}", "{}"])
def test_a_wrong_earlier_answer_is_not_counted_again_under_another_name(tmp_path, sandbox, run, keep):
    """An answer that keeps the loaded `clip` as a default or under a name of its own is judged with a correct one."""
    answer = masters.solution("optimize")
    if "limit" in keep:
        answer = keep.format(answer.replace("clip(", "limit("))
    else:
        answer = answer.replace("learning_rate=0.01)", "learning_rate=0.01, clip=clip)")
    wrong = "def clip(gradients, maxValue):\n    return gradients"
    assert answer != masters.solution("optimize")
    result = judged(tmp_path, sandbox, run, "optimize", clip=wrong, optimize=answer)
    assert result.score == result.max, messages(result)
    unclipped = answer.replace("limit(gradients", "(lambda g, m: g)(gradients")
    unclipped = unclipped.replace(" clip(gradients", " (lambda g, m: g)(gradients")
    assert unclipped != answer
    assert judged(tmp_path / "b", sandbox, run, "optimize", clip=wrong, optimize=unclipped).score < result.max


class Failing:
    """A sandbox that fails a number of times before it works."""

    def __init__(self, sandbox, times):
        self.sandbox, self.times = sandbox, times

    def job(self, files):
        self.times -= 1
        if self.times >= 0:
            raise OSError(28, "No space left on device")
        return self.sandbox.job(files)


def test_a_sandbox_that_fails_once_is_tried_again(tmp_path, sandbox, run):
    """And nobody notices."""
    result = judged(tmp_path, Failing(sandbox, 1), run)
    assert result.score == result.max and result.error == ""


def test_a_sandbox_that_fails_twice_is_said_aloud_and_never_a_silent_zero(tmp_path, sandbox, run):
    """The result says that it is none, with the reason for the instructor and kind words for the student."""
    result = judged(tmp_path, Failing(sandbox, 2), run)
    assert "No space left on device" in result.error
    assert "no fault of yours" in messages(result) and not any(verdict.passed for verdict in result.verdicts)


def test_a_comparison_that_fails_is_ours_to_admit(tmp_path, sandbox, run, monkeypatch):
    """A fault in our own comparison is reported like a broken sandbox."""

    def broken(self, cases, outcomes, source):
        raise TypeError("unhashable type")

    monkeypatch.setattr(exercises.Exercise, "verdicts", broken)
    assert "TypeError: unhashable type" in judged(tmp_path, sandbox, run).error


def test_a_file_that_cannot_be_used_is_a_problem_without_asking(tmp_path, run):
    """No sandbox is needed to say that there is no notebook."""
    folder = hand_in(tmp_path, "ada", clip=None)
    result = judge_exercise("clip", intake.read(folder), None, run)
    assert result.reason.startswith("Expected clip.ipynb") and result.score == 0
    assert {verdict.message for verdict in result.verdicts} == {result.reason}


def test_the_time_for_one_notebook_is_bounded_whatever_it_does(tmp_path, run, monkeypatch):
    """Once it is used up the remaining cases are not asked."""
    monkeypatch.setattr("autograder.grading.execute.MAX_NOTEBOOK_SECONDS", -1.0)
    runner = NotebookRunner("clip", [], {}, None, run)
    outcomes = runner.outcomes()
    asked = [outcome for case, outcome in zip(run.cases["clip"], outcomes) if not case.group]
    assert {outcome.problem.kind for outcome in asked} == {"timeout"}
    assert set(outcomes[len(asked) :]) == {None}


def test_when_the_cells_took_too_long_no_more_added_ones_are_run(tmp_path, sandbox, run, monkeypatch):
    """The given cells and the answer still are."""
    monkeypatch.setattr("autograder.grading.execute.MAX_CELL_SECONDS", -1.0)
    result = judged(tmp_path, sandbox, run, clip=notebook("clip", None, ["print(1)"]))
    assert result.score == result.max and "left out" in messages(result)


def test_a_result_survives_json_whole(tmp_path, sandbox, run):
    """Everything, cells and outputs too."""
    result = judged(tmp_path, sandbox, run, clip="print('hi')\ndef clip(g, m): raise ValueError('no')")
    assert ExerciseResult.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_an_exception_reaches_the_student_with_their_own_line(tmp_path, sandbox, run):
    """The verdict names the exception and quotes the line that raised it."""
    result = judged(tmp_path, sandbox, run, clip="def clip(gradients, maxValue):\n    return gradients['dWxx']")
    assert "KeyError" in messages(result)
    assert [finding.line for finding in result.findings] == ["line 2: return gradients['dWxx']"]
    assert {check["message"] for check in as_report({"clip": result})["clip"]["checks"]} == {
        result.findings[0].sentence
    }


OWN = "def clip(gradients, maxValue):\n    return bounded(gradients, maxValue)"
BOUNDED = """import numpy as np
def bounded(gradients, limit):
    return {key: np.clip(gradient, -limit, limit) for key, gradient in gradients.items()}
"""


def test_a_module_beside_the_notebook_may_be_imported(tmp_path, sandbox, run):
    """As in Jupyter, by every notebook of the submission; nobody else's submission sees it."""
    answer = f"from helpers import bounded\n{OWN}"
    folder, other = (hand_in(tmp_path, student, clip=answer) for student in ("ada", "bob"))
    (folder / "helpers.py").write_text(BOUNDED, encoding="utf-8")
    result, without = (judge_submission(each, sandbox, run)["clip"] for each in (folder, other))
    assert result.score == result.max and "Your notebooks may import helpers.py." in result.notes
    assert without.score == 0 and "helpers is not there where this is graded" in messages(without)
    assert result.digest != without.digest


def test_a_module_beside_the_notebook_hides_nothing_of_the_course(tmp_path, sandbox, run):
    """A file called like NumPy or `utils` is left out with a note, and the answers keep what they earn."""
    folder = hand_in(tmp_path, "ada")
    for name in ("numpy", "utils", "child", "random", "asyncio"):
        (folder / f"{name}.py").write_text("raise SystemExit", encoding="utf-8")
    results = judge_submission(folder, sandbox, run)
    assert all(result.score == result.max for result in results.values())
    assert "not used: child.py, numpy.py and utils.py." in messages(results["clip"])
