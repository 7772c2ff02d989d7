"""Reads the banks: many small answers, right and wrong, on which the fairness of the judge is measured."""

from __future__ import annotations

import random
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from autograder.exercises import masters

BANKS = Path(__file__).parents[2] / "autograder" / "exercises"
KINDS = ("right", "wrong")
HEAD = re.compile(r"\A(#.*\n)+")
NOTHING = re.compile(r"(?!)")  # matches no sentence
SOLUTION = re.compile(r"^(?P<margin> *)### BEGIN SOLUTION\n.*?^ *### END SOLUTION\n", re.DOTALL | re.MULTILINE)

FUNCTION = " " * 4  # the margin of a whole function's body; a solution deeper inside is lines of the answer cell


@dataclass(frozen=True)
class Answer:
    """One answer of a bank.

    Attributes
    ----------
    exercise : str
        The exercise's name.
    kind : str
        ``"right"`` or ``"wrong"``.
    name : str
        The name of the file, which says what the answer does.
    says : str
        The file's first comment: the same in a sentence.
    names : re.Pattern
        What a sentence must contain to have named the mistake; matches nothing where the answer is right.
    also : re.Pattern
        What a sentence may say without having named it, as it is true of this answer too (``# also: <pattern>``).
    code : str
        The answer cell, without the comments at its head that are ours.
    """

    exercise: str
    kind: str
    name: str
    says: str
    names: re.Pattern[str]
    also: re.Pattern[str]
    code: str

    def __str__(self) -> str:
        return f"{self.exercise}/{self.kind}/{self.name}"


def chosen_answers(part: int, choice: int | None = None) -> tuple[list[Answer], int]:
    """Return a part of all banks, drawn anew each time.

    Parameters
    ----------
    part : int
        One answer in so many.
    choice : int, optional
        Seed of an earlier choice, to repeat it.

    Returns
    -------
    list of Answer, int
        The answers in a random order, and the seed.
    """
    choice = secrets.randbits(32) if choice is None else choice
    answers = [answer for name in masters.names() for kind in KINDS for answer in read(name, kind)]
    random.Random(choice).shuffle(answers)
    return answers[: max(1, len(answers) // part)], choice


def read(exercise: str, kind: str, folder: Path | None = None) -> list[Answer]:
    """Read one bank, in the order of the names.

    Parameters
    ----------
    exercise : str
        The exercise.
    kind : str
        ``"right"`` or ``"wrong"``.
    folder : Path, optional
        Where the banks are: ``folder/<exercise>/answers/<kind>/<name>.py``; by default those of the project.

    Returns
    -------
    list of Answer

    Raises
    ------
    ValueError
        Where a file does not open with a comment, or a wrong answer does not say (``# names: <pattern>``) what a good
        sentence about it contains.
    """
    return [
        _answer(exercise, kind, path) for path in sorted(((folder or BANKS) / exercise / "answers" / kind).glob("*.py"))
    ]


def _answer(exercise: str, kind: str, path: Path) -> Answer:
    """Read one file."""
    code = path.read_text(encoding="utf-8")
    if not code.startswith("# "):
        raise ValueError(f"{path}: the first line should be a comment that says what this answer does.")
    named = re.search(r"^# names: (.+)$", code, re.MULTILINE)
    if kind == "wrong" and named is None:
        raise ValueError(f"{path}: a wrong answer needs a line `# names: <pattern>`, what a good sentence says of it.")
    also = re.search(r"^# also: (.+)$", code, re.MULTILINE)
    names, true = (re.compile(found[1], re.IGNORECASE) if found else NOTHING for found in (named, also))
    says = code.partition("\n")[0].removeprefix("# ")
    return Answer(exercise, kind, path.stem, says, names, true, cell(exercise, HEAD.sub("", code, count=1)))


def cell(exercise: str, code: str) -> str:
    """Return the answer cell: the code itself, or the master's scaffold around it where the code is only a few lines.

    Parameters
    ----------
    exercise : str
        The exercise.
    code : str
        A whole cell, or lines that belong between the master's solution markers.

    Returns
    -------
    str
    """
    scaffold = masters.solution(exercise)
    found = SOLUTION.search(scaffold)
    if found is None:
        raise ValueError(f"the master of `{exercise}` has no solution between markers, where the students' lines go")
    if found["margin"] == FUNCTION or f"def {exercise}" in code:
        return code
    lines = [found["margin"] + line if line.strip() else line for line in code.splitlines(keepends=True)]
    return scaffold[: found.start()] + "".join(lines) + scaffold[found.end() :]
