"""What an instructor reads when a class is graded: the table, what could not be graded and why, where things are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.exercises import EXERCISES
from autograder.grading.result import ExerciseResult
from autograder.records.result_store import Result
from autograder.report import feedback
from autograder.report.sanitize import comment
from autograder.submission.printable import printable

#: Students in the table on the terminal, and sentences below it; the files have all of them.
MAX_ROWS, MAX_MESSAGES = 100, 25


@dataclass
class Summary:
    """Keeps of each submission only what the end of the run needs, so that a large class fits into memory.

    Attributes
    ----------
    graded : int
        Submissions with a verdict.
    lines : list of (str, list of float, float, str)
        Of the first `MAX_ROWS`: student, score of each exercise, most possible, note.
    notes : dict of str to str
        For students with something to know: why an exercise or all of them could not be graded.
    ungraded : dict of str to str
        Students without a verdict, and why.
    keys : dict of str to str
        Name of each student's result file.
    others : dict of str to (str, str)
        Where only some students are graded: of every other one the name of the result file, and the note.
    """

    graded: int = 0
    lines: list[tuple[str, list[float], float, str]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    ungraded: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    others: dict[str, tuple[str, str]] = field(default_factory=dict)
    total: float = 0.0
    most: float = 0.0

    def keep(self, result: Result) -> None:
        """Remember the result of a student who is not graded this time."""
        self.others[result.student] = result.key, note_on(result)

    def add(self, result: Result) -> None:
        """Take one verdict into the count."""
        self.graded += 1
        self.total += result.score
        self.most += result.max
        self.keys[result.student] = result.key
        note = note_on(result)
        if note:
            self.notes[result.student] = note
        if len(self.lines) < MAX_ROWS:
            scores = [each.score for each in result.exercises.values()]
            self.lines.append((result.student, scores, result.max, note))


def note_on(result: Result) -> str:
    """Return what kept a submission from being graded as a whole or in part; ``""`` where nothing did."""
    reasons: dict[str, list[str]] = {}
    for name, each in result.exercises.items():
        if each.reason:
            reasons.setdefault(each.reason, []).append(name)
    if len(reasons) == 1 and len(next(iter(reasons.values()))) == len(result.exercises):
        return next(iter(reasons))
    return " ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())


def comment_on(result: ExerciseResult) -> str | None:
    """Return the automatic comment on an answer: what is wrong, each thing once."""
    messages = [result.reason] if result.reason else [finding.sentence for finding in result.findings]
    return comment(messages) or None


@contextmanager
def progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal, and elsewhere a line for each tenth of the class; yield what counts one more."""
    if not console.is_terminal:
        yield _lines(console, total)
        return
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("grading", total=total)
        yield lambda: bar.advance(task)


def _lines(console: Console, total: int) -> Callable[[], None]:
    done = said = 0

    def advance() -> None:
        nonlocal done, said
        done += 1
        if 10 * done // total > said:
            said = 10 * done // total
            console.print(f"graded {done} of {total}", highlight=False)

    return advance


def table(summary: Summary) -> Table:
    """Return the table of scores for the terminal."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("student", overflow="fold")
    for name in EXERCISES:
        shown.add_column(name, justify="right")
    shown.add_column("total", justify="right")
    shown.add_column("of", justify="right")
    for student, scores, most, note in sorted(summary.lines):
        points = [feedback.points(score) for score in (*scores, sum(scores), most)]
        shown.add_row(escape(printable(student)), *points, style="yellow" if note else None)
    return shown


def say(console: Console, summary: Summary, places: dict[str, Path | str]) -> None:
    """Print the table, the sentences on what could not be graded, and where everything was put."""
    console.print(table(summary))
    if summary.graded > len(summary.lines):
        console.print(f"... and {summary.graded - len(summary.lines)} more, in the files below.")
    _messages(console, "Not graded in full:", summary.notes)
    _messages(console, "Without a verdict (the grader's own trouble, not the student's):", summary.ungraded)
    mean = f", {100 * summary.total / summary.most:.0f} % of all points" if summary.most else ""
    console.print(f"\n{summary.graded} submissions have a verdict{mean}.", highlight=False)
    for what, where in places.items():
        tell(console, f"  {what:<10} {where}")


def tell(console: Console, text: str, style: str | None = None) -> None:
    """Print a line in which names may stand: nothing in it is markup, and nothing reaches the terminal unseen."""
    console.print(printable(text), style=style, highlight=False, markup=False, soft_wrap=True)


def _messages(console: Console, title: str, sentences: dict[str, str]) -> None:
    if sentences:
        console.print(f"\n{title}", style="bold", highlight=False)
    for student in sorted(sentences)[:MAX_MESSAGES]:
        tell(console, f"  {student}: {sentences[student]}")
    if len(sentences) > MAX_MESSAGES:
        console.print(f"  ... and {len(sentences) - MAX_MESSAGES} more, in grades.csv.", highlight=False)
