"""A cell that this Python cannot read: what it was written with, what grades, and which line it is."""

from __future__ import annotations

import sys

import pytest

from autograder.submission import versions
from tests.support.classroom import notebook
from tests.support.judging import judged, messages
from utils.feedback.contract import PYTHONS, release

HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
NEXT = f"3.{sys.version_info[1] + 1}"
NEWER = "def clip(gradients, maxValue):\n    limit = maxValue\n    return {gradients unless limit}\n"  # Python to come
HELPER = "def bound(value, limit):\n    return value unless limit\n"
USES_HELPER = "def clip(gradients, maxValue):\n    return {k: bound(v, maxValue) for k, v in gradients.items()}\n"
# What newer Pythons read, and how an older one ends at it.
SYNTAX = (
    ("3.12", "type Weights = dict[str, float]"),
    ("3.12", "def first[T](values: list[T]) -> T:"),
    ("3.12", "class Stack[T]:"),
    ("3.12", "print(f'limit {d['a']}')"),
    ("3.12", 'print(f"{"\\n".join(names)}")'),
    ("3.14", 'message = t"Hello {name}"'),
    ("3.14", "except ValueError, TypeError:"),
)
ORDINARY = (
    "def clip(gradients, maxValue)",
    "x = = 3",
    "print(f'limit {d}'",
    "type = ",
    "exceptt ValueError, TypeError:",
)


def written_with(version: str, answer: str, **more) -> dict:
    """Return a clip notebook as a Jupyter with that Python saves it."""
    node = notebook("clip", answer, **more)
    node["metadata"]["language_info"] = {"name": "python", "codemirror_mode": {"version": 3}, "version": version}
    return node


def error(line: int) -> list[dict]:
    """Return what the sandbox keeps of a syntax error."""
    return [{"output_type": "error", "ename": "SyntaxError", "evalue": "invalid syntax", "traceback": [f"line {line}"]}]


def test_what_was_written_with_a_newer_python_says_so(tmp_path, sandbox, run):
    """Every check names both Pythons and the line; so do the notes."""
    result = judged(tmp_path, sandbox, run, clip=written_with(f"{NEXT}.2", NEWER))
    assert result.score == 0
    said = f"written with {NEXT}, graded with {HERE}, which cannot read line 3 (`return {{gradients unless limit}}`)"
    assert all(said in verdict.message for verdict in result.verdicts)
    assert any(said in note for note in result.notes)


def test_a_helper_in_a_cell_that_cannot_be_read_is_named_as_well(tmp_path, sandbox, run):
    """The function fails for want of a name, and the cell that has it is the reason."""
    node = written_with(f"{NEXT}.0", USES_HELPER, added=(HELPER,), before=True)
    said = messages(judged(tmp_path, sandbox, run, clip=node))
    assert f"Your function uses bound, whose cell was written with {NEXT}, graded with {HERE}" in said
    assert "which cannot read line 2" in said and "NameError" not in said


@pytest.mark.parametrize("version", [f"{HERE}.1", "3.9.0", "", "three", None, 3.14, ["3.99"], "9" * 500, "v3.99"])
def test_an_ordinary_slip_stays_a_syntax_error(tmp_path, sandbox, run, version):
    """Whatever stands in the place of the version."""
    said = messages(
        judged(tmp_path, sandbox, run, clip=written_with(version, "def clip(gradients, maxValue:\n    pass"))
    )
    assert "SyntaxError" in said and "graded with" not in said


@pytest.mark.parametrize(("since", "line"), SYNTAX)
def test_a_notebook_that_does_not_say_is_read_by_its_syntax(monkeypatch, since, line):
    """The Python that first read such a line is named, to a grader that is older."""
    monkeypatch.setattr(versions, "graded_with", lambda: "3.11")
    said = versions.why_unreadable(f"d = {{}}\n{line}", error(2), "")
    assert f"needs Python {since} or newer for line 2 (`{line.strip()}`), and is graded with 3.11" in said
    monkeypatch.setattr(versions, "graded_with", lambda: "3.14")
    assert versions.why_unreadable(f"d = {{}}\n{line}", error(2), "") == ""


@pytest.mark.parametrize("line", ORDINARY)
def test_what_no_python_reads_is_laid_to_no_version(monkeypatch, line):
    """A slip is a slip."""
    monkeypatch.setattr(versions, "graded_with", lambda: "3.11")
    assert versions.why_unreadable(line, error(1), "3.11") == ""


@pytest.mark.parametrize("traceback", [[], ["line ?"], ["line 99999"], [None], ["line 0"]])
def test_a_line_that_is_not_there_does_no_harm(traceback):
    """What comes from the student's process is not believed."""
    output = {"ename": "SyntaxError", "traceback": traceback}
    assert f"written with {NEXT}" in versions.why_unreadable("x", [output], NEXT)


def test_an_instructor_with_an_older_python_is_told(monkeypatch):
    """Before grading: which Python grades, which students may use, and what to do."""
    for version in PYTHONS:
        monkeypatch.setattr(versions, "graded_with", lambda version=version: version)
        said = versions.outdated()
        assert bool(said) == (release(version) < release(PYTHONS[-1]))
        assert not said or (f"Python {version}" in said and f"make setup PYTHON=python{PYTHONS[-1]}" in said)
