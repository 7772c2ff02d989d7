"""The runner: which cases are asked, in which order, and when it is no use to ask any more."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from autograder.exercises import EXERCISES, masters
from autograder.grading.execute import MAX_FRESH_STALLS, NotebookRunner
from autograder.grading.judge import judge_exercise, judge_submission
from autograder.grading.run import Run
from autograder.sandbox.session import CellResult
from autograder.submission import intake
from tests.support.classroom import hand_in, notebook
from tests.support.judging import Spy, judged, messages
from utils.feedback.outcome import Outcome

_CUT = "def cut(g, m):\n    return {k: np.clip(v, -m, m) for k, v in g.items()}"


@pytest.mark.slow
def test_fresh_cases_differ_between_runs_and_are_the_same_for_the_same_seed():
    """An answer cannot be stored from one run to the next, and a run can be replayed."""
    text = [repr([case.args for case in Run.draw(seed).cases["clip"]]) for seed in (1, 2, 1)]
    assert text[0] == text[2] != text[1]
    assert Run.draw().seed != Run.draw().seed


def test_the_seeded_cases_come_first_and_always_in_one_order(tmp_path, sandbox, run):
    """What a function keeps from call to call, and how far it comes before it stalls, is the same under every seed."""
    cases = run.cases["clip"]
    shuffled = replace(run, cases={**run.cases, "clip": sorted(cases, key=lambda case: not case.group)})
    shuffled.call_seconds["clip"][:] = [2.0] * len(cases)
    spy = Spy(sandbox)
    result = judge_exercise("clip", intake.read(hand_in(tmp_path, "ada")), spy, shuffled)
    assert result.score == result.max
    expected = sorted(cases, key=lambda case: bool(case.group))
    assert [id(args) for args in spy.asked] == [id(case.args) for case in expected]


def test_a_function_that_stalls_in_fresh_cases_is_refuted_where_it_was_asked(tmp_path, sandbox, run):
    """Right by heart, without an end otherwise: after four such calls no more is asked, and nothing is earned."""
    known = [case.args[0]["dWax"].tobytes() for case in run.cases["clip"] if not case.group]
    stored = f"known = {known!r}\n" + masters.solution("clip").replace(
        "):\n", "):\n    while gradients['dWax'].tobytes() not in known:\n        pass\n", 1
    )
    spy, hasty = Spy(sandbox), replace(run, call_seconds={"clip": [0.5] * len(run.cases["clip"])})
    result = judged(tmp_path, spy, hasty, clip=stored)
    assert result.score == 0, messages(result)
    assert len(spy.asked) == len(known) + MAX_FRESH_STALLS  # the first of them twice


def test_an_answer_that_depends_on_the_turn_of_the_case_is_caught(tmp_path, sandbox, run):
    """A function that is right the first time only does not pass."""
    answer = (
        masters.solution("clip")
        + "\nright, clip, turns = clip, lambda g, m: right(g, m) if turns.pop() else {}, [0] * 99 + [1]"
    )
    assert judged(tmp_path, sandbox, run, clip=answer).score == 0


def test_no_answer_is_a_fail_for_every_check_of_every_exercise(tmp_path, run):
    """A child that says nothing at all, without any problem either, earns nothing."""

    class Silent:
        alive = True

        def run(self, cells):
            return [CellResult([], True) for _ in cells]

        def call(self, *question):
            return Outcome()

    class Sandboxed:
        @contextmanager
        def job(self, files):
            yield Silent()

    results = judge_submission(hand_in(tmp_path, "ada"), Sandboxed(), run)
    assert [result.score for result in results.values()] == [0] * len(EXERCISES)
    assert not any(result.error for result in results.values())


@pytest.mark.slow
def test_an_endless_answer_costs_two_calls_and_not_its_neighbours(tmp_path, sandbox, run):
    """After two calls without an end nothing more is asked; the sentence says what happened."""
    spy = Spy(sandbox)
    result = judged(tmp_path, spy, run, clip="def clip(gradients, maxValue):\n    while True:\n        pass")
    assert len(spy.asked) == 2
    assert result.score == 0 and not result.error
    assert "did not return" in messages(result)


def test_a_single_late_answer_is_asked_for_again_with_more_patience(tmp_path, sandbox, run):
    """A busy moment of the grading machine must not cost a right answer a mark."""
    late_once = "import time\nbusy = [60]\ndef clip(g, m):\n    busy and time.sleep(busy.pop())\n"
    answer = late_once + "    return {k: np.clip(v, -m, m) for k, v in g.items()}"
    spy = Spy(sandbox)
    result = judged(tmp_path, spy, run, clip=answer)
    assert result.score == result.max
    assert len(spy.asked) == len(run.cases["clip"]) + 1


@pytest.mark.slow
def test_an_answer_that_is_slow_until_it_has_been_ready_once_is_waited_for(tmp_path, sandbox, run):
    """As Numba is on a busy machine: what was interrupted begins anew in the next call."""
    slow = "import time\nready = []\ndef clip(g, m):\n    ready or time.sleep(3)\n    ready.append(1)\n"
    answer = slow + "    return {k: np.clip(v, -m, m) for k, v in g.items()}"
    result = judged(tmp_path, sandbox, run, clip=answer)
    assert result.score == result.max


def test_an_answer_that_ends_the_process_in_one_case_is_asked_the_others(tmp_path, sandbox, run):
    """The exit costs the case in which it happens; a new process answers the rest."""
    limits = [case.args[1] for case in run.cases["clip"]]
    limit = next(limit for limit in limits if limits.count(limit) == 1)
    fatal = limits.index(limit)
    clipped = "{k: np.clip(v, -m, m) for k, v in g.items()}"
    answer = f"import os\ndef clip(g, m):\n    if m == {limit}:\n        os._exit(3)\n    return {clipped}"
    folder = hand_in(tmp_path, "ada", clip=answer)
    spy = Spy(sandbox)
    with NotebookRunner("clip", intake.read(folder)["clip"].cells, {}, spy, run) as runner:
        outcomes = runner.outcomes()
    kinds = [outcome.problem and outcome.problem.kind for outcome in outcomes]
    assert kinds[fatal] == "died" and kinds.count(None) == len(kinds) - 1
    assert spy.jobs == 2


@pytest.mark.parametrize(
    "name, line",
    [("clip", 'plt.close("all")'), ("sample", "print(ix_to_char[0])"), ("optimize", 'as_example("rex")')],
)
def test_what_a_demonstration_above_defines_is_there_for_the_answer(tmp_path, sandbox, run, name, line):
    """In the notebook it is, so an answer that leans on it is right; the demonstration itself shows nothing."""
    head, _, body = masters.solution(name).rpartition("    return ")
    given = notebook(name, f"{head}    {line}\n    return {body}", [f"{line}\nhere = 1"])
    result = judged(tmp_path, sandbox, run, name, **{name: given})
    assert result.score == result.max, messages(result)
    shown = [output for cell in result.cells for output in cell.outputs]
    assert not any(output["output_type"] == "error" for output in shown)
    assert all(cell.outputs == [] for cell in result.cells if cell.kind == "demonstration")


def test_an_added_cell_that_ends_the_process_is_left_out(tmp_path, sandbox, run):
    """The answer is right, so the mark is full; a note tells."""
    result = judged(tmp_path, sandbox, run, clip=notebook("clip", None, ["import os; os._exit(0)"], before=True))
    assert result.score == result.max
    assert "A cell that you added was left out" in messages(result)


def test_a_long_training_behind_the_answer_is_stopped_and_costs_nothing(tmp_path, sandbox, run):
    """In a cell of its own, and within the answer cell too: the function is there already."""
    endless = "while True:\n    pass"
    for given in (notebook("clip", None, [endless]), notebook("clip", masters.solution("clip") + "\n" + endless)):
        result = judged(tmp_path, sandbox, run, clip=given)
        assert result.score == result.max
        assert "was stopped: It took longer" in messages(result)


def test_an_answer_cell_that_ends_the_process_is_a_zero_with_a_sentence(tmp_path, sandbox, run):
    """There is no function to ask."""
    result = judged(tmp_path, sandbox, run, clip="import os; os._exit(0)")
    assert result.score == 0 and not result.error
    assert "running the notebook's cells failed" in messages(result)


def test_a_slip_in_the_answer_cell_is_named(tmp_path, sandbox, run):
    """The function is missing because its cell stopped, and the sentence says with what."""
    result = judged(tmp_path, sandbox, run, clip="import nunpy\nclip = nunpy.clip")
    said = "There is no function clip: its cell stopped. nunpy is not there where this is graded"
    assert (
        result.score == 0
        and said in messages(result)
        and "(did you mean numpy?); allowed are numpy" in messages(result)
    )
    result = judged(tmp_path, sandbox, run, clip="def clip(gradients, maxValue)\n    return gradients")
    assert "SyntaxError" in messages(result)


@pytest.mark.parametrize(
    "line",
    [
        "import nunpy as pd",
        "%load_ext line_profiler",
        "import matplotlib\nmatplotlib.use('TkAgg')",
        "import nunpy\n@nunpy.jit\ndef f(): 0",
    ],
)
def test_a_line_that_fails_above_the_function_is_skipped_and_told(tmp_path, sandbox, run, line):
    """It may fail only on the grader's machine: a right function is right, a wrong one wrong, and the page says it."""
    result = judged(tmp_path, sandbox, run, clip=f"{line}\n{masters.solution('clip')}\n1 / 0")
    assert result.score == result.max
    assert "Your answer cell stopped here with" in messages(result) and "Error: " in messages(result)
    assert judged(tmp_path / "b", sandbox, run, clip=f"{line}\ndef clip(g, m):\n    return {{}}").score == 0
    helped = notebook("clip", "def clip(g, m):\n    return cut(g, m)", [f"{line}\n{_CUT}"], before=True)
    assert judged(tmp_path / "c", sandbox, run, clip=helped).score == result.max


def test_what_stands_behind_a_failing_line_waits_where_the_functions_are_there(tmp_path, sandbox, run):
    """A draft below the answer that its notebook never reached does not take the answer's place."""
    draft = "clip(1)\ndef clip(g, m):\n    return {}"
    result = judged(tmp_path, sandbox, run, clip=notebook("clip", None, [draft]))
    assert result.score == result.max and "skipped" not in messages(result)


@pytest.mark.parametrize("line", ["%matplotlib qt", "%matplotlib widget", "import getpass; getpass.getuser()"])
def test_windows_and_names_of_users_may_be_asked_for(tmp_path, sandbox, run, line):
    """They are there on a student's machine, so the cell ends without an error here as well."""
    result = judged(tmp_path, sandbox, run, clip=f"{line}\n{masters.solution('clip')}")
    assert result.score == result.max and not any(cell.outputs for cell in result.cells)


def test_pip_is_told_that_there_is_no_network(sandbox):
    """A cell that begins with `%pip install` would use up its time with trying again and again."""
    with sandbox.job({}) as job:
        (shown,) = job.run(["import os\nos.environ['PIP_NO_INDEX'], os.environ['USER'] and 'named'"])
    assert shown.outputs[0]["data"]["text/plain"] == "('1', 'named')"


def test_a_missing_function_is_asked_for_once(tmp_path, sandbox, run):
    """A renamed function is not looked for again for every case."""
    spy = Spy(sandbox)
    result = judged(tmp_path, spy, run, clip=notebook("clip", None, ["del clip"]))
    assert len(spy.asked) == 1 and result.score == 0
