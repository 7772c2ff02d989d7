"""A call that does not return is ended at home as in grading, wherever it is called and whatever it catches."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
import time

import pytest

from autograder.exercises.masters import reference
from utils.feedback import CheckFailed, check, hint, time_limit
from utils.feedback.check import CheckStopped, examine
from utils.feedback.time_limit import TimeLimit, Watch

STUBBORN = {
    "loops": "while True:\n    pass",
    "computes": "import numpy as np\nwhile True:\n    np.ones(100).sum()",
    "sleeps": "import time\ntime.sleep(1000)",
    "waits": "import threading\nthreading.Event().wait()",
    "catches Exception": "while True:\n    try:\n        1 / 0\n    except Exception:\n        continue",
    "catches everything": "while True:\n    try:\n        sum(range(1000))\n    except:\n        continue",
    "catches and logs": "while True:\n    try:\n        sum(range(1000))\n    except BaseException:\n        print()",
    "finally goes on": "while True:\n    try:\n        sum(range(1000))\n    finally:\n        continue",
    "sleeps and catches": "import time\nwhile True:\n    try:\n        time.sleep(1000)\n    except:\n        pass",
    "two deep": "while True:\n  try:\n    while True:\n      try:\n        abs(1)\n      except: pass\n  except: pass",
    "late": "import time\nstart = time.time()\nwhile time.time() < start + 0.5:\n    pass\nreturn 1",
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """A tenth of a second in place of five, and sooner without mercy."""
    monkeypatch.setattr(sys.modules["utils.feedback.check"], "CALL_SECONDS", 0.1)
    monkeypatch.setattr(time_limit, "AGAIN", 0.1)


def function(body: str):
    """Return a function of any arguments with this body."""
    scope: dict = {}
    exec("def clip(*args):\n" + "".join(f"    {line}\n" for line in body.splitlines()), scope)
    return scope["clip"]


def watched(body: str, *, seconds: float = 0.1) -> list[str]:
    """Call a function that does not return in time; return what the reader was told."""
    told: list[str] = []
    with pytest.raises(TimeLimit):
        Watch(seconds, told.append).call(function(body), [])
    return told


@pytest.mark.parametrize("name", STUBBORN)
def test_a_call_without_an_end_is_ended(name):
    """Also one that catches what ends it: the second time it is raised in whatever catches the first."""
    assert watched(STUBBORN[name]) == []


def test_a_call_that_returns_is_left_alone():
    """Its value, its exception, and a KeyboardInterrupt of the reader's come out as they are."""
    assert Watch(5, print).call(function("return args"), [1, 2]) == (1, 2)
    for name in ("ValueError", "KeyboardInterrupt"):
        with pytest.raises(BaseException, match="said") as caught:
            Watch(5, print).call(function(f"raise {name}('said')"), [])
        assert caught.type.__name__ == name


def test_the_readers_own_timer_and_handler_are_there_afterwards():
    """A timer that goes off during the call reaches the reader's own handler, and goes on counting after it."""
    rang: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rang.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        watched("while True:\n    pass", seconds=0.3)
        assert rang == [signal.SIGALRM]
        signal.setitimer(signal.ITIMER_REAL, 0.4)
        watched("while True:\n    pass")
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0 and rang == [signal.SIGALRM]
        signal.pause()
        assert len(rang) == 2
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", ["loops", "computes", "catches Exception", "late"])
def test_a_thread_that_is_not_the_main_one_is_ended_too(name):
    """Without signals, as long as it runs Python."""
    ended: list[BaseException] = []

    def work():
        try:
            watched(STUBBORN[name])
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert not thread.is_alive() and ended == []


@pytest.fixture
def stop_button():
    """Python's own handler, also where a shell has started us behind it, which ignores the stop button."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("stop_button")
def test_the_way_of_windows_ends_a_loop(monkeypatch):
    """There the only signal that a thread can raise in Python is the stop button's; a real one still stops."""
    monkeypatch.setattr(time_limit, "SIGNAL", signal.SIGINT)
    for name in ("loops", "catches everything", "catches Exception"):
        assert watched(STUBBORN[name]) == []
    stop = "import _thread\n_thread.interrupt_main()\nwhile True:\n    pass"
    with pytest.raises(KeyboardInterrupt):
        Watch(5, print).call(function(stop), [])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_without_threads_there_is_no_limit(monkeypatch):
    """In the browser none can be started; the call is made all the same."""

    def none(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none)
    assert Watch(0.01, print).call(function(STUBBORN["late"]), []) == 1
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(signal, "signal", none)
    assert Watch(0.01, print).call(function(STUBBORN["late"]), []) == 1


def test_what_cannot_be_ended_is_told(monkeypatch):
    """Code outside Python hears nothing until it is over; the reader hears of it before."""
    monkeypatch.setattr(time_limit, "GIVE_UP", 0.2)
    told: list[str] = []
    with pytest.raises(TimeLimit):
        Watch(0.05, told.append).call(time_limit_deaf, [])
    assert len(told) == 1 and "restart the kernel" in told[0]


def time_limit_deaf():
    """Hold the signal back, as a long computation in C does."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    try:
        for _ in range(50):
            with contextlib.suppress(TimeLimit):
                time.sleep(0.02)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])


def test_check_says_the_graders_sentence_and_asks_no_more_than_the_grader():
    """The first late call is asked again with more time; then all the rest counts as late."""
    calls: list[int] = []
    endless = function("calls.append(1)\nwhile True:\n    pass")
    endless.__globals__["calls"] = calls
    report = examine(endless)
    assert len(calls) == 2 and not any(verdict.passed for verdict in report.verdicts)
    assert all("did not return within" in verdict.message for verdict in report.verdicts)
    assert "did not return within 0.3 seconds" in str(report)
    with pytest.raises(CheckFailed):
        check(endless)
    hint(endless)


def test_a_function_that_is_slow_once_is_right(monkeypatch):
    """It may have been compiling: the second, longer wait is enough, and the rest is asked as usual."""
    monkeypatch.setattr(sys.modules["utils.feedback.check"], "CALL_SECONDS", 0.5)
    right, slow = reference("clip"), [0.1, 1.0]

    def clip(gradients, maxValue):
        if slow:
            time.sleep(slow.pop())
        return right(gradients, maxValue)

    assert examine(clip).passed


def test_stop_is_one_line():
    """Neither the student's code nor ours is shown, and Jupyter's next cells are not run."""
    with pytest.raises(CheckStopped, match="Stopped while clip was checked"):
        examine(function("raise KeyboardInterrupt"))
    with pytest.raises(CheckStopped):
        hint(function("raise KeyboardInterrupt"))
    done = subprocess.run([sys.executable, "-c", _IN_JUPYTER], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "Stopped while clip was checked; nothing was decided.", done.stdout + done.stderr


_IN_JUPYTER = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell()
shell.run_cell("from utils.feedback import check\\ndef clip(g, m):\\n    raise KeyboardInterrupt\\ncheck(clip)")
"""
