"""The loop of one student's process: writes files, runs cells, calls functions, and answers with plain data."""

from __future__ import annotations

import builtins
import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from IPython.core.interactiveshell import ExecutionResult

from utils.feedback.observe import observe

from .channel import ChildChannel
from .own_modules import import_from
from .resume import Resume
from .shell import Shell
from .values import TooMuch, clean, is_key

ALARM_SECONDS = 0.5  # seconds until a time limit that was caught is announced again


class TimeLimit(BaseException):
    """The time for a cell or a call is over."""


class Worker:
    """Answers the grader's questions, one after another.

    Parameters
    ----------
    channel : ChildChannel
        The connection to the grader.
    shell : Shell
        Where the cells run.
    """

    def __init__(self, channel: ChildChannel, shell: Shell) -> None:
        self.channel = channel
        self.shell = shell
        self.limiter = TimeLimiter()
        self.resume = Resume(shell)
        shell.interrupted = self.limiter.stop

    def serve(self) -> None:
        """Answer until nobody asks any more."""
        import_from(os.getcwd())
        tasks = {"files": self.files, "run": self.run, "call": self.call}
        while True:
            question = self.channel.listen()
            answer = tasks[question["task"]](question)
            try:
                self.channel.send(answer)
            except TooMuch as error:
                self.channel.send({"too much": str(error)})

    def files(self, question: dict[str, Any]) -> dict[str, Any]:
        """Write files into the working folder."""
        for name, content in question["files"].items():
            Path(name).write_bytes(content.tobytes())
        return {}

    def run(self, question: dict[str, Any]) -> dict[str, Any]:
        """Run one cell."""
        self.limiter.reset()
        ended: list[ExecutionResult] = []
        self._timed(lambda: ended.append(self.shell.run(question["source"])))
        ok, skipped = bool(ended and ended[0].success), ""
        if ended and not ok and not self.limiter.late:
            skipped = self._skip(question["source"], ended[0].error_in_exec)
        return {"outputs": self.shell.recorder.take(), "ok": ok, "late": self.limiter.late, "skipped": skipped}

    def _skip(self, source: str, error: BaseException | None) -> str:
        """Run the rest of a cell that only this machine stopped; return what stopped it, nothing where it is over."""
        errors = [output for output in self.shell.recorder.outputs if output["output_type"] == "error"]
        answers: list[bool] = []
        self._timed(lambda: answers.append(self.resume.after(source, error)))
        excused = more = answers == [True]
        while more and not self.limiter.late:
            answers.clear()
            self._timed(lambda: answers.append(self.resume.step()))
            more = answers != [False]  # nothing: it raised, and has gone on to the next
        return f"{errors[-1]['ename']}: {errors[-1]['evalue']}" if excused and errors else ""

    def _timed(self, step: Callable[[], None]) -> None:
        """Run a part of a cell under the time limit."""
        try:
            self.limiter.start()
            step()
        except BaseException:
            self.shell.showtraceback()
        finally:
            self.limiter.stop()

    def call(self, question: dict[str, Any]) -> dict[str, Any]:
        """Call one of the student's functions and tell what it did."""
        function = self.shell.user_ns.get(question["function"], None)
        if question["function"] not in self.shell.user_ns:
            return {"missing": True}
        helpers = Helpers(self.channel, self.limiter)
        given = {name: helpers.named(name) for name in question["helpers"]}
        self.shell.recorder.muted = True
        self.limiter.reset()
        self.limiter.start()
        try:
            with self.shell.builtin_trap:
                outcome = self.shell.within_loop(lambda: observe(function, question["args"], given))
        except TimeLimit:
            return {"late": True}
        except BaseException as error:  # KeyboardInterrupt, say, or an exception whose message raises another
            said = ["raised", f"Your function raised {clean(type(error).__name__)}.", "", {}]
            return {"result": None, "arguments": question["args"], "problem": said}
        finally:
            self.limiter.stop()
            helpers.close()
            self.shell.recorder.muted = False
        if self.limiter.late:
            return {"late": True}
        problem = None
        if outcome.problem:
            problem = [outcome.problem.kind, outcome.problem.sentence, outcome.problem.line, outcome.problem.facts]
        if problem and (reason := self.resume.reason_for(str(problem[1]))):
            problem[1] = reason
        return {"result": outcome.result, "arguments": outcome.arguments, "problem": problem}


class TimeLimiter:
    """Raises `TimeLimit` in the student's code when the fork server interrupts it, and again where it is caught."""

    def __init__(self) -> None:
        self.late = False
        self._armed = False
        self._held = False

    def reset(self) -> None:
        """Begin a new time limit."""
        self.late = False
        signal.signal(signal.SIGALRM, self._on_alarm)

    def start(self) -> None:
        """Raise `TimeLimit` at an alarm from now on."""
        self._armed = True

    def stop(self) -> None:
        """Raise at an alarm no more."""
        self._armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Delay `TimeLimit` while a message is sent or received: half a message would break the protocol."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self.late and self._armed:
            raise TimeLimit

    def _on_alarm(self, number: int, frame: FrameType | None) -> None:
        self.late = True
        if self._armed:
            signal.setitimer(signal.ITIMER_REAL, ALARM_SECONDS, ALARM_SECONDS)
            if not self._held:
                raise TimeLimit


class Helpers:
    """Stand-ins for the functions that the grader hands in: they ask the grader, who has the real ones.

    Parameters
    ----------
    channel : ChildChannel
        The connection to the grader.
    limiter : TimeLimiter
        Held while a request is sent and answered.
    """

    def __init__(self, channel: ChildChannel, limiter: TimeLimiter) -> None:
        self._channel = channel
        self._limiter = limiter
        self._open = True
        self._count = 0

    def close(self) -> None:
        """Refuse further calls: the student's function has returned."""
        self._open = False

    def named(self, name: str) -> Callable:
        """Return the stand-in for one function."""

        def helper(*args: Any, **kwargs: Any) -> Any:
            with self._channel.lock, self._limiter.held():
                return self._ask(name, args, kwargs)

        helper.__name__ = helper.__qualname__ = name
        return helper

    def _ask(self, name: str, args: tuple, kwargs: dict[str, Any]) -> Any:
        if not self._open:
            raise RuntimeError(f"{name} was called after your function had returned.")
        question = {"helper": name, "number": self._count + 1, "args": list(args), "kwargs": kwargs}
        try:
            self._channel.send(question)
        except TooMuch as error:
            raise ValueError(f"{name} was given more than it can take. {error}") from None
        self._count += 1
        answer = self._channel.receive()
        if answer["error"]:
            raise _exception(*answer["error"])
        values = [*args, *kwargs.values()]
        for index, left in answer["changed"]:
            write_back(values[index], left)
        return answer["result"] if answer["same"] < 0 else values[answer["same"]]


def _exception(name: str, sentence: str) -> Exception:
    """Return the exception that a helper raised, of the same built-in kind where there is one."""
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        with contextlib.suppress(TypeError):
            return kind(sentence)
    return RuntimeError(sentence)


def write_back(value: Any, left: Any) -> bool:
    """Make an object what a helper left it as, in place, as if the helper had worked on it here.

    Parameters
    ----------
    value : ndarray, dict, list or anything
        The student's own object.
    left : object
        What it is to be.

    Returns
    -------
    bool
        Whether it could be done in place.
    """
    if isinstance(value, np.ndarray) and isinstance(left, np.ndarray) and value.shape == left.shape:
        np.copyto(value, left, casting="unsafe")
    elif isinstance(value, dict) and isinstance(left, dict):
        for key in [key for key in value if key not in left and is_key(key)]:
            del value[key]
        for key, part in left.items():
            if key not in value or not write_back(value[key], part):
                value[key] = part
    elif isinstance(value, list) and isinstance(left, list):
        if len(value) != len(left):
            value[:] = left
        for index, part in enumerate(left):
            if not write_back(value[index], part):
                value[index] = part
    else:
        return False
    return True
