"""The warm process in the sandbox: loads everything once, forks a process for each job, watches it, and buries it.

It runs no student's code and holds no secret. The grader sends it ``S`` (start, with the job's socket) and ``K``
(kill), each with the job's number; it answers ``R`` (ready), ``F`` (failed, and why) and ``E`` (ended, and how).
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import shutil
import signal
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any, NoReturn

from . import isolate
from .family import Family
from .withheld import withhold

REQUEST = struct.Struct("!cQ")
REPLY = struct.Struct("!cQi240s")
TICK = 0.1  # seconds between two looks at a job's memory


@dataclass
class Job:
    """A student's process that is running."""

    number: int
    started: float
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
        self.walls = isolate.Walls(**{**settings["walls"], "users": tuple(settings["walls"]["users"])})
        self.jobs: dict[int, Job] = {}
        self.own = -1 if self.walls.mode == "open" else os.open("/proc/self/ns/pid", os.O_RDONLY)
        self.bell, self._rope = socket.socketpair()
        self.bell.setblocking(False)
        self._rope.setblocking(False)
        self.family = Family()
        self.shell: Any = None

    def try_walls(self) -> None:
        """Shut a process in and let it look around: a sandbox is tried, never assumed."""
        child = isolate.fork(self.own)
        if child == 0:
            self._look_around()
        _, status = os.waitpid(child, 0)
        if status:
            raise OSError("the process that tried the walls ended early")

    def _look_around(self) -> NoReturn:
        try:
            isolate.shut_in(self.walls)
            blind = [place for place in self.settings["paths"] if not os.access(place, os.R_OK | os.X_OK)]
            if blind:
                raise OSError(f"an unprivileged user cannot read {blind[0]}; give everybody the right to (chmod a+rX)")
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
        gc.collect()
        gc.freeze()  # so that no copy's collector writes into the pages that all share
        self.family.measure()

    def loop(self) -> None:
        """Serve until the grader is gone."""
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self._rope.fileno(), warn_on_full_buffer=False)
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.bell, select.POLLIN)
        while True:
            ready = [descriptor for descriptor, _ in poll.poll(1000 * TICK if self.jobs else None)]
            if self.bell.fileno() in ready:
                self.bell.recv(512)
            self.bury()
            if self.control.fileno() in ready and not self.obey():
                return
            self.watch()

    def obey(self) -> bool:
        """Do what the grader asks; False when nobody is there to ask."""
        try:
            data, descriptors, _, _ = socket.recv_fds(self.control, REQUEST.size, 1)
        except OSError:
            return False
        if len(data) < REQUEST.size:
            return False
        what, number = REQUEST.unpack(data)
        if what == b"S":
            self.start(number, descriptors[0])
        for process, job in self.jobs.items():
            if what == b"K" and job.number == number:
                self.kill(process)
        return True

    def start(self, number: int, descriptor: int) -> None:
        """Fork a process for a job."""
        try:
            process = isolate.fork(self.own)
        except OSError as error:
            self.reply(b"E", number, 0, str(error))
        else:
            if process == 0:
                self.become_job(descriptor)
            self.jobs[process] = Job(number, time.monotonic())
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
            isolate.die_with_parent()
            from .pipe import Pipe
            from .plain import Bounds

            pipe = Pipe(socket.socket(fileno=descriptor), Bounds(**self.settings["bounds"]))
            isolate.shut_in(self.walls)
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
                self.family.end_rest(process, set(self.jobs))
                shutil.rmtree(isolate.own_folder(self.walls, process), ignore_errors=True)
            spent = usage.ru_utime + usage.ru_stime
            if not job.reason and os.WIFSIGNALED(status) and spent >= self.walls.cpu_seconds - 0.5:
                job.reason = "cpu"
            self.reply(b"E", job.number, os.waitstatus_to_exitcode(status), job.reason)

    def watch(self) -> None:
        """End the jobs that have had their time, or hold more memory in all their processes than is allowed.

        The kernel counts processes as well, but not where the user is the real root, and not without walls.
        """
        now = time.monotonic()
        for process, job in self.jobs.items():
            if now - job.started < TICK:
                continue  # most jobs are over before it is worth a look
            number, memory = self.family.size(process)
            if now - job.started > self.settings["wall_seconds"]:
                job.reason = "wall"
            elif memory > self.walls.memory_bytes:
                job.reason = "memory"
            elif number > self.walls.processes:
                job.reason = "processes"
            if job.reason:
                self.kill(process)

    def reply(self, what: bytes, number: int, status: int, text: str) -> None:
        """Tell the grader something."""
        self.control.sendall(REPLY.pack(what, number, status, text.encode("utf-8", "replace")[:240]))


def main(settings: str) -> None:
    """Be the warm process until the grader is gone.

    Parameters
    ----------
    settings : str
        JSON, see `autograder.warm`.
    """
    isolate.die_with_parent()
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
