"""Grades on this machine: as many worker processes as asked for, each with its own sandbox.

A worker is started afresh (not forked), so it inherits no lock, no database connection and nothing of a neighbour's.
It ends when the parent does, whatever way that happens.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from autograder.batch.grader import Grader, no_verdict
from autograder.batch.task import GradedSubmission, Settings, Task
from autograder.errors import GradingError
from autograder.records.database_address import SECRET_VARIABLES
from autograder.submission.printable import printable, shown

ROOT = Path(__file__).resolve().parents[2]
#: Seconds after which a worker that has not answered is ended; the judge's own limits are far below.
TASK_SECONDS = 900.0
#: How many workers a submission may bring down before the run goes on without a mark for it.
MAX_WORKER_DEATHS = 2
READY, ENDED = "ready", "ended"
_START = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from autograder.batch.pool import work; work(int(sys.argv[1]))"
)


@dataclass
class _Worker:
    """A worker process, the connection to it, and its task."""

    process: subprocess.Popen
    connection: Connection
    task: Task
    ready: bool = False
    deadline: float = field(default_factory=lambda: time.monotonic() + TASK_SECONDS)

    def send(self, message: Settings | Task) -> None:
        """Send it something; a worker that is gone is noticed when its answer is awaited."""
        with suppress(OSError):
            self.connection.send(message)

    def give(self, task: Task) -> None:
        """Send the next task."""
        self.task, self.deadline = task, time.monotonic() + TASK_SECONDS
        self.send(task)

    def answer(self) -> GradedSubmission | str:
        """Return what it sent: a graded submission, or `READY`, or `ENDED` where it is gone or out of time."""
        message: Any = ENDED
        with suppress(EOFError, OSError):
            message = self.connection.recv() if self.connection.poll() else ENDED
        if isinstance(message, GradingError):
            raise message
        if message == READY:
            self.ready = True
        elif message == ENDED and not self.ready:
            raise GradingError("A worker process could not start; what it said last is printed above.")
        return message

    def end(self) -> None:
        """Kill the process, and with it its sandbox."""
        self.connection.close()
        self.process.kill()
        self.process.wait()

    def leave(self) -> None:
        """Let an idle worker close its sandbox and end; kill it where it does not."""
        self.connection.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.end()


def grade_here(tasks: Iterable[Task], settings: Settings, jobs: int) -> Iterator[GradedSubmission]:
    """Grade tasks in worker processes; yield each graded submission as soon as it is there.

    Parameters
    ----------
    tasks : iterable of Task
        Read as workers come free, so that no more than one a worker and one ahead are in memory.
    settings : Settings
        The run's.
    jobs : int
        Number of worker processes.

    Yields
    ------
    GradedSubmission
        One a task, in the order in which they are finished.

    Raises
    ------
    GradingError
        Where no worker can start: no sandbox, above all.
    """
    waiting, ended = iter(tasks), Counter[str]()
    workers: list[_Worker] = []
    try:
        while True:
            while len(workers) < jobs and (task := next(waiting, None)) is not None:
                workers.append(_started(settings, task))
            if not workers:
                return
            for worker in _ready(workers):
                answer, done = worker.answer(), worker.task
                if isinstance(answer, GradedSubmission):
                    _carry_on(worker, workers, next(waiting, None))
                    yield answer
                if answer != ENDED:
                    continue
                workers.remove(worker)
                worker.end()
                ended[done.student] += 1
                if ended[done.student] == MAX_WORKER_DEATHS:
                    yield no_verdict(done, MAX_WORKER_DEATHS)
                else:
                    waiting = chain([done], waiting)
    finally:
        for worker in workers:
            worker.end()


def _carry_on(worker: _Worker, workers: list[_Worker], task: Task | None) -> None:
    if task is not None:
        return worker.give(task)
    workers.remove(worker)
    worker.leave()


def _started(settings: Settings, task: Task) -> _Worker:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        # -P: the folder the command is typed in may be full of submissions, and none of them is to be imported.
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )
        connection = Connection(ours.detach())
    worker = _Worker(process, connection, task)
    worker.send(settings)
    worker.send(task)
    return worker


def _environment() -> dict[str, str]:
    """Return a worker's environment: one thread for BLAS, and no password of the gradebook, which it never opens."""
    kept = {name: value for name, value in os.environ.items() if name not in SECRET_VARIABLES}
    return kept | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """Wait for answers; return the workers that have one, that are gone, or that took too long."""
    soonest = max(0.0, min(worker.deadline for worker in workers) - time.monotonic())
    answered = wait([worker.connection for worker in workers], timeout=soonest)
    now = time.monotonic()
    return [worker for worker in workers if worker.connection in answered or worker.deadline <= now]


def work(descriptor: int) -> None:
    """Run a worker: read the settings, then grade tasks until the parent closes the connection.

    Parameters
    ----------
    descriptor : int
        An open socket to the parent.
    """
    _end_with_parent()
    connection = Connection(descriptor)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        settings = connection.recv()
        try:
            with Grader(settings) as grader:
                connection.send(READY)
                while True:
                    connection.send(_graded(grader, connection.recv()))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except Exception as error:
            connection.send(GradingError(f"{error}"))


def _graded(grader: Grader, task: Task) -> GradedSubmission:
    try:
        return grader.grade(task)
    except Exception as error:
        print(printable(traceback.format_exc(), keep="\n"), file=sys.stderr)
        message = f"The grader failed with {type(error).__name__}: {shown(str(error), 300)}"
        return GradedSubmission(task.student, error=message)


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent ends, and leave interrupts from the terminal to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        end_with_parent = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(end_with_parent, signal.SIGKILL)
