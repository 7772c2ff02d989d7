"""Writes what people read of a class anew from the gradebook, where a person may have changed marks since."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from autograder.batch.run_state import RunState, read_state
from autograder.course.user_edits import remember, set_aside
from autograder.errors import GradingError
from autograder.files import only_grader, write_whole
from autograder.records.database_address import chosen_address, gradebook_url, sqlite_file
from autograder.records.gradebook import Gradebook
from autograder.records.result_store import Result, Store
from autograder.report.exports import write_csv, write_overview
from autograder.report.feedback import adjusted_pages
from autograder.report.summary import Summary, tell
from autograder.submission.roster import ASSIGNMENT


def feedback(out: Path, db: str | None = None, db_file: Path | None = None) -> int:
    """Write every student's pages, ``grades.csv`` and ``overview.html`` anew from the gradebook.

    Nothing is graded, and nothing in the gradebook changes.

    Parameters
    ----------
    out : Path
        The grades folder.
    db : str, optional
        SQLAlchemy address of the gradebook, as for `grade`.
    db_file : Path, optional
        File with that address.

    Returns
    -------
    int
        0; 1 where there is nothing to write from.
    """
    console = Console()
    try:
        state = _state(out)
        address, _ = chosen_address(db, db_file)
        url = gradebook_url(address, out)
        file = sqlite_file(url)
        if file is not None and not file.exists():
            raise GradingError(f"There is no gradebook {file}. Say where it is with --db, or grade first.")
        with ExitStack() as closing:
            closing.enter_context(only_grader(out / ".lock", out))
            gradebook = closing.enter_context(Gradebook(url))
            store, summary = Store(out / "results"), Summary()
            for result in store.newest(*state.seeds):
                summary.keep(result)
            changed = write_pages(out, gradebook, summary, store, state, everybody=True)
            write_tables(console, out, gradebook, summary, state.unsafe)
    except GradingError as error:
        tell(console, str(error), "bold red")
        return 1
    tell(console, f"{len(summary.others)} students' pages, grades.csv and overview.html are as the gradebook has them;")
    tell(console, f"a person changed something for {changed} of them. They are in {out}.")
    return 0


def _state(out: Path) -> RunState:
    state, _ = read_state(out / "run.json")
    if state is None:
        raise GradingError(f"{out} is no grades folder: there is no run.json in it. Give the folder of --out.")
    return state


def write_pages(
    out: Path, gradebook: Gradebook, summary: Summary, store: Store, state: RunState, everybody: bool = False
) -> int:
    """Write the pages of those whose marks a person changed, or of everybody; return for how many that is.

    Parameters
    ----------
    out : Path
        The grades folder.
    gradebook : Gradebook
        Where the marks are.
    summary : Summary
        Which result each student has.
    store : Store
        The results.
    state : RunState
        The run that they are of.
    everybody : bool
        Also where nothing was changed: something may have been taken back.
    """
    keys = {student: key for student, (key, _) in summary.others.items()} | summary.keys
    changed = dict(gradebook.adjustments())
    for student in keys if everybody else sorted(changed.keys() & keys):
        result = store.load(keys[student], *state.seeds)
        if result is not None:
            _write(out, result, changed.get(student, {}), state.unsafe)
    return len(changed.keys() & keys)


def _write(out: Path, result: Result, changed: dict, unsafe: bool) -> None:
    folder = out / "feedback" / result.student / ASSIGNMENT
    before = {path.name: path.read_bytes() for path in folder.glob("*.html")}
    for name, data in adjusted_pages(result.student, result.exercises, changed, before, unsafe).items():
        if before.get(name) != data:
            write_whole(folder / name, data)


def write_tables(console: Console, out: Path, gradebook: Gradebook, summary: Summary, unsafe: bool) -> None:
    """Write ``grades.csv`` and ``overview.html``; a table that was changed by hand is kept under another name."""
    table = out / "grades.csv"
    if kept := set_aside(table):
        tell(console, f"{table} was changed by hand, and is kept as {kept.name}.")
    write_csv(table, gradebook.rows(), summary)
    remember(table)
    write_overview(out / "overview.html", gradebook.rows(), summary, unsafe)
