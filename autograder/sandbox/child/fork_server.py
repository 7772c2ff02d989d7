"""The fork server in the sandbox: loads everything once, forks a process for each job, limits it, and reaps it.

It runs no student's code and holds no secret. The grader sends it ``S`` (start, with the job's socket), ``K`` (kill),
``T`` (how much of its own time has it used since a moment?) and ``I`` (the same, and interrupt it), each with the job's
number; it answers ``R`` (ready), ``F`` (failed, and why), ``T`` (the seconds) and ``E`` (ended, how, and all its time).
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import select
import shutil
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from . import isolation, process_tree
from .usage import Usage
from .withheld import withhold

REQUEST = struct.Struct("!cQd")
REPLY = struct.Struct("!cQid240s")
LOOK_SECONDS = 0.1  # seconds between two looks at a job
SHORT_LOOK_SECONDS = 0.02  # the same for a job of more than one process: many take memory faster than one
MAX_CLOCK_RATIO = 5  # times as long as it may take by its own time a job may take by the clock
OOM_SCORE = 500  # by so much a job comes before others when the kernel must end somebody for memory


@dataclass
class StudentProcess:
    """A student's process that is running, and what it has used."""

    number: int
    usage: Usage
    looked: float
    reason: str = ""


class ForkServer:
    """The fork server: one process, which serves one grader.

    Parameters
    ----------
    control : socket
        The connection to the grader; when it is closed, the server ends.
    settings : dict
        From the grader: the walls, the bounds of messages, the time limit, the characters to keep of outputs.
    """

    def __init__(self, control: socket.socket, settings: dict[str, Any]) -> None:
        self.control = control
        self.settings = settings
        self.walls = isolation.Walls(**{**settings["walls"], "users": tuple(settings["walls"]["users"])})
        self.jobs: dict[int, StudentProcess] = {}
        self.own = -1 if self.walls.mode == "open" else os.open("/proc/self/ns/pid", os.O_RDONLY)
        self.wakeup_reader, self._wakeup_writer = socket.socketpair()
        self.wakeup_reader.setblocking(False)
        self._wakeup_writer.setblocking(False)
        self.inherited = 0
        self.shell: Any = None

    def try_walls(self) -> None:
        """Isolate a process and let it check the isolation: a sandbox is tried, never assumed."""
        child = isolation.fork(self.own)
        if child == 0:
            self._look_around()
        _, status = os.waitpid(child, 0)
        if status:
            raise OSError("the process that tried the walls ended early")

    def _look_around(self) -> NoReturn:
        try:
            isolation.shut_in(self.walls)
            for place in self.settings["paths"]:
                for name in ("", *os.listdir(place)):
                    path = os.path.join(place, name)
                    if not os.access(path, os.R_OK | (os.X_OK if os.path.isdir(path) else 0)):
                        raise OSError(f"an unprivileged user cannot read {path}; let everybody (chmod a+rX)")
            if self.walls.mode != "open" and (os.getpid() != 1 or os.getuid() == 0):
                raise OSError("the process was not shut in")
        except BaseException as error:
            self.reply(b"F", 0, 0, str(error))
            os._exit(1)
        os._exit(0)

    def load(self) -> None:
        """Import all that notebooks import, so that each fork has it."""
        os.environ["PYTHONPATH"] = os.pathsep.join(self.settings["paths"][:-1])  # for the Python of "!python"; not ours
        os.environ.update(USER="student", LOGNAME="student")  # their number has no name here, and some ask for it
        os.environ.update(PIP_NO_INDEX="1")  # there is no network: "%pip install" is to say so at once, not in a minute
        withhold()
        from . import shell, worker  # only now: they load what notebooks load

        self.shell = shell.prepare(self.settings["max_chars"])
        self.worker = worker.Worker
        self.hide_own_packages()
        gc.collect()
        gc.freeze()  # so that no copy's collector writes into the pages that all share
        self.inherited = process_tree.anonymous(os.getpid())

    def hide_own_packages(self) -> None:
        """Make packages that only the grader needs unimportable; they are loaded by now, and their users keep them."""
        ours = self.settings["paths"][-1]
        sys.path.remove(ours)
        for name, module in list(sys.modules.items()):
            package, place = name.partition(".")[0], getattr(module, "__file__", None)
            if package != __package__ and place and place.startswith(f"{ours}/"):
                del sys.modules[name]

    def loop(self) -> None:
        """Handle requests, ended processes and limits until the grader is gone."""
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self._wakeup_writer.fileno(), warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.wakeup_reader, select.POLLIN)
        while True:
            ready = [descriptor for descriptor, _ in poll.poll(self.poll_timeout())]
            if self.wakeup_reader.fileno() in ready:
                self.wakeup_reader.recv(512)
            self.reap()
            if self.control.fileno() in ready and not self.handle_request():
                return
            self.watch()

    def poll_timeout(self) -> float | None:
        """Return the milliseconds until a job is to be looked at again, None where there is none."""
        due = [job.looked + _look_interval(job) for job in self.jobs.values()]
        return max(0.0, 1000 * (min(due) - time.monotonic())) if due else None

    def handle_request(self) -> bool:
        """Read a request of the grader's and carry it out; return False when the grader is gone."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self.control, REQUEST.size, 1)
        except OSError:
            return False
        if len(data) < REQUEST.size:
            return False
        what, number, moment = REQUEST.unpack(data)
        if what == b"S":
            self.start(number, descriptors[0])
        for process, job in self.jobs.items():
            if job.number != number:
                continue
            if what == b"K":
                self.kill(process)
            elif what in (b"I", b"T"):
                if what == b"I":
                    os.kill(process, signal.SIGALRM)
                self.look(job)
                self.reply(b"T", number, 0, "", job.usage.since(moment))
        return True

    def start(self, number: int, descriptor: int) -> None:
        """Fork a process for a job."""
        try:
            process = isolation.fork(self.own)
        except OSError as error:
            self.reply(b"E", number, 0, str(error))
        else:
            if process == 0:
                self.become_job(descriptor)
            now, walls = time.monotonic(), self.walls
            bounds = (walls.memory_bytes, _lane(self.settings), walls.processes, walls.mode != "open")
            self.jobs[process] = StudentProcess(number, Usage(process, now, self.inherited, *bounds), now)
        os.close(descriptor)

    def become_job(self, descriptor: int) -> NoReturn:
        """Turn this fork into an isolated student's process; never return."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for mine in (self.control, self.wakeup_reader, self._wakeup_writer):
                mine.close()
            if self.own >= 0:
                os.close(self.own)
            isolation.die_with_parent()
            with contextlib.suppress(OSError):  # where a control group is full, the job is to end, and not we
                Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE))
            from .channel import ChildChannel  # loaded by now, see `load`
            from .values import Bounds

            channel = ChildChannel(socket.socket(fileno=descriptor), Bounds(**self.settings["bounds"]))
            isolation.shut_in(self.walls)
            self.worker(channel, self.shell).serve()
        finally:
            os._exit(70)

    def kill(self, process: int) -> None:
        """Kill a job and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            if self.walls.mode == "open":
                os.killpg(process, signal.SIGKILL)
            os.kill(process, signal.SIGKILL)

    def reap(self) -> None:
        """Reap the processes that ended, and report the end of jobs to the grader."""
        while True:
            try:
                process, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if process == 0:
                return
            job = self.jobs.pop(process, None)
            if job is None:
                continue
            if self.walls.mode == "open":
                process_tree.end_rest(process, set(self.jobs))
                shutil.rmtree(isolation.own_folder(self.walls, process), ignore_errors=True)
            now, spent = time.monotonic(), usage.ru_utime + usage.ru_stime
            if not job.reason and os.WIFSIGNALED(status) and spent >= self.walls.cpu_seconds - 0.5:
                job.reason = "cpu"
            own = job.usage.own + now - job.usage.looks[-1][0]
            self.reply(b"E", job.number, os.waitstatus_to_exitcode(status), job.reason, own)

    def watch(self) -> None:
        """Measure the jobs whose next look is due, and kill those over a limit.

        The kernel counts processes as well, but not where the user is the real root, and not without walls.
        """
        now = time.monotonic()
        for process, job in self.jobs.items():
            if now - job.looked < _look_interval(job):
                continue  # most jobs are over before it is worth a look
            self.look(job)
            job.reason = job.reason or self.excess(job, now)
            if job.reason:
                self.kill(process)

    def look(self, job: StudentProcess) -> None:
        """Measure what a job has used."""
        job.usage.look(time.monotonic(), process_tree.processes())
        job.looked = time.monotonic()

    def excess(self, job: StudentProcess, now: float) -> str:
        """Return the limit that a job is over, ``""`` for none."""
        usage, wall = job.usage, self.settings["wall_seconds"]
        if usage.own > wall or now - usage.started > MAX_CLOCK_RATIO * wall:
            return "wall"
        if usage.memory > self.walls.memory_bytes:
            return "memory"
        if usage.number > self.walls.processes:
            return "processes"
        return "cpu" if usage.computed > self.walls.cpu_seconds else ""

    def reply(self, what: bytes, number: int, status: int, text: str, seconds: float = 0.0) -> None:
        """Send a reply to the grader."""
        self.control.sendall(REPLY.pack(what, number, status, seconds, text.encode("utf-8", "replace")[:240]))


def _look_interval(job: StudentProcess) -> float:
    """Return how many seconds there are between two looks at a job."""
    return LOOK_SECONDS if job.usage.number == 1 else SHORT_LOOK_SECONDS


def _lane(settings: dict[str, Any]) -> int:
    """Return the processor of jobs that take more than one, -1 where there is none to choose (or no Linux)."""
    if not hasattr(os, "sched_getaffinity"):
        return -1
    mine = sorted(os.sched_getaffinity(0))
    return mine[settings["lane"] % len(mine)] if len(mine) > 1 else -1


def main(settings: str) -> None:
    """Run the fork server until the grader is gone.

    Parameters
    ----------
    settings : str
        JSON, see `autograder.sandbox.fork_client`.
    """
    isolation.die_with_parent()
    values = json.loads(settings)
    server = ForkServer(socket.socket(fileno=values["control"]), values)
    for step, (do, says) in enumerate([(server.try_walls, "{1}"), (server.load, "{0}: {1}")]):
        try:
            do()
        except BaseException as error:
            server.reply(b"F", 0, step, says.format(type(error).__name__, error))
            os._exit(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    server.reply(b"R", 0, resource.getpagesize(), "")
    server.loop()
    for process in list(server.jobs):
        server.kill(process)
    os._exit(0)
