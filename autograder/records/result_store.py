"""One submission's verdict, and the result files that make a stopped run go on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograder.files import write_whole
from autograder.grading.result import ExerciseResult

PACKAGES = Path(__file__).resolve().parents[2]
KEPT = ("score", "max", "checks", "notes", "problem")  # of an exercise's result, in a result file


@cache
def course_version() -> str:
    """Return a digest of everything that decides a verdict: masters, exercises, helpers, intake, judge, sandbox.

    Returns
    -------
    str
        64 hexadecimal digits, the same on every machine that has the same files.
    """
    digest = hashlib.sha256()
    for package in ("autograder", "utils"):
        for path in sorted((PACKAGES / package).rglob("*")):
            name = path.relative_to(PACKAGES).as_posix()
            if path.suffix in (".py", ".json", ".toml") and not {"demo", "answers"} & set(path.parts):
                digest.update(f"{name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@dataclass
class Result:
    """The verdict on one submission, as the result file keeps it.

    Attributes
    ----------
    student : str
        Gradebook id.
    run : str
        Which run made it; a result of another run is never taken over.
    course : str
        `course_version` it was made with.
    submission : str
        Digest of the bytes that were handed in.
    exercises : dict of str to ExerciseResult
        For each exercise; the file keeps what :data:`KEPT` names of it.
    timestamp : str or None
        When it was handed in, as ISO 8601 in UTC, where the student's ``timestamp.txt`` says so.
    unsafe : bool
        Whether it was graded without a sandbox.
    """

    student: str
    run: str
    course: str
    submission: str
    exercises: dict[str, ExerciseResult]
    timestamp: str | None = None
    unsafe: bool = False

    @property
    def key(self) -> str:
        """Name of the result file: a digest of student, submission and course version."""
        return result_key(self.student, self.submission, self.course)

    @property
    def score(self) -> float:
        """Points earned in all exercises together."""
        return sum(result.score for result in self.exercises.values())

    @property
    def max(self) -> float:
        """Points that could be earned."""
        return sum(result.max for result in self.exercises.values())

    def to_bytes(self) -> bytes:
        """Return the content of the result file: JSON, UTF-8."""
        whole = {name: result.to_json() for name, result in self.exercises.items()}
        exercises = {name: {key: result[key] for key in KEPT} for name, result in whole.items()}
        return (json.dumps(vars(self) | {"exercises": exercises}, indent=1) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Result:
        """Read what `to_bytes` wrote.

        Raises
        ------
        ValueError
            Where the bytes are not such a result.
        """
        try:
            values = json.loads(data)
            exercises = {
                name: ExerciseResult.from_json({"exercise": name, **entry})
                for name, entry in values.pop("exercises").items()
            }
            return cls(exercises=exercises, **values)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a result file: {error}") from error


def result_key(student: str, submission: str, course: str) -> str:
    """Return the name (without suffix) of the result file for this student, these bytes and this course version."""
    return hashlib.sha256("\0".join((student, submission, course)).encode()).hexdigest()[:40]


class Store:
    """The folder of result files.

    Parameters
    ----------
    folder : Path
        Made when the first result is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return where the result with this key is or will be (a folder a first byte, so none grows too long)."""
        return self.folder / key[:2] / f"{key}.json"

    def load(self, key: str, *runs: str) -> Result | None:
        """Return the result with this key if one of these runs has made it; None where not, or where it is damaged."""
        try:
            result = Result.from_bytes(self.path(key).read_bytes())
        except (OSError, ValueError):
            return None
        return result if result.run in runs and result.key == key else None

    def newest(self, *runs: str) -> Iterator[Result]:
        """Yield each student's last result of these runs; files are read twice, so that a large class fits."""
        keys: dict[str, tuple[int, str]] = {}
        for path in self.folder.glob("??/*.json"):
            result = self.load(path.stem, *runs)
            if result is not None:
                keys[result.student] = max(keys.get(result.student, (0, "")), (path.stat().st_mtime_ns, path.stem))
        for _, key in keys.values():
            if (result := self.load(key, *runs)) is not None:
                yield result

    def save(self, result: Result) -> None:
        """Write a result, on the disk before this returns."""
        write_whole(self.path(result.key), result.to_bytes(), durable=True)


def as_report(results: Mapping[str, ExerciseResult]) -> dict[str, Any]:
    """Reduce the exercises of one result to what ``--json`` promises.

    Examples
    --------
    >>> from autograder.exercises import Verdict
    >>> as_report({"clip": ExerciseResult("clip", 4, [Verdict("ends", True, 2, "")])})
    {'clip': {'score': 2.0, 'max': 4, 'checks': [{'name': 'ends', 'passed': True, 'message': ''}], 'findings': []}}
    """
    return {
        name: {
            "score": result.score,
            "max": result.max,
            "checks": [
                {"name": each.check, "passed": each.passed, "message": each.sentence} for each in result.verdicts
            ],
            "findings": [asdict(finding) for finding in result.findings],
        }
        for name, result in results.items()
    }
