"""Grading: the same class through plain nbgrader, which runs every notebook, and through ``autograder grade``.

Each grades two sizes of the class. The difference is the cost of a submission; what is left is the cost of a run. Ours
are many times as large, since so little a submission would be lost in the seconds that it takes to start.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil

from autograder.course.build import write_sources
from autograder.demo.demo import Member, solution, write_class
from autograder.exercises import EXERCISES
from benchmarks.measure import Row

ROOT = Path(__file__).parents[1]
ASSIGNMENT = "dinosaur_island"
Cost = tuple[float, float]  # CPU and wall seconds
LARGER = 16  # times as large is our larger class


def rows(submissions: int) -> list[Row]:
    """Grade a small class and a larger one in both ways, in turns.

    Parameters
    ----------
    submissions : int
        Students in nbgrader's larger class; its small one has a third. All hand in the four solutions. Cells that only
        demonstrate are left out of their notebooks, since we do not run them and nbgrader would.

    Returns
    -------
    list of Row
        Seconds a submission and a run, nbgrader first; then our larger class by one worker and by two.

    Raises
    ------
    RuntimeError
        If a command fails or a mark is not the full one.
    """
    peer, ours = "plain nbgrader", "autograder grade"
    sizes = {peer: (max(1, submissions // 3), submissions), ours: (submissions, LARGER * submissions)}
    costs: dict[str, list[Cost]] = {peer: [], ours: []}
    for size in sizes[peer]:
        with _class(size) as course:
            costs[peer].append(_cost("nbgrader", "autograde", ASSIGNMENT, cwd=course))
            _check_marks(course)
    for size in sizes[ours]:
        with _class(size) as course:
            costs[ours].append(_ours(course, jobs=1))
            two = _ours(course, jobs=2)
    return _rows(costs, sizes) + _workers(costs[ours][-1], two, sizes[ours][-1])


@contextmanager
def _class(size: int) -> Iterator[Path]:
    """Make a course with so many submissions in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        yield _course(Path(folder), size)


def _ours(course: Path, jobs: int) -> Cost:
    """Grade a class with so many workers."""
    out = course.parent / f"by {jobs}"
    arguments = ["grade", str(course / "submitted"), "--out", str(out), "--jobs", str(jobs)]
    cost = _cost("autograder", *arguments, cwd=ROOT)
    _check_marks(out)
    return cost


def _workers(one: Cost, two: Cost, size: int) -> list[Row]:
    """Tell what a second worker brings to a class; the times are of the whole command, start to end."""
    share, group = two[1] / one[1], f"grading {size} submissions"
    note = f"{share:.2f} of the wall time"
    return [
        Row(group, "one worker", "class", *one, None, 1.0),
        Row(group, "two workers", "class", *two, None, 1 / share, note),
    ]


def _rows(costs: dict[str, list[Cost]], sizes: dict[str, tuple[int, int]]) -> list[Row]:
    """Tell the cost of a submission from that of a run."""
    found, slopes, fixed = [], {}, {}
    for who, (small, large) in costs.items():
        few, many = sizes[who]
        slopes[who] = tuple((b - a) / (many - few) for a, b in zip(small, large))
        fixed[who] = tuple(a - few * slope for a, slope in zip(small, slopes[who]))
    for group, unit, per in (("grading, a submission", "submission", slopes), ("grading, the start", "run", fixed)):
        peer = per["plain nbgrader"]
        for who, (cpu, wall) in per.items():
            few, many = sizes[who]
            note = f"from classes of {few} and {many}" + ("" if per[who] is peer else ", one worker, sandbox on")
            cpu_ratio, wall_ratio = (p / own if p > 0 and own > 0 else None for p, own in zip(peer, (cpu, wall)))
            found.append(Row(group, who, unit, cpu, wall, cpu_ratio, wall_ratio, note))
    return found


def _course(folder: Path, size: int) -> Path:
    """Make a plain nbgrader course with a class that hands in what is right."""
    course = folder / "course"
    write_sources(course / "source")
    write_class(course / "submitted", {f"student{n:04}": _member(n) for n in range(size)})
    for path in course.rglob("*.ipynb"):
        _without_demonstrations(path)
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'plain'\n")
    _cost("nbgrader", "generate_assignment", ASSIGNMENT, cwd=course)
    return course


def _member(number: int) -> Member:
    """Hand in the solutions, no two alike to the letter, so that nothing can be graded once for all."""
    return Member({name: f"# number {number}\n{solution(name)}" for name in EXERCISES})


def _check_marks(course: Path) -> None:
    """Hold that everybody was graded and earned everything: a fast wrong grade would prove nothing."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        marks = [(entry.score, entry.max_score) for entry in gradebook.assignment_submissions(ASSIGNMENT)]
    if not marks or any(score != most for score, most in marks):
        raise RuntimeError(f"the benchmark's solutions should earn everything; marks and maxima are {marks}")


def _without_demonstrations(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [
        cell for cell in notebook.cells if not cell.metadata.get("dinosaur_island", {}).get("demonstration")
    ]
    nbformat.write(notebook, path)


def _cost(program: str, *arguments: str, cwd: Path) -> Cost:
    """Run a command, and take the CPU time of it and of all processes below it."""
    bin_folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as said:
        wall = time.perf_counter()
        process = subprocess.Popen(
            [bin_folder / program, *arguments], cwd=cwd, env=environment, stdout=said, stderr=said
        )
        seen = _Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - wall
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{program} {' '.join(arguments)} failed:\n{said.read().decode()[-3000:]}")
    return max(used.ru_utime + used.ru_stime, seen.total()), wall


class _Watch:
    """Looks at a process and all below it ten times a second.

    The kernel charges a parent for the children that it has waited for. A sandbox that is killed whole may never be
    waited for; what was seen of it while it lived is the better figure then, so the larger of the two counts.
    """

    def __init__(self, pid: int) -> None:
        self.seconds: dict[tuple[int, float], float] = {}
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, args=(psutil.Process(pid),), daemon=True)
        self.thread.start()

    def _look(self, root: psutil.Process) -> None:
        while not self.over.wait(0.1):
            try:
                for process in (root, *root.children(recursive=True)):
                    times = process.cpu_times()
                    self.seconds[process.pid, process.create_time()] = times.user + times.system
            except psutil.Error:
                continue

    def total(self) -> float:
        """Stop looking, and add up what was seen."""
        self.over.set()
        self.thread.join()
        return sum(self.seconds.values())
