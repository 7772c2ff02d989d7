"""The report of `check`: one story, the checks, the examples folded away; and what is said where nobody sees it."""

from __future__ import annotations

import linecache
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.exercises import masters
from autograder.exercises.masters import reference
from utils import softmax
from utils.feedback import CheckFailed, check, last_cells
from utils.feedback.cases import Check, Lesson, Verdict
from utils.feedback.check import examine
from utils.feedback.report_html import code_in
from utils.feedback.story import findings

LESSON = Lesson("f", "F", tuple(Check(name, name.upper(), 2) for name in "abcd"), (), ())


def told(*said):
    """Return the findings of verdicts, each given as a check's message, kind and line."""
    rest = [Verdict(check.name, True, 2, "") for check in LESSON.checks[len(said) :]]
    return findings(LESSON, [Verdict(name, False, 2, *one) for name, one in zip("abcd", said)] + rest)


def test_a_sentence_is_told_once_with_its_points_and_its_checks():
    """Sentences that differ in numbers, or in the case they are about, are one."""
    found = told(("In the published example: X is 3.", "seen"), ("X is 4.", "seen"), ("Y.", "mistake", "line 2: y"))
    assert [(one.message, one.points, one.checks, one.line) for one in found] == [
        ("Y.", 2, ("C",), "line 2: y"),
        ("X is 4.", 4, ("A", "B"), ""),
    ]


def test_what_explains_best_comes_first_and_what_was_only_seen_last():
    """A recognised mistake, an exception, what is common, what was seen."""
    found = told(("W.", "seen"), ("X.", "common"), ("Y.", "raised"), ("Z.", "mistake"))
    assert [one.message for one in found] == ["Z.", "Y.", "X.", "W."]
    assert [one.explained for one in found] == [True, True, True, False]


def test_exceptions_of_one_kind_in_one_line_are_one_thing():
    """'dict' and 'int' here, 'dict' and 'float' there; in another line it is another."""
    same = (
        ("TypeError: 'dict' and 'int'.", "raised", "line 2: a"),
        ("TypeError: 'dict' and 'float'.", "raised", "line 2: a"),
    )
    assert len(told(*same)) == 1
    assert len(told(*same, ("TypeError: 'dict' and 'int'.", "raised", "line 3: b"))) == 2


def test_one_that_explains_all_says_so():
    """No list of every check of the exercise."""
    (found,) = told(*[("Z.", "mistake")] * 4)
    assert found.cost == "all 8 points"


def test_a_check_that_waits_for_another_belongs_to_what_explains_that():
    """It is no mistake of its own."""
    checks = (Check("a", "A", 2), Check("b", "B", 3, ("a",)))
    lesson = Lesson("f", "F", checks, (), ())
    verdicts = [Verdict("a", False, 2, "Z.", "mistake"), Verdict("b", False, 3, "This waits.", "waits")]
    assert [(one.message, one.points) for one in findings(lesson, verdicts)] == [("Z.", 5)]


SAMPLE = """def sample(parameters, char_to_ix, seed):
    newline, indices, idx, counter = char_to_ix["\\n"], [], -1, 0
    x, a_prev = np.zeros((len(char_to_ix), 1)), np.zeros((len(parameters["b"]), 1))
    while idx != newline and counter != 50:
        a_prev = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a_prev + parameters["b"])
        probabilities = softmax(parameters["Wya"] @ a_prev + parameters["by"])
        np.random.seed(counter + seed)
        idx = np.random.choice(len(char_to_ix), p=probabilities.ravel())
        indices.append(idx)
        x[idx] = 1
        counter, seed = counter + 1, seed + 1
    return indices + [newline] * (counter == 50)
"""


def cell(name, code):
    """Return a function as a notebook's cell defines it: with its source at hand."""
    file = f"<cell of {name}>"
    linecache.cache[file] = (len(code), None, code.splitlines(True), file)
    scope = {"np": np, "softmax": softmax}
    exec(compile(code, file, "exec"), scope)
    return scope[name]


def test_a_slip_that_raises_nothing_has_the_students_own_line():
    """The recognised mistake says what the line assigns; the student's own is shown."""
    report = examine(cell("sample", SAMPLE))
    assert [finding.line for finding in report.findings] == ["line 10: x[idx] = 1"]
    assert "    Look at line 10: x[idx] = 1\n    It costs 6 points: The drawn character" in str(report)


def test_an_edit_of_the_solution_has_the_students_own_line():
    """Names that are the student's own do not hinder: softmax is called in one line."""
    code = SAMPLE.replace("x[idx] = 1", "x = np.zeros_like(x); x[idx] = 1")
    code = code.replace('+ parameters["by"])', '- parameters["by"])')
    (finding,) = examine(cell("sample", code)).findings
    assert finding.message.startswith("by is subtracted in the scores")
    assert finding.line.startswith("line 6: probabilities = softmax(")


def test_indices_stand_beside_their_letters():
    """In text and HTML, whole lists and single entries."""
    report = examine(cell("sample", SAMPLE))
    for text in (str(report), report._repr_html_()):
        assert "8 “h” in [20, 5, 4, 2, 8, 21, 23, 7, 0] “tedbhuwg⏎”" in text


@pytest.mark.parametrize(
    ("exercise", "before", "after", "said"),
    [
        (
            "model",
            'X[1:] + [char_to_ix["\\n"]]',
            'X[1:].append(char_to_ix["\\n"])',
            "yours is None (append, extend and",
        ),
        (
            "optimize",
            "update_parameters(parameters, gradients, learning_rate)",
            "pass",
            "is not called, or is given a copy",
        ),
    ],
)
def test_what_is_missing_is_told_with_what_it_may_come_from(exercise, before, after, said):
    """A list that became None, and parameters that nothing has changed."""
    code = masters.solution(exercise)
    assert before in code
    report = examine(masters.define(exercise, code.replace(before, after)), exercise)
    assert said in report.findings[0].message and report.findings[0].explained


def test_the_examples_are_folded_away_and_those_alike_are_one_row():
    """One exception in every example is one row, and stands in full above it alone."""
    report = examine(lambda gradients, maxValue: 1 / 0, "clip")
    assert len(report.rows) == 1 and len(report.rows[0].titles) > 2
    page = report._repr_html_()
    assert page.count("division by zero") == 1 and page.count("<details") == 1 and "<details open" not in page
    assert page.count("<tr>") == 2 and page.count("<th ") == page.count("<td ") == 2


def test_code_is_set_as_code_and_words_are_not():
    """Backticks, indexed names, NumPy's names, names with underscores; plain words stay words."""
    html = code_in('use `x < 1`, gradients["dWax"][0], np.clip(a, b), a_prev and maxValue by a <b>')
    assert [part.partition("</code>")[0] for part in html.split("<code>")[1:]] == [
        "x &lt; 1",
        "gradients[&quot;dWax&quot;][0]",
        "np.clip(a, b)",
        "a_prev",
        "maxValue",
    ]
    assert html.endswith(" by a &lt;b&gt;")


@pytest.fixture
def notebook(monkeypatch, tmp_path):
    """A notebook in which somebody sits: what it ran, and what it showed."""
    monkeypatch.chdir(tmp_path)
    shell = SimpleNamespace(
        kernel=SimpleNamespace(_allow_stdin=True), history_manager=SimpleNamespace(input_hist_parsed=[""])
    )
    shown = []
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=shown.append))
    return SimpleNamespace(shell=shell, shown=shown, ran=shell.history_manager.input_hist_parsed)


def test_in_a_notebook_the_report_is_enough_and_elsewhere_the_first_sentence_stops(notebook):
    """No red band below the report; where nobody reads it (nbconvert, Validate) the exception says what is wrong."""
    check(lambda gradients, maxValue: None, "clip")
    assert not notebook.shown[0].passed
    notebook.shell.kernel._allow_stdin = False
    with pytest.raises(CheckFailed, match=r"clip is not right yet\. clip returned nothing; it should end with"):
        check(lambda gradients, maxValue: None, "clip")


def test_after_a_syntax_error_the_older_function_is_said_to_be_judged(notebook):
    """The cell that could not be read is named with its line; once it is mended, nothing is said."""
    notebook.ran += ["def clip(gradients, maxValue):\n    return 1", "def clip(gradients, maxValue):\n    return ("]
    check(reference("clip"))
    (report,) = notebook.shown
    assert report.notes == (last_cells.outdated("clip"),) and last_cells.outdated("sample") == ""
    for text in (str(report), report._repr_html_(), report.first_sentence):
        assert "could not be read ('(' was never closed, line 2:" in text.replace("&#x27;", "'")
    broken = list(notebook.ran)
    for later in (
        "def clip(g, m):\n    return 2",
        "get_ipython().run_cell_magic('time', '', 'def clip(g, m): 2')",
        "clip = f",
    ):
        notebook.ran[:] = [*broken, later]
        assert last_cells.outdated("clip") == ""
