"""The bundled class: submissions with names of behaviours, what each should earn, and the proof that they do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.batch.batch import grade
from autograder.course import assignment
from autograder.course.build import build
from autograder.errors import SandboxMissing
from autograder.exercises import EXERCISES, masters
from autograder.files import write_whole
from autograder.sandbox.sandbox import usual_way
from autograder.submission.roster import ASSIGNMENT

SNIPPETS = Path(__file__).parent / "answers"
EVERYTHING = {name: tuple(check.name for check in exercise.checks) for name, exercise in EXERCISES.items()}
Notebooks = dict[str, Any]
FIRST, *_, LAST = EXERCISES


@dataclass(frozen=True)
class Member:
    """One member of the class.

    Attributes
    ----------
    answers : dict of str to str or None
        The answer cell of each exercise: code, or None for the untouched stub. Exercises that are not named hold the
        master's solution.
    loses : dict of str to tuple of str
        For each exercise the checks that must not pass; all others must.
    change : callable, optional
        What is done to the notebooks (name to nbformat dict, or bytes, or nothing) before they are handed in.
    """

    answers: Mapping[str, str | None] = field(default_factory=dict)
    loses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    change: Callable[[Notebooks], None] | None = None


def demo_class() -> dict[str, Member]:
    """Return the class, by the names of the students' folders."""
    blank = Member(dict.fromkeys(EXERCISES), EVERYTHING)
    clip = _snippet(SNIPPETS / "wrong_clip.py")
    others = {
        "all_right": Member(),
        "blank": blank,
        "not_a_notebook": Member(loses={FIRST: EVERYTHING[FIRST]}, change=_as_a_letter),
        "missing_notebook": Member(loses={LAST: EVERYTHING[LAST]}, change=_without_the_last),
        "copied_test_cell": Member(change=_twice_tested),
        "deleted_test_cell": Member(change=_untested),
        "skips_the_test": Member(clip.answers, clip.loses, _skipping),
    }
    return others | {path.stem: _snippet(path) for path in sorted(SNIPPETS.glob("*.py"))}


def _snippet(path: Path) -> Member:
    """Read ``# %% exercise | checks it loses`` (or ``everything``) and the code below it, as often as a file has it."""
    parts = re.split(r"(?m)^# %% (\w+)(?: \| ([\w ]+))?\n", path.read_text(encoding="utf-8"))
    answers: dict[str, str | None] = {}
    loses: dict[str, tuple[str, ...]] = {}
    for name, lost, code in zip(parts[1::3], parts[2::3], parts[3::3]):
        answers[name] = code.strip() + "\n"
        loses[name] = EVERYTHING[name] if lost == "everything" else tuple((lost or "").split())
    return Member(answers, loses)


def _as_a_letter(notebooks: Notebooks) -> None:
    notebooks[FIRST] = b"Dear instructor,\n\nmy notebook is attached.\n"


def _without_the_last(notebooks: Notebooks) -> None:
    del notebooks[LAST]


def _test_cell(notebook: Any) -> Any:
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade"))


def _twice_tested(notebooks: Notebooks) -> None:
    for notebook in notebooks.values():
        notebook["cells"].append(_test_cell(notebook) | {"id": "copied"})


def _untested(notebooks: Notebooks) -> None:
    for notebook in notebooks.values():
        notebook["cells"].remove(_test_cell(notebook))


def _skipping(notebooks: Notebooks) -> None:
    for notebook in notebooks.values():
        _test_cell(notebook)["metadata"]["tags"] = ["skip-execution"]


def write_class(folder: Path, members: Mapping[str, Member] | None = None) -> None:
    """Write the class as students hand it in: ``folder/<student>/dinosaur_island/<exercise>.ipynb``.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    members : mapping of str to Member, optional
        Who is in it; the whole `demo_class` by default.
    """
    for student, submission in (demo_class() if members is None else members).items():
        notebooks = {name: _notebook(name, submission) for name in EXERCISES}
        if submission.change:
            submission.change(notebooks)
        for name, notebook in notebooks.items():
            data = notebook if isinstance(notebook, bytes) else json.dumps(notebook, indent=1).encode()
            write_whole(folder / student / ASSIGNMENT / f"{name}.ipynb", data, shared=True)


def _notebook(name: str, submission: Member) -> Any:
    notebook = json.loads(json.dumps(assignment.student(name)))
    answer = submission.answers.get(name, solution(name))
    if answer is not None:
        cell = next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))
        cell["source"] = answer
    return notebook


def solution(name: str) -> str:
    """Return the master's answer as a student would write it, without the markers."""
    return re.sub(r"(?m)^ *### (BEGIN|END) SOLUTION\n", "", masters.solution(name))


def demo(out: Path, jobs: int | None = None, unsafe_no_sandbox: bool = False) -> int:
    """See whether the course is current, grade the bundled class, and compare each mark with what it should be.

    Parameters
    ----------
    out : Path
        Where the class (``submitted``) and its grades (``grades``) go: a new or empty folder, or that of a
        demonstration before. Nothing is written elsewhere.
    jobs : int, optional
        Worker processes.
    unsafe_no_sandbox : bool
        Do without a sandbox.

    Returns
    -------
    int
        0 where a sandbox can be made, every generated file is current, every submission has a verdict, and every mark
        is the expected one.
    """
    submitted, grades, report = out / "submitted", out / "grades", out / "grades.json"
    if foreign := _foreign(out):
        print(
            f"{out} holds something else than a demonstration ({foreign}). Nothing was written; choose another --out."
        )
        return 1
    try:
        if not unsafe_no_sandbox:
            usual_way()
    except SandboxMissing as missing:
        print(missing)
        return 1
    status = build(check=True)
    if status:
        return status
    write_class(submitted)
    status = grade(submitted, grades, json=report, jobs=jobs, unsafe_no_sandbox=unsafe_no_sandbox)
    return status or _compare(report)


def _compare(report: Path) -> int:
    """Print each mark that differs from what is stated, and return the exit status."""
    wrong = differences(json.loads(report.read_text(encoding="utf-8")))
    console = Console()
    for sentence in wrong:
        console.print(sentence, style="bold red", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(wrong)} of the marks differ." if wrong else "OK: every mark is as it should be.", style="bold")
    return 1 if wrong else 0


def _foreign(out: Path) -> str:
    """Return the name of something that no demonstration has written into its folder, ``""`` where there is nothing."""
    if out.exists() and not out.is_dir():
        return out.name
    here = [path.name for path in out.iterdir()] if out.is_dir() else []
    students = [path.name for path in (out / "submitted").iterdir()] if "submitted" in here else []
    found = set(here) - {"submitted", "grades", "grades.json"} | set(students) - set(demo_class())
    return min(found, default="")


def differences(report: Mapping[str, Any]) -> list[str]:
    """Compare a report (as ``--json`` writes it) with what the class should earn; one sentence a difference."""
    found = []
    for student, submission in demo_class().items():
        for name, exercise in EXERCISES.items():
            lost = submission.loses.get(name, ())
            expected = float(sum(check.points for check in exercise.checks if check.name not in lost))
            entry = report.get(student, {}).get(name, {"score": None, "checks": []})
            missed = [check["name"] for check in entry["checks"] if not check["passed"]]
            if entry["score"] != expected or set(missed) != set(lost):
                found.append(
                    f"{student}, {name}: expected {expected:g} points without {_named(lost)}, "
                    f"got {entry['score']} without {_named(missed)}."
                )
    return found


def _named(checks: tuple[str, ...] | list[str]) -> str:
    return ", ".join(checks) or "nothing"
