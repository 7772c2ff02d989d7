"""Runs a student's cells as Jupyter would: magics, figures, the last line's value, and no error stops the next cell."""

from __future__ import annotations

import asyncio
import builtins
import inspect
import linecache
import os
import site
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.utils.text import LSString, SList
from traitlets import Type
from traitlets.config import Config

from utils.feedback.packages import absent
from utils.notebooks import code_of

from .outputs import Recorder, Stream

MAX_FRAMES = 8  # of a traceback that are shown
MAX_MESSAGE_CHARS = 2000  # characters of a message that are shown


class Results(DisplayHook):
    """Turns the value of a cell's last line into an output."""

    shell: Shell

    def write_output_prompt(self) -> None:
        """Print nothing: the output carries its number."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        """Keep the value's representations."""
        self.shell.recorder.data("execute_result", format_dict, execution_count=self.prompt_count)

    def finish_displayhook(self) -> None:
        """Print nothing here either."""
        self._is_active = False


class Displays(DisplayPublisher):
    """Turns what a cell displays into outputs."""

    shell: Shell

    def publish(
        self, data: dict, metadata: Any = None, *_: Any, transient: Any = None, update: bool = False, **__: Any
    ) -> None:
        """Keep what is displayed, or put it in the place of what was displayed under the same name before."""
        name = (transient or {}).get("display_id")
        if update and name in self.shell.displayed:
            self.shell.displayed[name]["data"] = {key: value for key, value in data.items() if type(value) is str}
        elif (kept := self.shell.recorder.data("display_data", data)) and name is not None:
            self.shell.displayed[name] = kept

    def clear_output(self, wait: bool = False) -> None:
        """Take away what the cell has shown so far."""
        self.shell.recorder.outputs.clear()


class Shell(InteractiveShell):
    """IPython without a terminal and without a kernel: what it would show is kept as notebook outputs."""

    displayhook_class = Type(Results)
    display_pub_class = Type(Displays)

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.displayed: dict[str, dict[str, Any]] = {}
        self.interrupted: Callable[[], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        # Tracebacks are made here (below); IPython's own cost 30 ms each, and it makes one even for its history.
        config = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"xmode": "Minimal"}})
        super().__init__(config=config, ipython_dir=os.environ.get("IPYTHONDIR", "/tmp/ipython"))
        for kind in (InteractiveShell, Shell):
            kind._instance = self  # type: ignore[assignment]

    def init_virtualenv(self) -> None:
        """Leave the path as it is."""

    def enable_gui(self, gui: str | None = None) -> None:
        """Figures need no window."""

    def enable_matplotlib(self, gui: str | None = None) -> Any:
        """Draw into the notebook, whichever window was asked for."""
        return super().enable_matplotlib("inline")

    def safe_execfile_ipy(self, fname: Any, shell_futures: bool = False, raise_exceptions: bool = False) -> None:
        """Run another notebook (``%run other.ipynb``), read as all notebooks are here: IPython's way needs nbformat."""
        if str(fname).endswith(".ipynb"):
            sources = code_of(Path(fname).read_bytes())
        else:
            sources = [Path(fname).read_text(encoding="utf-8")]
        for source in sources:
            result = self.run_cell(source, silent=True, shell_futures=shell_futures)
            if raise_exceptions:
                result.raise_error()
            elif not result.success:
                break

    def ask_exit(self) -> None:
        """Let ``exit`` and ``quit`` end the cell alone."""

    def system(self, cmd: str) -> None:
        """Run a shell command (``!ls``) and keep what it prints."""
        done = self._command(cmd, 1)
        self.user_ns["_exit_code"] = done.returncode
        sys.stdout.write(done.stdout.decode("utf-8", "replace"))
        sys.stderr.write(done.stderr.decode("utf-8", "replace"))

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Run a shell command and return what it prints; the output of ``files = !ls``."""
        done = self._command(cmd, depth + 1)
        text = (done.stdout + done.stderr).decode("utf-8", "replace")
        return SList(text.splitlines()) if split else LSString(text)

    def _command(self, cmd: str, depth: int) -> subprocess.CompletedProcess:
        """Run a shell command, with the variables of the cell ``depth`` frames above our caller filled in."""
        line = self.var_expand(cmd, depth=depth + 1)
        return subprocess.run(line, shell=True, stdin=subprocess.DEVNULL, capture_output=True)

    def showtraceback(self, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
        """Keep an exception as an output, with the student's own lines of the traceback."""
        if self.interrupted is not None:
            self.interrupted()
        kind, error, trace = exc_tuple if exc_tuple and exc_tuple[0] else sys.exc_info()
        if kind is not None:
            name, text = _clip(kind.__name__), _clip(absent(error) or _words(error))
            self.recorder.error(name, text, _rendered(error) or [*_own_lines(trace), f"{name}: {text}"])

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        """Keep a syntax error as an output, with the line and the place in it."""
        error = sys.exc_info()[1]
        line = _clip((getattr(error, "text", "") or "").rstrip("\n"))
        mark = " " * (max(getattr(error, "offset", 1) or 1, 1) - 1) + "^"
        name, text = type(error).__name__, _clip(str(getattr(error, "msg", error)))
        place = f"line {getattr(error, 'lineno', '?')}"
        self.recorder.error(name, text, [place, line, mark[:MAX_MESSAGE_CHARS], f"{name}: {text}"])

    def run(self, source: str) -> ExecutionResult:
        """Run one cell and tell how it ended."""
        return self.within_loop(lambda: self._cell(source))

    def within_loop(self, step: Callable[[], Any]) -> Any:
        """Do something while the event loop runs that all cells share, as in Jupyter; what can be awaited is awaited.

        Parameters
        ----------
        step : callable
            Called without arguments.

        Returns
        -------
        object
            What it returned.
        """
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)

        async def inside() -> Any:
            result = step()
            return await result if inspect.iscoroutine(result) else result

        task = self._loop.create_task(inside())
        try:
            return self._loop.run_until_complete(task)
        except BaseException:
            task.cancel()  # where the time was over while it waited, it would go on with the next cell
            raise

    def end_loop(self) -> None:
        """Forget the event loop: a copy of this process may not share it."""
        if self._loop is not None:
            self._loop.close()
            self._loop = None
            asyncio.set_event_loop(None)

    async def _cell(self, source: str) -> ExecutionResult:
        """Run one cell, which may await something, as Jupyter's kernel does."""
        trouble = None
        try:
            code = self.transform_cell(source)
        except Exception:
            code, trouble = source, sys.exc_info()
        if not self.should_run_async(source, transformed_cell=code, preprocessing_exc_tuple=trouble):
            return self.run_cell(source, store_history=True)
        result = None
        try:
            result = await self.run_cell_async(
                source, store_history=True, transformed_cell=code, preprocessing_exc_tuple=trouble
            )
        finally:
            self.events.trigger("post_execute")
            self.events.trigger("post_run_cell", result)
        return result


def _clip(text: str) -> str:
    return text if len(text) <= MAX_MESSAGE_CHARS else text[:MAX_MESSAGE_CHARS] + " ..."


def _words(error: BaseException | None) -> str:
    """Return an exception's message, which is the student's code and may fail itself."""
    try:
        return str(error)
    except Exception:
        return "(its message cannot be shown)"


def _rendered(error: Any) -> list[str]:
    """Return what an exception wants to be shown as, where it has a wish (those of our own checks do)."""
    try:
        return [_clip(str(line)) for line in error._render_traceback_()][:MAX_FRAMES]
    except Exception:
        return []


def _own_lines(trace: TracebackType | None) -> list[str]:
    """Return the lines of a traceback that stand in cells, the deepest last."""
    lines = []
    while trace is not None:
        place = trace.tb_frame.f_code
        if place.co_filename.startswith("<ipython-input") or "ipykernel" in place.co_filename:
            text = linecache.getline(place.co_filename, trace.tb_lineno).strip()
            within = "" if place.co_name == "<module>" else f", in {place.co_name}"
            lines.append(_clip(f"line {trace.tb_lineno}{within}: {text}"))
        trace = trace.tb_next
    return lines if len(lines) <= MAX_FRAMES else [*lines[: MAX_FRAMES // 2], "...", *lines[-MAX_FRAMES // 2 :]]


def no_input(prompt: object = "") -> str:
    """Refuse to ask: nobody sits before the machine that grades."""
    raise RuntimeError("input() cannot be used here: nobody is there to answer while the notebook is graded.")


def prepare(max_chars: int) -> Shell:
    """Make the shell, load what notebooks load, and use all of it once, so that the copies made later start warm.

    Parameters
    ----------
    max_chars : int
        Characters of outputs that are kept of one notebook.

    Returns
    -------
    Shell
        With an empty namespace.
    """
    shell = Shell(Recorder(max_chars))
    sys.stdout, sys.stderr = Stream(shell.recorder, "stdout"), Stream(shell.recorder, "stderr")
    builtins.input = no_input
    site.sethelper()  # "help", which is missing where Python starts without its site
    for line in _WARM_UP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shell.run(line)
    shell.reset()
    shell.end_loop()
    shell.recorder = Recorder(max_chars)
    sys.stdout, sys.stderr = Stream(shell.recorder, "stdout"), Stream(shell.recorder, "stderr")
    linecache.clearcache()
    return shell


_WARM_UP = (
    "import numpy as np, numpy.linalg, numpy.random, numpy.testing\nnp.random.seed(0)\nnp.random.choice(2, p=[0, 1])",
    "import random, re, math, collections, itertools, functools, copy, time, json, warnings",
    "from utils import *\nfrom utils.feedback import check, hint\nfrom utils.answers import load_answer",
    "import tqdm.auto",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.title('a')\nplt.show()",
    "plt.rcdefaults()\nplt.close('all')",
    "{'a': [1.5]}",
    "1 / 0",
    "import a_package_that_is_not_there",  # which are there is found out once, and not in a student's time
    "def broken(:",
)
