"""What is done, as it was saved: `progress` shows a bar for each exercise, `check_all` every report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from .answers import load_alone
from .checked import checked_after_saving, clock
from .course_folder import notebook_folder
from .definitions import needed
from .feedback.check import CheckFailed, examine, show
from .feedback.contract import HANDED_IN
from .feedback.fixtures import lessons, load
from .feedback.report import Report
from .notebook_names import alike
from .saved_notebook import AnswerNotReady, read_notebook

WIDTH = 20  # characters of a bar in text
GREEN, GREY = "#2e9e5b", "#8884"
TABLE = "border-collapse:collapse;text-align:left"
CELL = "padding:.2em 1em .2em 0;text-align:left"


@dataclass(frozen=True)
class SavedAnswer:
    """An exercise as it stands in its notebook, as that was saved.

    Attributes
    ----------
    name, title : str
        The exercise.
    path : Path
        Its notebook; it need not be there.
    saved : float or None
        When it was saved, in seconds since the epoch.
    state : str
        ``"right"``, ``"begun"`` (some checks are not right), or as in :class:`AnswerNotReady`.
    points, total : int
        What its checks give, and what they could.
    note : str
        What is to be done, in a sentence; ``""`` where nothing is.
    report : Report or None
        What `check` says of it.
    """

    name: str
    title: str
    path: Path
    saved: float | None
    state: str
    points: int
    total: int
    note: str
    report: Report | None = None

    @property
    def is_right(self) -> bool:
        """Whether all its checks are right, and what was checked is saved."""
        return self.state == "right"


def saved_answer(name: str, folder: Path) -> SavedAnswer:
    """Judge an exercise as it was saved.

    Parameters
    ----------
    name : str
        The exercise.
    folder : Path
        Where its notebook lies.
    """
    lesson, _ = load(name)
    path = folder / f"{name}.ipynb"
    saved = path.stat().st_mtime if path.is_file() else None
    state, note, report = _judged(name, path)
    points = sum(verdict.points for verdict in report.verdicts if verdict.passed) if report else 0
    others = [other.name for other in alike(path)]
    if others and saved is not None:
        note = f"{note} {' and '.join(others)} beside it does not count: {path.name} does.".strip()
    return SavedAnswer(name, lesson.title, path, saved, state, points, lesson.points, note, report)


def _judged(name: str, path: Path) -> tuple[str, str, Report | None]:
    """Return the state of an exercise, a sentence about it, and what `check` says."""
    try:
        report = examine(load_alone(name, path.parent), name)
    except AnswerNotReady as reason:
        return reason.state, _without_this_cell(reason, path), None
    except CheckFailed as reason:
        return "unreadable", str(reason), None
    except (Exception, SystemExit) as error:  # the student's own code, while it is loaded
        return "unreadable", f"{path.name} does not load: {type(error).__name__}: {error}".rstrip(": ") + ".", None
    if checked := _checked_later(name, path):
        return "unsaved", f"{name} is not saved: you checked another one at {clock(checked)}. Save {path.name}.", report
    if not report.passed:
        return "begun", f"Open {path.name} and run its check: it says what to look at.", report
    return "right", "", report


def _without_this_cell(reason: AnswerNotReady, path: Path) -> str:
    """Say why an answer is not ready to somebody who asked for all of them; ``""`` where its state says it."""
    if reason.state == "not done":
        return ""
    if reason.state == "missing":
        return f"{path.name} is not in {path.parent.resolve()}."
    return re.sub(r"( first, save it)?,? (and|then) run this cell again\.$", ".", str(reason))


def _checked_later(name: str, path: Path) -> float | None:
    """Return when an answer was checked that is not saved."""
    found = needed(name, read_notebook(path, name).found)
    defining = [each for each in found if name in each.binds and not each.demonstration]
    return checked_after_saving(name, path, defining[-1].node) if defining else None


@dataclass(frozen=True)
class Progress:
    """What is done of a course. Notebooks show it as HTML, everything else as text."""

    answers: tuple[SavedAnswer, ...]

    @property
    def headline(self) -> str:
        """The points, and from when they are."""
        points, total = (sum(getattr(each, key) for each in self.answers) for key in ("points", "total"))
        times = [each.saved for each in self.answers if each.saved is not None]
        when = f"as saved at {clock(max(times))}" if times else "nothing is saved here"
        return f"{points} of {total} points, {when}."

    @property
    def following(self) -> SavedAnswer | None:
        """The first exercise that is not right yet."""
        return next((each for each in self.answers if not each.is_right), None)

    @property
    def next_step(self) -> str:
        """What to do now, in a line."""
        if self.following is None:
            return f"Everything is right. hand_in() writes {HANDED_IN}, the file to hand in."
        return f"Next: {self.following.name} ({self.following.path.name})."

    def __str__(self) -> str:
        """Write a bar for each exercise as text."""
        wide = max((len(each.name) for each in self.answers), default=0)
        lines = [self.headline, ""]
        for each in self.answers:
            full = WIDTH * each.points // max(each.total, 1)
            bar = "#" * full + "." * (WIDTH - full)
            lines.append(f"  {each.name:{wide}}  {bar}  {_row(each)}")
            lines += [f"  {'':{wide}}  {each.note}"] if each.note else []
        return "\n".join([*lines, "", self.next_step])

    __repr__ = __str__

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Give Jupyter both forms."""
        return {"text/plain": str(self), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        """Write a bar for each exercise as HTML, with links to the notebooks."""
        rows = "".join(_html_row(each) for each in self.answers)
        step = escape(self.next_step)
        if self.following is not None:
            step = f"Next: {_link(self.following)}, {escape(self.following.title.lower())}."
        heads = "".join(
            f'<th scope="col" style="{CELL}">{head}</th>' for head in ("notebook", "done", "points", "saved", "")
        )
        return (
            f'<p><strong>{escape(self.headline)}</strong></p><table style="{TABLE}"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table><p>{step}</p>"
        )


def _row(answer: SavedAnswer) -> str:
    """Write an exercise's points and state."""
    when = f", saved at {clock(answer.saved)}" if answer.saved is not None else ""
    return f"{answer.points} of {answer.total}, {_state(answer)}{when}"


def _state(answer: SavedAnswer) -> str:
    """Write an exercise's state in words."""
    return {"left over": "not done", "unreadable": "does not load"}.get(answer.state, answer.state)


def _html_row(answer: SavedAnswer) -> str:
    """Write an exercise as a row of the table."""
    share = 100 * answer.points // max(answer.total, 1)
    label = f"{answer.name}: {answer.points} of {answer.total} points"
    bar = (
        f'<div role="img" aria-label="{escape(label)}" style="width:12em;height:.9em;background:{GREY}">'
        f'<div style="width:{share}%;height:100%;background:{GREEN}"></div></div>'
    )
    when = clock(answer.saved) if answer.saved is not None else ""
    cells = (_link(answer), bar, f"{answer.points} of {answer.total}", when)
    said = f"{escape(_state(answer))}{'. ' if answer.note else ''}{escape(answer.note)}"
    row = "".join(f'<td style="{CELL}">{cell}</td>' for cell in (*cells, said))
    return f"<tr>{row}</tr>"


def _link(answer: SavedAnswer) -> str:
    """Write a link to an exercise's notebook, where it is there."""
    if answer.saved is None:
        return escape(answer.name)
    return f'<a href="{escape(answer.path.name)}">{escape(answer.name)}</a>'


def look(folder: Path | None = None) -> Progress:
    """Judge every exercise as it was saved.

    Parameters
    ----------
    folder : Path, optional
        Where the notebooks lie; by default beside the running one.
    """
    place = notebook_folder() if folder is None else folder
    return Progress(tuple(saved_answer(name, place) for name in lessons()))


def progress() -> None:
    """Show what is done: a bar, the points and the state of each exercise, as it was saved, and what is next.

    Examples
    --------
    >>> progress()  # doctest: +SKIP
    10 of 40 points, as saved at 12:03.
    """
    show(look())


def check_all() -> None:
    """Check every exercise as it was saved: the report of each, and at the end what `progress` shows."""
    found = look()
    for each in found.answers:
        if each.report is not None:
            show(each.report)
        else:
            print(f"{each.name}: {each.note}")
    show(found)
