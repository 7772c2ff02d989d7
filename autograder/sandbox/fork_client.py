"""The grader's side of the fork server: starts it, starts and kills jobs, hears how they ended."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import asdict
from typing import IO, NamedTuple

from .bubblewrap import ENVIRONMENT, FOLDER, Way, command, paths
from .cgroups import group
from .channel import Closed
from .child.fork_server import REPLY, REQUEST
from .child.values import Bounds
from .limits import Limits
from .view import View, link_packages

READY_SECONDS = 120.0  # until the fork server must have loaded everything, on a busy machine with cold files
REPLY_SECONDS = 10.0  # until it must have replied to a request
EXIT_SECONDS = 5.0  # until it must have ended by itself, before it is killed


class NotStarted(Exception):
    """The fork server could not be started in this way; the message says what it, or bubblewrap, said."""


class NotLoaded(Exception):
    """The sandbox works, but Python could not import what notebooks import; the message says what it said."""


class Ended(NamedTuple):
    """How a job ended: exit status (negative: the signal), the fork server's own reason to end it, its own time.

    The reasons are ``"cpu"``, ``"memory"``, ``"processes"`` and ``"wall"``, ``""`` where it ended by itself.
    """

    status: int
    reason: str
    seconds: float


class ForkClient:
    """A running fork server.

    Parameters
    ----------
    way : Way
        How to start it.
    view : View
        What it sees besides the course.
    limits : Limits
        What each job may use.
    bounds : Bounds
        How large a message may be.

    Raises
    ------
    NotStarted, NotLoaded
        It did not come up.
    """

    def __init__(self, way: Way, view: View, limits: Limits, bounds: Bounds) -> None:
        self.way = way
        self._ended: dict[int, Ended] = {}
        self.group = group(limits)
        self._folder = tempfile.TemporaryDirectory(prefix="island-") if way.mode == "open" else None
        self.folder = self._folder.name if self._folder else FOLDER
        if self._folder:
            link_packages(self.folder)
        self._control, theirs = socket.socketpair()
        self._control.setblocking(False)
        self._process: subprocess.Popen | None = None
        self._inside = -1  # a descriptor of the process inside, where there is one
        try:
            with theirs, tempfile.TemporaryFile() as errors:
                settings = self._settings(theirs.fileno(), view, limits, bounds)
                self._process = self._spawn(command(way, view), settings, view, theirs.fileno(), errors.fileno())
                theirs.close()
                self._wait_until_ready(self._process, errors)
        except BaseException:
            self.close()
            raise

    def _settings(self, control: int, view: View, limits: Limits, bounds: Bounds) -> str:
        """Return what the fork server must know, as JSON."""
        walls = {"mode": self.way.mode, "folder": self.folder, "users": self.way.users}
        for name in ("cpu_seconds", "memory_bytes", "processes", "file_bytes"):
            walls[name] = getattr(limits, name)
        places = paths(self.way, view, self.folder)
        values = {"control": control, "paths": places, "walls": walls, "bounds": asdict(bounds), "lane": os.getpid()}
        return json.dumps({**values, "max_chars": limits.output_bytes, "wall_seconds": limits.wall_seconds})

    def _spawn(self, line: list[str], settings: str, view: View, control: int, errors: int) -> subprocess.Popen:
        """Start the process; it inherits its end of the control socket and nothing else."""
        environment = {**ENVIRONMENT, **view.environment}
        if self._folder is not None:
            here = dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"), self._folder.name)
            environment |= {**here, "PATH": os.environ.get("PATH", os.defpath)}
        passed, theirs = [control], -1
        if self.way.bwrap:
            ours, theirs = os.pipe()
            line = [line[0], "--info-fd", str(theirs), *line[1:]]
            passed.append(theirs)
        if self.group is not None:
            line = self.group.within(line)
        try:
            return subprocess.Popen(
                [*line, settings],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=passed,
                start_new_session=True,
            )
        except OSError as error:
            raise NotStarted(str(error)) from None
        finally:
            if theirs >= 0:
                os.close(theirs)
                self._inside = _descriptor(ours)

    def _wait_until_ready(self, process: subprocess.Popen, errors: IO[bytes]) -> None:
        deadline = time.monotonic() + READY_SECONDS
        reply = self._next(deadline)
        if reply is not None and reply.what == b"R":
            return
        if reply is not None:
            raise (NotLoaded if reply.status else NotStarted)(reply.text)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(EXIT_SECONDS)
        errors.seek(0)
        said = errors.read(4000).decode("utf-8", "replace").strip().splitlines()
        raise NotStarted(said[-1] if said else "it ended, or did not answer, without a word")

    @property
    def alive(self) -> bool:
        """Whether it runs, as far as one can see without asking."""
        return self._process is not None and self._process.poll() is None

    def start(self, number: int, theirs: socket.socket) -> None:
        """Ask for a job.

        Parameters
        ----------
        number : int
            The job's number.
        theirs : socket
            The job's end of its channel; the caller closes it.

        Raises
        ------
        Closed
            Nobody listens.
        """
        try:
            socket.send_fds(self._control, [REQUEST.pack(b"S", number, 0.0)], [theirs.fileno()])
        except OSError:
            raise Closed from None

    def spent(self, number: int, moment: float, interrupt: bool = False) -> float | None:
        """Ask how much of its own time a job has used.

        Parameters
        ----------
        number : int
            The job's number.
        moment : float
            Since which moment of `time.monotonic`.
        interrupt : bool
            Interrupt what it is doing.

        Returns
        -------
        float or None
            The seconds, see `autograder.sandbox.child.usage.Usage`; None where the job is gone, or nobody answers.
        """
        with contextlib.suppress(OSError):
            self._control.send(REQUEST.pack(b"I" if interrupt else b"T", number, moment))
        deadline = time.monotonic() + REPLY_SECONDS
        while number not in self._ended:
            reply = self._next(deadline)
            if reply is None:
                return None
            if reply.what == b"T" and reply.number == number:
                return reply.seconds
        return None

    def end(self, number: int) -> Ended | None:
        """Kill a job if it still runs, and wait until nothing of it is left.

        Parameters
        ----------
        number : int
            The job's number.

        Returns
        -------
        Ended or None
            None when the fork server did not answer, and had to be ended itself.
        """
        with contextlib.suppress(OSError):
            self._control.send(REQUEST.pack(b"K", number, 0.0))
        result = self.ended(number, REPLY_SECONDS)
        if result is None:
            self.close()
        return result

    def ended(self, number: int, seconds: float) -> Ended | None:
        """Wait for a job's end for so many seconds, and return how it ended, None if it is not over."""
        deadline = time.monotonic() + seconds
        while number not in self._ended:
            if self._next(deadline) is None:
                return None
        return self._by_the_kernel(self._ended.pop(number))

    def _by_the_kernel(self, end: Ended) -> Ended:
        """Say that it took too much memory where the kernel was quicker than the fork server to see it."""
        killed = end.status == -signal.SIGKILL and not end.reason
        if killed and self.group is not None and self.group.ran_out_of_memory():
            return end._replace(reason="memory")
        return end

    def close(self) -> None:
        """End the fork server and all that lives in it, and wait until it is gone."""
        self._control.close()
        if self._process is not None:
            try:
                self._process.wait(EXIT_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._inside >= 0:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self._inside, signal.SIGKILL)
            _readable(self._inside, EXIT_SECONDS)  # it is the first of its process namespace: when it is gone, all are
            os.close(self._inside)
            self._inside = -1
        if self.group is not None:
            self.group.remove()
        if self._folder is not None:
            self._folder.cleanup()

    def _next(self, deadline: float) -> _Reply | None:
        """Return the next reply, None when none came in time or nobody is there; keep what it says of a job's end."""
        data = b""
        while len(data) < REPLY.size:
            left = deadline - time.monotonic()
            if left <= 0 or not _readable(self._control.fileno(), left):
                return None
            try:
                part = self._control.recv(REPLY.size - len(data))
            except OSError:
                return None
            if not part:
                return None
            data += part
        what, number, status, seconds, text = REPLY.unpack(data)
        reply = _Reply(what, number, status, seconds, text.rstrip(b"\0").decode("utf-8", "replace"))
        if what == b"E":
            self._ended[number] = Ended(status, reply.text, seconds)
        return reply


class _Reply(NamedTuple):
    """A reply of the fork server."""

    what: bytes
    number: int
    status: int
    seconds: float
    text: str


def _readable(descriptor: int, seconds: float) -> bool:
    """Wait until something can be read there (of a process: until it has ended)."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(1000 * seconds))


def _descriptor(info: int) -> int:
    """Return a descriptor of the process inside, which bubblewrap names in its information; -1 where there is none."""
    with os.fdopen(info) as pipe:
        text = pipe.read(4000)
    try:
        return os.pidfd_open(json.loads(text)["child-pid"])
    except (ValueError, KeyError, OSError):
        return -1
