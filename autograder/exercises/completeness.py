"""Says what an exercise still lacks, in the order of its making: files, description, gaps, code, sense."""

from __future__ import annotations

import ast
import re
import tomllib
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.certify.certificate import Unsafe
from autograder.errors import BuildRefused
from utils.feedback.exercise_feedback import ExerciseFeedback
from utils.feedback.exercises.registry import feedback_of

from .masters import description

if TYPE_CHECKING:
    from .exercise import Exercise

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
FEEDBACK = ROOT / "utils" / "feedback" / "exercises"
CODE = ("__init__.py", "master.py", "cases.py", "mistakes.py")
BANKS = ("right", "wrong")
GAP = "FILL IN"
ANSWER = re.compile(r'^# %%.*role="answer"', re.MULTILINE)
CHECK = re.compile(r'^# %%.*role="check"', re.MULTILINE)
MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION", "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
KEYS: dict[str, tuple[type, str]] = {
    "title": (str, "a text, the notebook's title"),
    "order": (int, "a whole number, the exercise's place among the others"),
    "helpers": (list, "a list of the earlier exercises whose answers it calls, [] for none"),
    "hints": (list, 'a list of pairs ["check", "hint"], "" for a hint about all checks'),
    "mistakes": (dict, 'a table [mistakes."name"] for each known mistake'),
}


def folders() -> list[str]:
    """Return the names of the folders that are, or are to become, an exercise."""
    kinds = ("exercise.toml", *CODE[1:])
    return sorted({path.parent.name for kind in kinds for path in FOLDER.glob(f"*/{kind}")})


def lacking(name: str) -> list[str]:
    """Say what an exercise lacks, as far as its files show without being run.

    Parameters
    ----------
    name : str
        Its folder.

    Returns
    -------
    list of str
        Sentences that begin with the file; those that come first are to be mended first.
    """
    found = [*_files(name), *_description(name)]
    return found or [*_gaps(name), *_syntax(name), *_master(name)]


def inconsistent(name: str, exercise: Exercise) -> list[str]:
    """Say where the parts of a loaded exercise do not fit together.

    Parameters
    ----------
    name : str
        Its folder.
    exercise : Exercise
        What its ``cases.py`` makes.

    Returns
    -------
    list of str
        One sentence a reason.
    """
    found = []
    try:
        for reason in _misfits(name, exercise):
            found.append(f"{name}: {reason}")
    except Exception as error:
        found.append(failure(name, error))
    return found


@contextmanager
def named(name: str) -> Iterator[None]:
    """Turn whatever goes wrong in an exercise's own code into a refusal that says where.

    Parameters
    ----------
    name : str
        The exercise at work in the block.

    Raises
    ------
    BuildRefused
        In place of any error but a refusal, or a fixture that is not certified.
    """
    try:
        yield
    except (BuildRefused, Unsafe):
        raise
    except Exception as error:
        raise BuildRefused(failure(name, error)) from error


def failure(name: str, error: BaseException) -> str:
    """Say in a sentence why an exercise's own code failed, and on which line."""
    if isinstance(error, SyntaxError):
        return f"{_place(Path(error.filename or name))}, line {error.lineno}: this is not valid Python ({error.msg})."
    frames = traceback.extract_tb(error.__traceback__)
    marks = (f"/exercises/{name}/", f"/exercises/{name}.py", f"<{name}>")
    own = [frame for frame in frames if any(mark in frame.filename for mark in marks)]
    said = f"{type(error).__name__}: {error}".rstrip(".: ")
    if not own:
        return f"{name}: {error}".rstrip(".: ") + "." if type(error) is ValueError else f"{name}: {said}."
    answer = own[-1].filename == f"<{name}>"
    place = f"{_shown(name)}/master.py, the answer cell" if answer else _place(Path(own[-1].filename))
    return f"{place}, line {own[-1].lineno}: {said}."


def _files(name: str) -> Iterator[str]:
    """Name the files that are not there."""
    places = [FOLDER / name / file for file in ("exercise.toml", *CODE)] + [FEEDBACK / f"{name}.py"]
    for path in places:
        if not path.is_file():
            yield f"{_place(path)} is missing; `autograder new` makes one for a new exercise."
    for kind in BANKS:
        bank = FOLDER / name / "answers" / kind
        if not any(bank.glob("*.py")):
            yield f"{_place(bank)} holds no {kind} answer; put one in, a file of Python, with a comment on top."


def _description(name: str) -> Iterator[str]:
    """Say what is wrong with ``exercise.toml``."""
    path = FOLDER / name / "exercise.toml"
    if not path.is_file():
        return
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        yield f"{_place(path)} is not valid TOML: {error}."
        return
    for key, (kind, meaning) in KEYS.items():
        if key not in said:
            yield f"{_place(path)}: {key} is missing; it is {meaning}."
        elif not isinstance(said[key], kind) or isinstance(said[key], bool) or said[key] == "":
            yield f"{_place(path)}: {key} should be {meaning}; it is {said[key]!r}."
    yield from (f"{_place(path)}: {reason}" for reason in _entries(name, said))


def _entries(name: str, said: dict[str, Any]) -> Iterator[str]:
    """Say what is wrong with the helpers, hints and mistakes of a description."""
    helpers, hints, mistakes = (said.get(key) for key in ("helpers", "hints", "mistakes"))
    for helper in helpers if isinstance(helpers, list) else []:
        if helper == name or helper not in folders():
            yield f"the helper {helper!r} is no other exercise; there are {', '.join(set(folders()) - {name})}."
    for hint in hints if isinstance(hints, list) else []:
        if not (isinstance(hint, list) and len(hint) == 2 and all(isinstance(text, str) for text in hint) and hint[1]):
            yield f'the hint {hint!r} should be a pair of texts, ["check", "hint"].'
    if hints == []:
        yield "there is no hint; write one at least."
    if mistakes == {}:
        yield 'there is no known mistake; write one at least, in a table [mistakes."name"].'
    for mistake, one in mistakes.items() if isinstance(mistakes, dict) else []:
        breaks, message, line = (
            one.get(key) if isinstance(one, dict) else None for key in ("breaks", "message", "line")
        )
        if not isinstance(message, str) or not message:
            yield f"the mistake {mistake!r} needs a message, the text that a student reads."
        if not (isinstance(breaks, list) and breaks and all(isinstance(check, str) for check in breaks)):
            yield f'the mistake {mistake!r} needs breaks, a list of the checks that it fails, such as ["right"].'
        if line is not None and not (isinstance(line, list) and all(isinstance(place, str) for place in line)):
            yield f'the line of the mistake {mistake!r} should be a list of texts, such as ["loop y =", "softmax()"].'


def _gaps(name: str) -> Iterator[str]:
    """Name the gaps that a template left and nobody has filled in."""
    answers = sorted((FOLDER / name / "answers").rglob("*.py"))
    for path in [*(FOLDER / name / file for file in ("exercise.toml", *CODE)), FEEDBACK / f"{name}.py", *answers]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if GAP in line:
                gap = line.partition(GAP)[2].partition('"')[0].strip(": .")
                yield f"{_place(path)}, line {number}: still to be filled in: {gap}."


def _syntax(name: str) -> Iterator[str]:
    """Say which files are not Python."""
    for path in [*(FOLDER / name / file for file in CODE), FEEDBACK / f"{name}.py"]:
        try:
            ast.parse(path.read_text(encoding="utf-8"), str(path))
        except SyntaxError as error:
            yield failure(name, error)


def _master(name: str) -> Iterator[str]:
    """Say what a master lacks that every master has."""
    path = FOLDER / name / "master.py"
    text = path.read_text(encoding="utf-8")
    for pattern, role in ((ANSWER, "answer"), (CHECK, "check")):
        if len(pattern.findall(text)) != 1:
            count = len(pattern.findall(text))
            yield f'{_place(path)} has {count} cells marked `# %% role="{role}"`; it should have one.'
    for marker in MARKERS:
        if marker not in text:
            yield f"{_place(path)}: the line `{marker}` is missing."
    if not re.search(rf"^(async )?def {name}\(|^{name} *=", text, re.MULTILINE):
        yield f"{_place(path)}: its answer cell should define a function called {name}, as the folder is called."


def _misfits(name: str, exercise: Exercise) -> Iterator[str]:
    """Say where checks, hints, mistakes, kinds and cases do not fit together."""
    if exercise.name != name:
        yield f"its Exercise in cases.py is called {exercise.name!r}; it should be called as its folder."
    known = [check.name for check in exercise.checks]
    there = f"there are {', '.join(known)}"
    others = [other for other in folders() if other != name and description(other)["order"] == exercise.lesson.order]
    if others:
        yield f"the order in exercise.toml is {exercise.lesson.order}, which is the place of {others[0]}."
    for check in exercise.checks:
        if known.count(check.name) > 1 or not (type(check.points) is int and check.points > 0):
            yield f"the check {check.name!r} should have a name of its own, and whole points above 0."
    used = [(f"the hint about {check!r}", check) for check, _ in exercise.lesson.hints if check]
    used += [(f"the mistake {one.name!r} in exercise.toml", check) for one in exercise.variants for check in one.breaks]
    used += [(f"the check {one.name!r}", check) for one in exercise.checks for check in one.needs]
    used += [(f"the kind {kind.name!r}", check) for kind in exercise.kinds for check in kind.about]
    drafts = exercise.seeded()
    used += [(f"the case {draft.name!r}", check) for draft in drafts for check in draft.parts]
    yield from (f"{what} names a check {check!r}; {there}." for what, check in used if check not in known)
    for check_name in known:
        if not any(check_name in draft.parts for draft in drafts):
            yield f"no case looks at the check {check_name!r}; put it into the parts of one."
    if not any(draft.visible for draft in drafts):
        yield "no case is visible, so that `check` in the notebook would have nothing to show."
    feedback = feedback_of(name)
    if not isinstance(feedback, ExerciseFeedback):
        yield f"FEEDBACK in utils/feedback/exercises/{name}.py should be an ExerciseFeedback."
    else:
        for helper in set(exercise.helpers) - set(feedback.stand_ins):
            yield f"utils/feedback/exercises/{name}.py has no stand-in for the helper {helper!r}."


def _shown(name: str) -> str:
    """Return an exercise's folder as it is shown."""
    return _place(FOLDER / name)


def _place(path: Path) -> str:
    """Return a path from the course folder on."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
