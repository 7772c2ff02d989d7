"""What plain nbgrader gives to the hostile bank, beside what our grader gives: ``python -m benchmarks.plain_nbgrader``.

Each attack is handed in between two honest students and graded by ``nbgrader autograde`` with nothing of ours but the
course. That lets the attack do as it likes, so each run happens inside a bubblewrap of its own, thrown away afterwards.
Run it from the root of the repository.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import hostile_bank  # noqa: E402
from damaged_files import MENDED, RIGHT, WORTHLESS, save, student_notebook  # noqa: E402

from autograder.build import write_sources  # noqa: E402

SECONDS = 120
MARK = (
    "SELECT grade.auto_score FROM grade JOIN submitted_notebook n ON n.id = grade.notebook_id "
    "JOIN submitted_assignment s ON s.id = n.assignment_id JOIN notebook b ON b.id = n.notebook_id "
    "WHERE s.student_id = ? AND b.name = ?"
)


def walled(command: list[str], course: Path) -> int:
    """Run a command where it can harm nothing but its course; return its exit status, 124 where it ran out of time."""
    wall = ["bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]
    wall += [
        "--tmpfs",
        "/tmp",
        "--bind",
        str(course),
        str(course),
        "--setenv",
        "HOME",
        str(course),
        "--chdir",
        str(course),
    ]
    limits = ["prlimit", "--as=6000000000", "--nproc=400", "--fsize=500000000", "--core=0", "--"]
    paths = ["--setenv", "PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin"]
    try:
        run = subprocess.run([*limits, *wall, *paths, *command], capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return 124
    return run.returncode


def make_course(folder: Path) -> None:
    """Make an nbgrader course with the assignment generated and nobody's submission in it."""
    write_sources(folder / "source")
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'plain'\nc.ExecutePreprocessor.timeout = 20\n"
    )
    status = walled(["nbgrader", "generate_assignment", "dinosaur_island"], folder)
    if status:
        raise RuntimeError(f"nbgrader generate_assignment ended with {status}")


def mark(course: Path, student: str, exercise: str) -> float | None:
    """Return what the gradebook says a student earned in an exercise, None where it says nothing."""
    with sqlite3.connect(course / "gradebook.db") as database:
        rows = database.execute(MARK, (student, exercise)).fetchall()
    return rows[0][0] if rows else None


def attack(base: Path, exercise: str, write) -> dict:
    """Grade one attack between two honest students and return the attacker's mark and what became of the others."""
    with tempfile.TemporaryDirectory(prefix="plain") as name:
        course = Path(name) / "course"
        shutil.copytree(base, course)
        for student in ("honest_0", "z_honest"):
            folder = course / "submitted" / student / "dinosaur_island"
            folder.mkdir(parents=True)
            save(folder, student_notebook("clip", RIGHT))
        folder = course / "submitted" / "m_attacker" / "dinosaur_island"
        folder.mkdir(parents=True)
        write(folder)
        status = walled(["nbgrader", "autograde", "dinosaur_island"], course)
        return {
            "mark": mark(course, "m_attacker", exercise),
            "neighbours": [mark(course, student, "clip") for student in ("honest_0", "z_honest")],
            "status": status,
        }


def choose(each: int) -> dict[str, list[tuple[str, str, object, bool]]]:
    """Return up to ``each`` attacks of every class: name, exercise, what writes it, whether it deserves full marks."""
    classes = defaultdict(list)
    for cell in hostile_bank.cells():
        write = lambda folder, cell=cell: hostile_bank.write_cell(cell, folder)  # noqa: E731
        classes[cell.kind].append((cell.name, cell.exercise, write, cell.place == "honest"))
    classes["damaged, answer right"] = [(name, "clip", write, True) for name, write in MENDED.items()]
    classes["damaged, answer wrong"] = [(name, "clip", write, False) for name, write in WORTHLESS.items()]
    return {kind: attacks[:: max(1, len(attacks) // each)][:each] for kind, attacks in classes.items()}


def main() -> None:
    """Run the attacks and print a table; ``--json`` keeps every row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=4, help="attacks of each class")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "plain_nbgrader.json")
    arguments = parser.parse_args()
    rows: dict[str, dict] = {}
    with tempfile.TemporaryDirectory(prefix="plain") as name:
        base = Path(name) / "base"
        base.mkdir()
        make_course(base)
        for kind, attacks in choose(arguments.each).items():
            for name, exercise, write, honest in attacks:
                rows[name] = {"class": kind, "honest": honest, **attack(base, exercise, write)}
                print(
                    f"{kind:24s} {name:40s} {rows[name]['mark']}  {rows[name]['neighbours']}  {rows[name]['status']}",
                    flush=True,
                )
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
