"""How learning platforms name what students hand in: from a file's path to whose it is and what they called it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from autograder.errors import GradingError
from autograder.exercises.masters import names
from utils.notebook_names import meant

Parts = tuple[str, ...]

#: Moodle's are English in every language, only the person's name is not; Canvas and Blackboard translate one word.
MOODLE = re.compile(r"(?P<person>.+)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_(?P<rest>.*))?", re.DOTALL)
CANVAS = re.compile(
    r"(?P<person>[^_]+)(?:_(?P<late>[^\W\d_]+))?_(?P<number>\d+)_(?P<attempt>\d+)_(?P<rest>.+)", re.DOTALL
)
CANVAS_RESUBMITTED = re.compile(r"-(\d{1,4})(?=(\.\w+)?$)")
BLACKBOARD = re.compile(r"(?P<person>.+)_[^\W\d_]+_(?P<attempt>\d{4}(?:-\d\d){5})(?:_(?P<rest>.+)|\.txt)?", re.DOTALL)
GRADESCOPE = re.compile(r"(?P<person>submission_\d+)(?P<rest>)")
DASH = re.compile(r"(?P<person>.+?)\s+[-\u2013\u2014]\s+(?P<rest>.+)", re.DOTALL)
SEPARATOR = re.compile(r"[\s_.\u2013\u2014-]+")


@dataclass(frozen=True)
class Claim:
    """What a layout says of one file.

    Attributes
    ----------
    student : str
        Whose it is.
    name : str
        The file's name without what the platform added; ``""`` for a file of the platform's own.
    attempt : str
        Sorts after those of earlier attempts; ``""`` where there is one only.
    late : bool
        Whether the platform marks it as late.
    """

    student: str
    name: str
    attempt: str = ""
    late: bool = False


@dataclass(frozen=True)
class Layout:
    """A way in which files of many students are named.

    Attributes
    ----------
    name : str
        What ``--layout`` calls it.
    title : str
        What it is, for people.
    claim : callable
        Takes a path, its last part the file's name; returns a Claim, or None where the path is another.
    """

    name: str
    title: str
    claim: Callable[[Parts], Claim | None]


def exercise_of(name: str) -> str:
    """Return the exercise whose notebook a file is by its name; ``""`` where it is none.

    Examples
    --------
    >>> exercise_of("clip (1).ipynb"), exercise_of("essay.docx")
    ('clip', '')
    """
    stem, _, suffix = meant(name).rpartition(".")
    return stem if suffix == "ipynb" and stem in names() else ""


def _by_component(
    pattern: re.Pattern[str], spelled: Callable[[re.Match[str]], Claim]
) -> Callable[[Parts], Claim | None]:
    """Look for a pattern in each part of a path: a folder of the student's, an archive, or the file itself."""

    def claim(parts: Parts) -> Claim | None:
        for position, part in enumerate(parts):
            if found := pattern.fullmatch(part):
                claimed = spelled(found)
                if position == len(parts) - 1:
                    return claimed
                return Claim(claimed.student, parts[-1], claimed.attempt, claimed.late)
        return None

    return claim


def _moodle(found: re.Match[str]) -> Claim:
    return Claim(f"{found['person']}_{found['number']}", found["rest"] or "")


def _canvas(found: re.Match[str]) -> Claim:
    # A file that is handed in again is called clip-1.ipynb, and clip-2.ipynb after that.
    again = CANVAS_RESUBMITTED.search(found["rest"])
    name = CANVAS_RESUBMITTED.sub("", found["rest"])
    attempt = f"{int(again[1]) if again else 0:04d}"
    return Claim(f"{found['person']}_{found['number']}", name, attempt, bool(found["late"]))


def _blackboard(found: re.Match[str]) -> Claim:
    return Claim(found["person"], found["rest"] or "", found["attempt"])


def _gradescope(found: re.Match[str]) -> Claim:
    return Claim(found["person"], "")


def _flat(split: Callable[[str], Iterator[tuple[str, str]]]) -> Callable[[Parts], Claim | None]:
    """Read a person's name off the file's own name, where what is left of that means an exercise."""

    def claim(parts: Parts) -> Claim | None:
        name = parts[-1]
        if exercise_of(name) or len(name) > 300:
            return None
        found = (Claim(person, rest) for person, rest in split(name) if person and exercise_of(rest))
        return next(found, None)

    return claim


def _dashed(name: str) -> Iterator[tuple[str, str]]:
    if found := DASH.fullmatch(name):
        yield found["person"].strip(), found["rest"]


def _before(name: str) -> Iterator[tuple[str, str]]:
    for found in SEPARATOR.finditer(name):
        yield name[: found.start()].strip(), name[found.end() :]


def _behind(name: str) -> Iterator[tuple[str, str]]:
    stem, dot, suffix = name.rpartition(".")
    for found in reversed(list(SEPARATOR.finditer(stem))):
        yield stem[found.end() :].strip(), stem[: found.start()] + dot + suffix


LAYOUTS = (
    Layout("moodle", "Moodle's download of all submissions", _by_component(MOODLE, _moodle)),
    Layout("blackboard", "Blackboard's download of an assignment", _by_component(BLACKBOARD, _blackboard)),
    Layout("canvas", "Canvas's download of submissions", _by_component(CANVAS, _canvas)),
    Layout("gradescope", "Gradescope's export of submissions", _by_component(GRADESCOPE, _gradescope)),
    Layout("google", "Google Classroom's files, named after the students", _flat(_dashed)),
    Layout("flat", "files that begin with the student's name", _flat(_before)),
    Layout("flat-behind", "files that end with the student's name", _flat(_behind)),
)


def short_names(students: Iterable[str]) -> dict[str, str]:
    """Return names without the assignment's name that all of them begin with, as Blackboard's do.

    Examples
    --------
    >>> short_names(["Dinosaur Island_ada", "Dinosaur Island_max"])
    {'Dinosaur Island_ada': 'ada', 'Dinosaur Island_max': 'max'}
    """
    pieces = {name: name.split("_") for name in students}
    most = min(map(len, pieces.values()), default=1) - 1
    common = next((at for at in range(most) if len({whole[at] for whole in pieces.values()}) > 1), most)
    return {name: "_".join(whole[common:]) for name, whole in pieces.items()}


PLACES = {"student": r"(?P<student>[^/]+?)", "file": r"(?P<file>[^/]+)", "exercise": r"(?P<exercise>[^/]+?)"}
EXPECTED = (
    "Expected the name of a layout ({}), or a pattern for paths such as '{{student}}/answers/{{file}}' or "
    "'{{exercise}}_by_{{student}}.ipynb', in which * stands for any part of a name and ** for any folders."
)


def pattern_layout(pattern: str) -> Layout:
    """Return the layout that a pattern describes.

    Parameters
    ----------
    pattern : str
        A path from the top of the download with ``{student}`` and ``{file}`` or ``{exercise}``; ``*`` and ``**`` stand
        for what does not matter.

    Raises
    ------
    GradingError
        Where it names no student, or neither file nor exercise, or something twice.
    """
    pieces = re.split(r"(\{\w+\}|\*\*/?|\*)", pattern)
    stars = {"**": r".*", "**/": r"(?:.*/)?", "*": r"[^/]*"}
    wanted = [piece[1:-1] for piece in pieces if piece[:1] == "{"]
    if not {*wanted} <= {*PLACES} or len({*wanted}) < len(wanted) or "student" not in wanted or len(wanted) < 2:
        raise GradingError(f"{pattern!r} is no layout. {EXPECTED.format(', '.join(layout_names()))}")
    expression = re.compile(
        "".join(
            stars.get(piece) or PLACES.get(piece[1:-1] if piece[:1] == "{" else "", re.escape(piece))
            for piece in pieces
        ),
        re.DOTALL,
    )

    def claim(parts: Parts) -> Claim | None:
        found = expression.fullmatch("/".join(parts))
        if found is None:
            return None
        spelled = found.groupdict()
        return Claim(spelled["student"], spelled.get("file") or f"{spelled['exercise']}.ipynb")

    return Layout(pattern, f"the layout {pattern}", claim)


def layout_names() -> list[str]:
    """Return what ``--layout`` knows by name."""
    return ["folders", *(layout.name for layout in LAYOUTS)]
