"""The peers: for each, what is installed, how an equivalent course is made, and how its marks are read."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zipfile
from abc import ABC, abstractmethod
from contextlib import closing
from pathlib import Path

from autograder.course.build import write_sources
from autograder.exercises import EXERCISES
from benchmarks.peers import walls
from benchmarks.peers.attacks import without_figures

# What the notebooks and the course's tests import, besides the peer itself.
COMMON = ("ipykernel", "matplotlib", "mpmath", "msgpack", "jupytext", "numpy", "orjson", "tqdm")
START = 60  # seconds that a run may take besides those of its submissions
ASSIGNMENT = "dinosaur_island"


class Peer(ABC):
    """A grader in a virtual environment of its own."""

    name: str
    package: str
    seconds: int  # that one submission may take

    def __init__(self, environments: Path) -> None:
        self.environment = environments / self.name
        if not (self.environment / "bin" / "pip").exists():
            subprocess.run([sys.executable, "-m", "venv", str(self.environment)], check=True)
            pip = [str(self.environment / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, self.package, *COMMON], check=True)

    def version(self) -> str:
        """Return the version that is installed."""
        ask = f"import importlib.metadata as m; print(m.version({self.package.partition('=')[0]!r}))"
        python = str(self.environment / "bin" / "python")
        return subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()

    def make_course(self, folder: Path) -> None:
        """Make a course with nothing handed in yet."""
        self._write_course(folder)
        self._walled(["python", "-c", "import matplotlib.font_manager"], folder, START)  # once, not for each student

    def grade(self, folder: Path, exercises: dict[str, str]) -> bool:
        """Grade what is in ``submitted/<student>/dinosaur_island``; tell whether the command came to its end.

        Parameters
        ----------
        folder : Path
            The course.
        exercises : dict of str to str
            The exercise that each student hands in.
        """
        return self._walled(self._command(folder, exercises), folder, START + self.seconds * len(exercises)) != 124

    @abstractmethod
    def mark(self, folder: Path, student: str, exercise: str) -> float | None:
        """Return what a student earned, None where the grader says nothing."""

    @abstractmethod
    def _write_course(self, folder: Path) -> None: ...

    @abstractmethod
    def _command(self, folder: Path, exercises: dict[str, str]) -> list[str]: ...

    def _walled(self, command: list[str], folder: Path, seconds: float) -> int:
        return walls.run(command, folder, self.environment, seconds)


class Nbgrader(Peer):
    """Plain nbgrader: ``nbgrader autograde`` with its own settings, and the masters' hidden tests."""

    name = "nbgrader"
    package = "nbgrader"
    seconds = 30
    MARK = (
        "SELECT grade.auto_score FROM grade JOIN submitted_notebook n ON n.id = grade.notebook_id "
        "JOIN submitted_assignment s ON s.id = n.assignment_id JOIN notebook b ON b.id = n.notebook_id "
        "WHERE s.student_id = ? AND b.name = ?"
    )

    def _write_course(self, folder: Path) -> None:
        write_sources(folder / "source")
        for path in folder.rglob("*.ipynb"):
            path.write_bytes(without_figures(path.read_bytes()))
        (folder / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'plain'\nc.ExecutePreprocessor.timeout = 20\n"
        )
        if status := self._walled(["nbgrader", "generate_assignment", ASSIGNMENT], folder, START):
            raise RuntimeError(f"nbgrader generate_assignment ended with {status}")

    def _command(self, folder: Path, exercises: dict[str, str]) -> list[str]:
        return ["nbgrader", "autograde", ASSIGNMENT]

    def mark(self, folder: Path, student: str, exercise: str) -> float | None:
        """Return the automatic score in the gradebook."""
        try:
            with closing(sqlite3.connect(folder / "gradebook.db")) as database:
                rows = database.execute(self.MARK, (student, exercise)).fetchall()
        except sqlite3.Error:
            return None
        return rows[0][0] if rows else None


class Otter(Peer):
    """Otter-Grader without containers: ``otter run`` for one submission after the other, each with a time limit."""

    name = "otter-grader"
    package = "otter-grader"
    seconds = 45
    LOOP = """while read student exercise; do
mkdir -p out/$student
timeout --kill-after=2 {seconds} otter run --no-logo -a $exercise.zip -o out/$student \\
    submitted/$student/{assignment}/$exercise.ipynb </dev/null
done < class"""

    def _write_course(self, folder: Path) -> None:
        for exercise in EXERCISES:
            with zipfile.ZipFile(folder / f"{exercise}.zip", "w") as autograder:
                autograder.writestr("otter_config.json", json.dumps({"show_hidden": True}))
                autograder.writestr(f"tests/{exercise}.py", otter_tests(exercise))

    def _command(self, folder: Path, exercises: dict[str, str]) -> list[str]:
        (folder / "class").write_text("".join(f"{student} {exercises[student]}\n" for student in sorted(exercises)))
        return ["sh", "-c", self.LOOP.format(seconds=self.seconds, assignment=ASSIGNMENT)]

    def mark(self, folder: Path, student: str, exercise: str) -> float | None:
        """Return the sum of the scores in the submission's ``results.json``."""
        try:
            tests = json.loads((folder / "out" / student / "results.json").read_text())["tests"]
            return float(sum(test.get("score", 0) for test in tests))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def otter_tests(exercise: str) -> str:
    """Return an exercise's hidden tests in Otter's format: a case for each check, judged as in the masters."""
    head = f"""from otter.test_files import test_case
OK_FORMAT = False
name = "{exercise}"
points = None
_passed = {{}}
def passed(check, env):
    if not _passed:
        import secrets, sys
        sys.path.insert(0, {str(walls.ROOT)!r})  # Otter's folder is called autograder too
        from autograder.exercises import EXERCISES
        exercise = EXERCISES["{exercise}"]
        cases = exercise.cases(secrets.randbits(64))
        outcomes = [exercise.observe(env["{exercise}"], case.args) for case in cases]
        _passed.update((verdict.check, verdict.passed) for verdict in exercise.verdicts(cases, outcomes))
    return _passed[check]
"""
    case = '@test_case(points={points}, hidden=True)\ndef test_{number}(env):\n    assert passed("{check}", env)\n'
    checks = enumerate(EXERCISES[exercise].checks)
    return head + "".join(case.format(points=check.points, number=number, check=check.name) for number, check in checks)


PEERS: dict[str, type[Peer]] = {peer.name: peer for peer in (Nbgrader, Otter)}
