"""A student's process as the grader sees it: requests go in, plain data or a message comes out, nothing trusted."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from utils.feedback.outcome import Outcome, Problem
from utils.feedback.time_limit import late

from .channel import Channel, Closed, Late
from .check_outputs import OutputChecker
from .child.values import Bounds, TooMuch, WireError
from .deadline import GRACE, Deadline
from .exit_reasons import TOO_LATE, UNREADABLE, JobEnded, exit_reason, one_line
from .fork_client import Ended, ForkClient
from .helper_calls import run_helper
from .limits import CellResult, Limits

START_SECONDS = 30.0  # until a forked process must be there, on a busy machine
REPORTED = ("raised", "not done", "missing")  # the problems that the process may report itself


class Job:
    """A process of a student's, with the student's files in its working folder.

    Made by `autograder.sandbox.sandbox.Sandbox.job`; a context manager, at whose end nothing of the process is left.

    Parameters
    ----------
    client : ForkClient
        The fork server to start the process in.
    number : int
        The job's number, new for each.
    limits : Limits
        What it may use.
    bounds : Bounds
        How large a message may be.
    files : mapping of str to bytes
        What lies in its working folder.

    Raises
    ------
    Closed, Late, WireError
        The fork server does not answer, or the new process is not there, or not well.
    """

    def __init__(
        self, client: ForkClient, number: int, limits: Limits, bounds: Bounds, files: Mapping[str, bytes]
    ) -> None:
        self.limits = limits
        self._client = client
        self._number = number
        self._started = time.monotonic()
        self._waited = 0.0
        self._deadline: Deadline | None = None
        self._end_problem: Problem | None = None
        self._outputs = OutputChecker(limits.output_bytes + 100_000)  # the process keeps the limit itself, and may lie
        mine, theirs = socket.socketpair()
        self._channel = Channel(mine, bounds, limits.traffic_bytes, self._until)
        try:
            with theirs:
                client.start(number, theirs)
            self._write_files(files)
        except BaseException:
            self._channel.close()
            raise

    def __enter__(self) -> Job:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether it can still be asked something."""
        return self._end_problem is None

    @property
    def waited(self) -> float:
        """For how many seconds the machine had something else to do than to run it."""
        if self._end_problem is None:
            spent = self._client.spent(self._number, self._started)
            self._waited = 0.0 if spent is None else max(0.0, time.monotonic() - self._started - spent)
        return self._waited

    def run(self, cells: Sequence[str]) -> list[CellResult]:
        """Run cells one after another, as Jupyter would.

        Parameters
        ----------
        cells : sequence of str
            Their source.

        Returns
        -------
        list of CellResult
            One a cell. After a cell that ended the process (or had to be ended) the others are not run.
        """
        return [self._run(source) for source in cells]

    def call(
        self,
        function: str,
        args: Sequence[Any],
        helpers: Mapping[str, Callable] | None = None,
        timeout: float | None = None,
    ) -> Outcome:
        """Call a function that the cells defined.

        Parameters
        ----------
        function : str
            Its name.
        args : sequence
            Plain data, passed by position.
        helpers : mapping of str to callable, optional
            Functions to hand in under these names. They run here, on what the student's code gives them.
        timeout : float, optional
            Seconds of its own time for this call; by default those of the limits.

        Returns
        -------
        Outcome
            Whatever the process does: it never raises on account of it. Where there is a problem, `alive` says whether
            one may go on asking.

        Raises
        ------
        TooMuch
            The arguments are larger than a message may be.
        """
        helpers = helpers or {}
        outcome = Outcome()
        seconds = self.limits.call_seconds if timeout is None else timeout
        question = {"function": function, "args": list(args), "helpers": list(helpers)}
        try:
            deadline = self._ask({"task": "call", **question}, seconds)
            message = self._receive(deadline)
            while "helper" in message:
                self._run_helper(message, helpers, outcome, deadline)
                message = self._receive(deadline)
            self._read_answer(message, outcome, len(args), seconds)
        except JobEnded as end:
            outcome.problem = end.problem
        return outcome

    def close(self) -> None:
        """End the process and all that it started."""
        if self._end_problem is None:
            self._ended(Problem("died", "The process was ended by the grader."))

    def _write_files(self, files: Mapping[str, bytes]) -> None:
        """Write files into the working folder: the first thing that is asked, so one hears that the process is well."""
        deadline = time.monotonic() + START_SECONDS
        for batch in [{}, *({name: content} for name, content in files.items())]:
            arrays = {name: np.frombuffer(content, np.uint8) for name, content in batch.items()}
            self._channel.ask({"task": "files", "files": arrays}, deadline)
            self._channel.receive(deadline)
            self._channel.settle()

    def _run(self, source: str) -> CellResult:
        """Run one cell."""
        seconds = self.limits.cell_seconds
        if self._end_problem is not None:
            return CellResult(reason=f"It was not run. {self._end_problem.sentence}")
        try:
            message = self._receive(self._ask({"task": "run", "source": source}, seconds))
            if type(message.get("too much")) is str:
                return CellResult(reason="It showed more than is kept.")
            with self._ending():
                outputs = self._outputs.take(message.get("outputs"))
        except JobEnded as end:
            return CellResult(reason=end.problem.sentence)
        except TooMuch:
            return CellResult(reason="The cell is too long to be run.")
        late = message.get("late") is True
        reason = f"It took longer than the {seconds:g} seconds a cell may take." if late else ""
        skipped = message.get("skipped")
        skipped_reason = one_line(skipped) if type(skipped) is str and skipped else ""
        return CellResult(outputs, message.get("ok") is True and not late, reason, skipped_reason)

    def _ask(self, question: dict[str, Any], seconds: float) -> float:
        """Send a question and return the moment until which to wait for the answer, at first."""
        if self._end_problem is not None:
            raise JobEnded(Problem("died", self._end_problem.sentence))
        self._deadline = Deadline(seconds, partial(self._client.spent, self._number))
        deadline = self._deadline.until()
        with self._ending():
            self._channel.ask(question, deadline)
        return deadline

    def _until(self) -> float:
        """Return until which moment to wait on when a deadline has passed."""
        return self._deadline.until() if self._deadline else 0.0

    def _receive(self, deadline: float) -> dict[Any, Any]:
        """Wait for the next message of the process."""
        with self._ending():
            message = self._channel.receive(deadline)
            if "helper" not in message:
                self._channel.settle()
            return message

    def _run_helper(self, message: dict, helpers: Mapping[str, Callable], outcome: Outcome, deadline: float) -> None:
        """Run a helper for the process, and write the call down."""
        name, number, args, kwargs = (message.get(key) for key in ("helper", "number", "args", "kwargs"))
        if type(name) is not str or name not in helpers or type(number) is not int or number != len(outcome.calls) + 1:
            raise self._unreadable()
        if type(args) is not list or type(kwargs) is not dict or not all(type(key) is str for key in kwargs):
            raise self._unreadable()
        if len(outcome.calls) >= self.limits.helper_calls:
            problem = Problem("too much", f"{name} was called more than {self.limits.helper_calls:,} times.")
            raise self._ended(problem)
        with self._ending():
            bounds, deadline = self._channel.bounds, max(deadline, self._until())
            try:
                call, reply = run_helper(name, helpers[name], args, kwargs, bounds, deadline, self.limits.helper_bytes)
            except TooMuch:  # as it came it had fitted: numbers written by hand, shorter than we write them
                raise self._unreadable() from None
            outcome.calls.append(call)
            try:
                self._channel.send(reply, deadline)
            except TooMuch:
                self._channel.send({"error": ["ValueError", f"{name} had more to return than it can."]}, deadline)

    def _read_answer(self, message: dict, outcome: Outcome, arguments: int, seconds: float) -> None:
        """Read the last message of a call into the outcome."""
        if message.get("missing") is True:
            outcome.problem = Problem("missing", "There is no function of this name after the cells were run.")
        elif message.get("late") is True:
            outcome.problem = late(seconds)
        elif type(message.get("too much")) is str:
            outcome.problem = Problem("too much", f"The answer is too large. {one_line(message['too much'])}")
        else:
            left = message.get("arguments")
            if set(message) != {"result", "arguments", "problem"} or type(left) is not list or len(left) != arguments:
                raise self._unreadable()
            outcome.problem = self._reported(message["problem"])
            outcome.result, outcome.arguments = message["result"], left

    def _reported(self, problem: Any) -> Problem | None:
        """Return the problem that the process reports of a call."""
        if problem is None:
            return None
        if type(problem) is not list or len(problem) != 4 or [type(part) for part in problem] != [str, str, str, dict]:
            raise self._unreadable()
        if problem[0] not in REPORTED:
            raise self._unreadable()
        return Problem(problem[0], one_line(problem[1]), one_line(problem[2]), problem[3])

    @contextlib.contextmanager
    def _ending(self) -> Iterator[None]:
        """End the job at any error of the channel."""
        try:
            yield
        except WireError:
            raise self._unreadable() from None
        except Late:
            raise self._ended(Problem("timeout", TOO_LATE)) from None
        except Closed:
            raise self._gone() from None

    def _unreadable(self) -> JobEnded:
        return self._ended(Problem("unreadable", UNREADABLE))

    def _ended(self, problem: Problem) -> JobEnded:
        """End the process from here, and return what to raise."""
        self._end_problem = problem
        self._channel.close()
        self._note_waiting(self._client.end(self._number))
        return JobEnded(problem)

    def _gone(self) -> JobEnded:
        """Find out why the process hung up, and return what to raise."""
        self._channel.close()
        ended = self._client.ended(self._number, GRACE)
        late = ended or self._client.end(self._number)  # alive, or so many that their end takes a while
        self._end_problem = exit_reason(ended or (late if late and late.reason else None), self.limits)
        self._note_waiting(late)
        return JobEnded(self._end_problem)

    def _note_waiting(self, ended: Ended | None) -> None:
        """Keep how long it had to wait, now that it is over."""
        if ended is not None:
            self._waited = max(0.0, time.monotonic() - self._started - ended.seconds)
