"""The warm process in the sandbox: loads everything once, forks a process for each job, watches it, and buries it.

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
TICK = 0.1  # seconds between two looks at a job
SHORT_TICK = 0.02  # the same for a job of more than one process: many take memory faster than one
OOM_SCORE = 500  # by so much a job comes before others when the kernel must end somebody for memory
FAR = 5  # times as long as it may take by its own time a job may take by the clock


@dataclass
class Job:
    """A student's process that is running."""

    number: int
    usage: Usage
    looked: float
    reason: str = ""


class Zygote:
    """The loop of the warm process.

    Parameters
    ----------
    control : socket
        The way to the grader; when the grader is gone, so are we.
    settings : dict
        From the grader: the walls, the bounds of messages, the time limit, the room for outputs.
    """

    def __init__(self, control: socket.socket, settings: dict[str, Any]) -> None:
        self.control = control
        self.settings = settings
        self.walls = isolation.Walls(**{**settings["walls"], "users": tuple(settings["walls"]["users"])})
        self.jobs: dict[int, Job] = {}
        self.own = -1 if self.walls.mode == "open" else os.open("/proc/self/ns/pid", os.O_RDONLY)
        self.bell, self._rope = socket.socketpair()
        self.bell.setblocking(False)
        self._rope.setblocking(False)
        self.inherited = 0
        self.shell: Any = None

    def try_walls(self) -> None:
        """Shut a process in and let it look around: a sandbox is tried, never assumed."""
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
        """Load what notebooks load."""
        os.environ["PYTHONPATH"] = os.pathsep.join(self.settings["paths"][:-1])  # for the Python of "!python"; not ours
        os.environ.update(USER="student", LOGNAME="student")  # their number has no name here, and some ask for it
        os.environ.update(PIP_NO_INDEX="1")  # there is no network: "%pip install" is to say so at once, not in a minute
        withhold()
        from . import shell, worker  # only now: they load what notebooks load

        self.shell = shell.prepare(self.settings["room"])
        self.worker = worker.Worker
        self.hide_ours()
        gc.collect()
        gc.freeze()  # so that no copy's collector writes into the pages that all share
        self.inherited = process_tree.anonymous(os.getpid())

    def hide_ours(self) -> None:
        """Let no answer import what only we need: it is loaded by now, and those who use it keep it."""
        ours = self.settings["paths"][-1]
        sys.path.remove(ours)
        for name, module in list(sys.modules.items()):
            package, place = name.partition(".")[0], getattr(module, "__file__", None)
            if package != __package__ and place and place.startswith(f"{ours}/"):
                del sys.modules[name]

    def loop(self) -> None:
        """Serve until the grader is gone."""
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self._rope.fileno(), warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.bell, select.POLLIN)
        while True:
            ready = [descriptor for descriptor, _ in poll.poll(self.rest())]
            if self.bell.fileno() in ready:
                self.bell.recv(512)
            self.bury()
            if self.control.fileno() in ready and not self.obey():
                return
            self.watch()

    def rest(self) -> float | None:
        """Return the milliseconds until a job is to be looked at again, None where there is none."""
        due = [job.looked + _tick(job) for job in self.jobs.values()]
        return max(0.0, 1000 * (min(due) - time.monotonic())) if due else None

    def obey(self) -> bool:
        """Do what the grader asks; False when nobody is there to ask."""
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
            usage = Usage(process, now, self.inherited, walls.memory_bytes, _lane(self.settings), walls.mode != "open")
            self.jobs[process] = Job(number, usage, now)
        os.close(descriptor)

    def become_job(self, descriptor: int) -> NoReturn:
        """Turn this fresh copy into a student's process, and never come back."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for mine in (self.control, self.bell, self._rope):
                mine.close()
            if self.own >= 0:
                os.close(self.own)
            isolation.die_with_parent()
            with contextlib.suppress(OSError):  # where a control group is full, the job is to end, and not we
                Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE))
            from .channel import Pipe
            from .values import Bounds

            pipe = Pipe(socket.socket(fileno=descriptor), Bounds(**self.settings["bounds"]))
            isolation.shut_in(self.walls)
            self.worker(pipe, self.shell).serve()
        finally:
            os._exit(70)

    def kill(self, process: int) -> None:
        """End a job with all that it started."""
        try:
            if self.walls.mode == "open":
                os.killpg(process, signal.SIGKILL)
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def bury(self) -> None:
        """Wait for those who ended, and tell the grader of jobs."""
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
        """Look at the jobs that it is time to look at, and end those that have had more than they may.

        The kernel counts processes as well, but not where the user is the real root, and not without walls.
        """
        now = time.monotonic()
        for process, job in self.jobs.items():
            if now - job.looked < _tick(job):
                continue  # most jobs are over before it is worth a look
            self.look(job)
            job.reason = job.reason or self.excess(job, now)
            if job.reason:
                self.kill(process)

    def look(self, job: Job) -> None:
        """Look at what a job has used."""
        job.usage.look(time.monotonic(), process_tree.processes())
        job.looked = time.monotonic()

    def excess(self, job: Job, now: float) -> str:
        """Return what a job has had too much of, nothing where it may go on."""
        usage, wall = job.usage, self.settings["wall_seconds"]
        if usage.own > wall or now - usage.started > FAR * wall:
            return "wall"
        if usage.memory > self.walls.memory_bytes:
            return "memory"
        if usage.number > self.walls.processes:
            return "processes"
        return "cpu" if usage.computed > self.walls.cpu_seconds else ""

    def reply(self, what: bytes, number: int, status: int, text: str, seconds: float = 0.0) -> None:
        """Tell the grader something."""
        self.control.sendall(REPLY.pack(what, number, status, seconds, text.encode("utf-8", "replace")[:240]))


def _tick(job: Job) -> float:
    """Return how many seconds there are between two looks at a job."""
    return TICK if job.usage.number == 1 else SHORT_TICK


def _lane(settings: dict[str, Any]) -> int:
    """Return the processor of jobs that take more than one, -1 where there is none to choose (or no Linux)."""
    if not hasattr(os, "sched_getaffinity"):
        return -1
    mine = sorted(os.sched_getaffinity(0))
    return mine[settings["lane"] % len(mine)] if len(mine) > 1 else -1


def main(settings: str) -> None:
    """Be the warm process until the grader is gone.

    Parameters
    ----------
    settings : str
        JSON, see `autograder.sandbox.fork_client`.
    """
    isolation.die_with_parent()
    values = json.loads(settings)
    zygote = Zygote(socket.socket(fileno=values["control"]), values)
    for step, (do, says) in enumerate([(zygote.try_walls, "{1}"), (zygote.load, "{0}: {1}")]):
        try:
            do()
        except BaseException as error:
            zygote.reply(b"F", 0, step, says.format(type(error).__name__, error))
            os._exit(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    zygote.reply(b"R", 0, resource.getpagesize(), "")
    zygote.loop()
    for process in list(zygote.jobs):
        zygote.kill(process)
    os._exit(0)
