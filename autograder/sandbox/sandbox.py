"""Runs students' code where it can do no harm: a fork server inside bubblewrap, and an isolated fork for each job."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.errors import SandboxMissing

from .availability import why_no_sandbox
from .bubblewrap import Way, ways
from .channel import Closed, Late
from .child.values import Bounds, WireError
from .fork_client import ForkClient, NotLoaded, NotStarted
from .limits import Limits
from .session import Job
from .view import View


class Sandbox:
    """Starts jobs: isolated processes that run students' code.

    One fork server has everything loaded and holds no secret; each job is a fork of it with an isolation of its own.
    Jobs share nothing but the memory pages of the fork server, copied on write. A context manager; one thread uses it
    at a time.

    Parameters
    ----------
    limits : Limits, optional
        What each job may use.
    unsafe : bool
        Do without walls: the limits alone, on any system with fork.
    hide : sequence of Path
        Folders that students' code must not see; the grader's own are never seen.
    first : sequence of Path
        Folders with packages that come before those of this environment (another NumPy, say).
    environment : mapping of str to str
        Further environment variables for the students' code, or others in place of ours.

    Attributes
    ----------
    way : Way or None
        How it is made, once it was; set before that, no other way is tried.

    Raises
    ------
    SandboxMissing
        On entering, where no sandbox can be made; the message says what to do.

    Examples
    --------
    >>> with Sandbox() as sandbox, sandbox.job({}) as job:
    ...     cell, = job.run(["def double(x):\\n    return 2 * x"])
    ...     print(cell.ok, job.call("double", [21]).result)
    True 42
    """

    def __init__(
        self,
        limits: Limits | None = None,
        unsafe: bool = False,
        *,
        hide: Sequence[Path] = (),
        first: Sequence[Path] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.limits = limits = limits or Limits()
        self.unsafe = unsafe
        self._view = View(tuple(hide), tuple(first), dict(environment or {}))
        self._bounds = Bounds(size=limits.message_bytes)
        self._numbers = itertools.count(1)
        self.way: Way | None = None
        self._client: ForkClient | None = None

    def __enter__(self) -> Sandbox:
        self._client = self._start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the fork server and every job that is left."""
        if self._client is not None:
            self._client.close()
            self._client = None

    @property
    def grouped(self) -> bool:
        """Whether a control group bounds it as well."""
        return self._client is not None and self._client.group is not None and self._client.group.holds()

    def job(self, files: Mapping[str, bytes] | None = None) -> Job:
        """Start a job.

        Parameters
        ----------
        files : mapping of str to bytes, optional
            What lies in its working folder: names without folders, and contents.

        Returns
        -------
        Job
            A context manager.

        Raises
        ------
        SandboxMissing
            The fork server died, or does not answer, and a new one did no better.
        ValueError
            A name has a folder in it.
        """
        files = files or {}
        for name in files:
            if name != Path(name).name or name in ("", ".", ".."):
                raise ValueError(f"The files of a job lie in one folder, so {name!r} cannot be one of them.")
        for _ in range(2):
            if self._client is None or not self._client.alive:
                self.close()
                self._client = self._start()
            try:
                return Job(self._client, next(self._numbers), self.limits, self._bounds, files)
            except (Closed, Late, WireError):
                self.close()
        raise SandboxMissing("The sandbox starts, but no process comes up in it: is the machine out of memory?")

    def _start(self) -> ForkClient:
        """Start the fork server in the way that worked before, or in the first that works."""
        tried = [self.way] if self.way else [Way("open")] if self.unsafe else ways()
        said = ""
        for way in tried:
            try:
                client = ForkClient(way, self._view, self.limits, self._bounds)
            except NotStarted as error:
                said = said or str(error)
            except NotLoaded as error:
                raise SandboxMissing(f"The sandbox stands, but Python does not start in it: {error}") from None
            else:
                self.way = way
                return client
        if self.unsafe:
            raise SandboxMissing(f"Python does not start as a process of its own: {said}.")
        raise SandboxMissing(why_no_sandbox(bool(tried), said))


def usual_way() -> Way:
    """Return the way in which grading here makes its sandbox, after making one.

    Raises
    ------
    SandboxMissing
        There is none; the message says what to do.
    """
    with Sandbox() as sandbox:
        assert sandbox.way is not None
        return sandbox.way
