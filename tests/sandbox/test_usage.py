"""A job's own time, its memory, and how what it starts is held back."""

from __future__ import annotations

import dataclasses
import os
import sys
import time

import psutil
import pytest

from autograder.sandbox.child import process_tree
from autograder.sandbox.child.process_tree import Member
from autograder.sandbox.child.usage import CREDIT, LOWEST, SHARING, STOOD_STILL, Usage
from autograder.sandbox.deadline import GRACE, MAX_CLOCK_RATIO, Deadline
from tests.support.sandboxes import LIMITS, descendants, outcome, result, sandbox, wait_for

MEGABYTE = 1 << 20


@pytest.fixture
def kernel(monkeypatch):
    """A job as the kernel would show it: waiting times by thread, memory by process, shares of it, sockets."""

    class Kernel:
        def __init__(self):
            self.waited, self.held, self.shares, self.sockets, self.asked = {}, {}, {}, 0, 0

        def look(self, usage: Usage, now: float, *members: Member) -> Usage:
            usage.look(now, {member.process: member for member in members})
            return usage

        def share(self, process):
            self.asked += 1
            return self.shares.get(process)

    made = Kernel()
    monkeypatch.setattr(process_tree, "threads_of", lambda process: [process])
    monkeypatch.setattr(process_tree, "waited", lambda process, thread: made.waited.get(thread, 0.0))
    monkeypatch.setattr(process_tree, "anonymous", lambda process: made.held.get(process, 0) * MEGABYTE)
    monkeypatch.setattr(process_tree, "proportional", made.share)
    monkeypatch.setattr(process_tree, "local_sockets", lambda process: made.sockets)
    return made


def member(process: int, own: float = 0.0, parent: int = 1, reaped: float = 0.0, alive: bool = True) -> Member:
    """Return a process; of those here, each is a child of the first."""
    return Member(process, 0 if process == 1 else parent, process, alive, 1, own, reaped)


def test_who_sleeps_uses_the_clock(kernel):
    """Nothing computed, nothing waited for: its own time is the clock's."""
    usage = Usage(1, 0.0)
    for step in range(1, 51):
        kernel.look(usage, 0.1 * step, member(1))
    assert usage.own == pytest.approx(5.0) and usage.computed == 0.0


def test_while_nobody_could_look_the_machine_stood_still(kernel):
    """A minute between two looks that were to be a tenth of a second apart is no minute of the answer's."""
    usage = kernel.look(Usage(1, 0.0), 0.1, member(1, own=0.1))
    kernel.look(usage, 60.0, member(1, own=0.2))
    assert usage.own == pytest.approx(0.1 + STOOD_STILL)
    kernel.look(usage, 120.0, member(1, own=30.2))
    assert usage.own == pytest.approx(30.1 + STOOD_STILL), "what was computed meanwhile counts"


def test_who_waits_for_a_processor_uses_what_it_computes(kernel):
    """The machine was busy with others for four of five seconds, in small parts or in one."""
    usage = Usage(1, 0.0)
    for step in range(1, 51):
        kernel.waited = {1: 0.08 * step}
        kernel.look(usage, 0.1 * step, member(1, own=0.02 * step))
    assert usage.own == pytest.approx(1.0)
    kernel.waited = {1: 4.0 + 0.3}
    kernel.look(usage, 5.2, member(1, own=1.0))
    assert usage.own == pytest.approx(1.0)
    kernel.look(usage, 5.4, member(1, own=1.0))
    assert usage.own == pytest.approx(1.1), "what was told late is credited once"


def test_what_many_wait_at_the_same_time_is_no_treasure(kernel):
    """Thirty processes that wait for each other leave no more credit than one second."""
    usage = Usage(1, 0.0)
    kernel.waited = dict.fromkeys(range(2, 32), 50.0)
    kernel.look(usage, 1.0, member(1), *(member(process, own=0.03) for process in range(2, 32)))
    for step in range(2, 12):
        kernel.look(usage, float(step), member(1))
    assert usage.own >= 11.0 - 1.0 - CREDIT


def test_what_all_compute_is_added_up(kernel):
    """Processes that run, those that were waited for, and those that ended without anybody's notice."""
    usage = kernel.look(Usage(1, 0.0), 1.0, member(1, own=0.5, reaped=0.25), member(2, own=1.0))
    assert usage.computed == pytest.approx(1.75)
    kernel.look(usage, 2.0, member(1, own=0.5, reaped=0.25), member(3, own=1.5))
    assert usage.computed == pytest.approx(3.0)
    assert usage.own >= usage.computed


def test_of_a_job_with_too_many_processes_nothing_else_is_asked(kernel):
    """A fork bomb grows while it is measured: its number is enough to end it."""
    usage, kernel.held = Usage(1, 0.0, limit=500 * MEGABYTE, processes=16), dict.fromkeys(range(1, 31), 65)
    for now, number in ((0.1, 16), (0.2, 30)):
        assert kernel.look(usage, now, *(member(process) for process in range(1, number + 1))).number == number
    assert kernel.asked == 16 and usage.looks[-1][0] == 0.1


def test_own_time_since_a_moment(kernel):
    """Also between two looks."""
    usage = Usage(1, 10.0)
    for now in (11.0, 12.0):
        kernel.look(usage, now, member(1))
    assert [usage.since(moment) for moment in (9.0, 10.0, 11.0, 11.5, 12.0, 13.0)] == [2.0, 2.0, 1.0, 0.5, 0.0, 0.0]


def test_memory_is_counted_by_shares_where_many_share(kernel):
    """Forked processes hold little of their own, executed ones all: only the shares tell, asked for seldom."""
    usage = Usage(1, 0.0, inherited=65 * MEGABYTE, limit=500 * MEGABYTE)
    crowd = [member(process) for process in range(1, 11)]
    kernel.held = dict.fromkeys(range(1, 11), 65)
    kernel.shares = dict.fromkeys(range(1, 11), 7 * MEGABYTE)
    assert kernel.look(usage, 1.0, *crowd).memory == 70 * MEGABYTE and kernel.asked == 10
    kernel.shares = dict.fromkeys(range(1, 11), 45 * MEGABYTE)
    assert kernel.look(usage, 1.1, *crowd).memory == 70 * MEGABYTE and kernel.asked == 10, "nothing has happened"
    faulted = [dataclasses.replace(process, faults=15_000) for process in crowd]
    assert kernel.look(usage, 1.2, *faulted).memory == 450 * MEGABYTE and kernel.asked == 20, "copies were made"
    kernel.shares = dict.fromkeys(range(1, 11), 7 * MEGABYTE)
    assert kernel.look(usage, 3.0, *faulted).memory == 70 * MEGABYTE and kernel.asked == 30, "it was long ago"
    kernel.held = dict.fromkeys(range(1, 11), 20)
    assert kernel.look(usage, 4.0, *crowd).memory == 135 * MEGABYTE and kernel.asked == 30, "little is not looked into"


def test_new_memory_needs_no_shares(kernel):
    """What a process holds beyond what it, or whoever it was forked from, held before is its own."""
    usage = Usage(1, 0.0, limit=500 * MEGABYTE)
    kernel.held, kernel.shares = dict.fromkeys(range(1, 11), 65), dict.fromkeys(range(1, 11), 7 * MEGABYTE)
    kernel.look(usage, 1.0, *(member(process) for process in range(1, 11)))
    kernel.held = {**dict.fromkeys(range(1, 11), 100), 11: 165}
    assert kernel.look(usage, 1.1, *(member(process) for process in range(1, 12))).memory == (70 + 350 + 100) * MEGABYTE
    assert kernel.asked == 10
    assert kernel.look(usage, 1.2, *(member(process) for process in (*range(1, 9), 11))).memory == 436 * MEGABYTE


def test_what_processes_could_make_their_own_is_bounded_too(kernel):
    """A copy is made by a write, faster than shares are counted."""
    usage = Usage(1, 0.0, limit=500 * MEGABYTE)
    kernel.held, kernel.shares = dict.fromkeys(range(1, 11), 400), dict.fromkeys(range(1, 11), 40 * MEGABYTE)
    memory = kernel.look(usage, 1.0, *(member(process) for process in range(1, 11))).memory
    assert memory > SHARING * usage.limit


def test_sockets_are_counted_as_if_full(kernel):
    """Whether anybody holds them or not; without walls they are the whole system's, and count for nothing."""
    kernel.sockets = 1000
    assert kernel.look(Usage(1, 0.0), 1.0, member(1)).memory > 300 * MEGABYTE
    assert kernel.look(Usage(1, 0.0, walled=False), 1.0, member(1)).memory == 0


class Told:
    """Answers how much was used, as the fork server would, and counts interruptions."""

    def __init__(self, share: float | None) -> None:
        self.share, self.interrupted = share, 0

    def __call__(self, moment: float, interrupt: bool) -> float | None:
        self.interrupted += interrupt
        return None if self.share is None else self.share * (time.monotonic() - moment)


@pytest.mark.parametrize(("share", "seconds"), [(1.0, 10.0), (None, 10.0), (0.5, 20.0), (0.0, 10.0 * MAX_CLOCK_RATIO)])
def test_patience_ends_by_own_time_and_far_off_by_the_clock(monkeypatch, share, seconds):
    """It interrupts once, and then leaves some time to answer."""
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    told = Told(share)
    patience = Deadline(10.0, told)
    interrupted = 0.0
    while (until := patience.until()) > clock[0]:
        clock[0] = until
        interrupted = interrupted or (told.interrupted and clock[0])
    assert told.interrupted == 1
    pace = max(1 / MAX_CLOCK_RATIO, 1.0 if share is None else share)
    assert clock[0] - 100.0 == pytest.approx(seconds + GRACE / pace, abs=0.2)


BURN = "import time\nwhile True:\n    pass"
COMPUTES = "def f():\n    t = time.process_time()\n    while time.process_time() - t < 1.5:\n        pass\n    return 1"


@pytest.mark.slow
def test_a_slow_answer_is_no_later_on_a_busy_machine():
    """With three others on its processor it takes four times as long by the clock, and twice the time that it may."""
    processor = min(os.sched_getaffinity(0))
    others: list[psutil.Popen] = []
    with sandbox() as made, made.job() as notebook:
        notebook.run([f"import time\n{COMPUTES}"])
        job = descendants()[-1]
        job.cpu_affinity([processor])
        try:
            for _ in range(3):
                others.append(psutil.Popen([sys.executable, "-S", "-c", BURN]))
                others[-1].cpu_affinity([processor])
            assert notebook.call("f", [], timeout=3).result == 1
        finally:
            for other in others:
                other.kill()
                other.wait()


def test_what_a_job_starts_comes_last_and_takes_one_processor():
    """Eight processes that compute in sessions of their own; the processes of another job are left alone."""
    code = f"import os\nfor _ in range(8):\n    if os.fork() == 0:\n        os.setsid()\n        exec({BURN!r})"
    with sandbox() as made, made.job() as quiet:
        quiet.run(["1"])
        before = {process.pid for process in descendants()}
        with made.job() as notebook:
            notebook.run([code])

            def held_back() -> bool:
                job = [process for process in descendants() if process.pid not in before]
                places = {tuple(process.cpu_affinity()) for process in job}
                return len(job) == 9 and len(places) == 1 and all(process.nice() == LOWEST for process in job)

            assert wait_for(held_back)
            others = [process for process in descendants() if process.pid in before]
            assert all(process.nice() < LOWEST for process in others)
            assert all(set(process.cpu_affinity()) == os.sched_getaffinity(0) for process in others)


TOGETHER = """
def f():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in range(6):
        if os.fork() == 0:
            while True:
                pass
    time.sleep(100)
"""


def test_the_computing_time_of_all_processes_is_limited_together():
    """Each has computed for less than the limit, all of them for more."""
    with sandbox(limits=dataclasses.replace(LIMITS, cpu_seconds=2)) as made:
        said = outcome(made, TOGETHER, timeout=50)
    assert said.problem.kind == "too much" and "computed for longer than the 2 seconds" in said.problem.sentence


HIDDEN = {
    "programs of their own": """
def f():
    program = "kept = bytearray(b'x' * (56 << 20)); import time; time.sleep(20)"
    kept = [subprocess.Popen([sys.executable, "-S", "-E", "-c", program]) for _ in range(8)]
    time.sleep(20)
""",
    "connections that nobody accepts": """
def f():
    kept = []
    for name in range(60):
        kept.append(socket.socket(socket.AF_UNIX))
        kept[-1].bind(f"\\0{name}")
        kept[-1].listen(128)
        for _ in range(120):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(f"\\0{name}")
                client.setblocking(False)
                try:
                    client.send(b"x" * 200_000)
                except OSError:
                    pass
    time.sleep(20)
""",
}


@pytest.mark.parametrize("what", HIDDEN)
def test_memory_that_no_simple_sum_shows_is_counted(what):
    """What is not the students' by a fork, and what the kernel holds for them."""
    with sandbox() as made:
        said = outcome(made, HIDDEN[what], timeout=30)
    assert said.problem is not None and "more memory than the 300 MB" in said.problem.sentence, said


def test_an_honest_pool_may_share_what_it_has():
    """Four processes that read 100 MB which one of them made hold them once."""
    code = """
import numpy as np
from multiprocessing import get_context
def f():
    global kept, part
    kept = np.ones(13 << 20)
    def part(number):
        time.sleep(0.5)
        return float(kept[number::4].sum())
    with get_context("fork").Pool(4) as pool:
        return sum(pool.map(part, range(4))) / (13 << 20)
"""
    with sandbox() as made:
        assert result(made, code) == 1.0
