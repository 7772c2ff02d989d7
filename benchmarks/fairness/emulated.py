"""Another architecture: answers are asked by an aarch64 Python under qemu-user, and judged here.

`.ci/aarch64` makes a folder with such a Python and its NumPy; where ``DINOSAUR_ISLAND_AARCH64`` names one, ``python -m
benchmarks.fairness --emulated`` grades the banks, or a part of them, there, and makes the students' fixtures anew.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from autograder.exercises import EXERCISES, masters
from autograder.grading.run import Run
from benchmarks.fairness.banks import Answer, chosen_answers
from benchmarks.fairness.measure import graded, impatient_run
from benchmarks.fairness.tables import Graded

FIXTURES = """
import json
from autograder.exercises import EXERCISES
print(json.dumps({name: exercise.fixture() for name, exercise in EXERCISES.items()}))
"""
FOLDER = "DINOSAUR_ISLAND_AARCH64"
NAME = "aarch64"
ROOT = Path(__file__).resolve().parents[2]


def compare_emulated(part: int = 1, choice: int | None = None) -> int:
    """Grade the banks, or a part of them, by the emulated processor, and print what is graded unfairly.

    Parameters
    ----------
    part : int
        Only every so manieth answer, from a shuffled bank.
    choice : int, optional
        Seed of the shuffling, to repeat what an earlier run printed.

    Returns
    -------
    int
        0 where every right answer has full points, no wrong one has, and the fixtures have the same bytes; 1 where not,
        or where nothing is emulated.
    """
    console = Console(soft_wrap=True, highlight=False)
    answers, choice = chosen_answers(part, choice)
    console.print(f"{len(answers)} answers on {NAME}, chosen with --choice {choice}.")
    try:
        command(_folder())  # refuses before anything is drawn
        results = grade_emulated(answers, impatient_run())
    except FileNotFoundError as error:
        console.print(str(error), markup=False)
        return 1
    odd = [name for name, text in emulated_fixtures().items() if text != EXERCISES[name].fixture()]
    console.print(f"Fixtures that have other bytes on {NAME}: {', '.join(odd) or 'none'}.")
    unfair = [one for one in results if one.unfair]
    for one in unfair:
        console.print(f"{one.answer} gets {one.points} of {one.most} points: {one.sentences}", markup=False)
    console.print(f"{len(unfair)} of {len(answers)} answers are graded unfairly on {NAME}.")
    return 1 if unfair or odd else 0


def command(folder: Path) -> list[str]:
    """Return the command line of the emulated Python, with NumPy and the course on its path.

    Parameters
    ----------
    folder : Path
        What `.ci/aarch64` has made.

    Returns
    -------
    list of str

    Raises
    ------
    FileNotFoundError
        There is no emulated Python; the message says what makes one.
    """
    python = folder / "root" / "usr" / "bin" / "python3"
    if not python.exists():
        raise FileNotFoundError(f"{folder} holds no emulated Python: .ci/aarch64 {folder} makes one there (Debian).")
    path = os.pathsep.join([str(folder / "site"), str(ROOT), sysconfig.get_path("purelib")])
    line = ["qemu-aarch64-static", "-L", str(folder / "root"), "-E", f"PYTHONPATH={path}"]
    return [*line, "-E", "PYTHONDONTWRITEBYTECODE=1", str(python)]


def emulated_fixtures() -> dict[str, str]:
    """Return the fixtures that students get, as the emulated processor computes them.

    Returns
    -------
    dict of str to str
        Exercise -> the JSON text.
    """
    line = command(_folder())
    done = subprocess.run([*line, "-c", FIXTURES], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def _folder() -> Path:
    return Path(os.environ.get(FOLDER, "build/aarch64"))


def grade_emulated(answers: Sequence[Answer], run: Run) -> list[Graded]:
    """Grade answers whose calls are computed by the emulated processor.

    Parameters
    ----------
    answers : sequence of Answer
        What to grade.
    run : Run
        The cases.

    Returns
    -------
    list of Graded

    Raises
    ------
    FileNotFoundError
        There is no emulated Python.
    CalledProcessError
        It failed.
    """
    line = command(_folder())
    questions = {
        "cases": {name: [case.args for case in run.cases[name]] for name in EXERCISES},
        "helpers": {name: list(EXERCISES[name].helpers) for name in EXERCISES},
        "earlier": {name: masters.names()[: masters.names().index(name)] for name in EXERCISES},
        "sources": {name: masters.solution(name) for name in EXERCISES},
        "answers": [(answer.exercise, answer.code) for answer in answers],
    }
    with tempfile.TemporaryDirectory() as place:
        asked, written = Path(place, "questions"), Path(place, "outcomes")
        asked.write_bytes(pickle.dumps(questions))
        child = Path(__file__).with_name("emulated_child.py")
        subprocess.run([*line, str(child), str(asked), str(written)], check=True, cwd=ROOT)
        found = pickle.loads(written.read_bytes())  # from our own process, in a folder of our own
    return [graded(answer, NAME, run, outcomes) for answer, outcomes in zip(answers, found, strict=True)]
