"""Measures what one job uses: its own time, its computing time, its memory, its processes."""

from __future__ import annotations

import bisect
import contextlib
import os
import resource
import sys
from dataclasses import dataclass, field

from . import process_tree
from .process_tree import Member

SOCKET = 320 << 10  # bytes that the kernel may hold for a local socket: an estimate, above its usual buffers
STOOD_STILL = 5.0  # seconds without computing that one look counts at most; a longer gap is the machine's
CREDIT = 1.0  # seconds of waiting that one look may leave to the next ones
BURST = 0.5  # seconds over which one looks how many processors are used at once
GREEDY = 1.3  # processors at once, from which on a job is given one alone
CROWD = 3  # processes at once, from which on it is as well
LOWEST = 19  # the kernel's lowest priority of ordinary processes
SHARING = 3  # times the limit that processes may hold together by what they share: a write makes it their own
STALE = 0.5  # seconds after which the shares of pages are asked for again in any case: a large page is one fault
PAGE = resource.getpagesize()


@dataclass(frozen=True)
class Shares:
    """What processes held when the kernel was asked for their shares of pages, which takes it long.

    Attributes
    ----------
    moment : float
        When, by `time.monotonic`.
    parts, held, faults : dict of int to int
        For each process its part of the bytes, all that it held, shared or not, and how many pages it had been given.
    """

    moment: float
    parts: dict[int, int]
    held: dict[int, int]
    faults: dict[int, int]


@dataclass
class Usage:
    """What a job has used.

    Own time is what the job's processes computed, or slept while none of them was waiting for a processor. So an answer
    that sleeps is late by the clock, one that computes by what it computed, and how busy the machine is counts for
    nothing. Nor does a time in which nobody was there to look, as when a virtual machine is stopped for a while.

    Attributes
    ----------
    root : int
        The job's first process.
    started : float
        The moment of `time.monotonic` at which it began.
    inherited : int
        Bytes that each copy of the fork server shares with it when it is born.
    limit : int
        Bytes up to which one need not know exactly how many it holds.
    lane : int
        The processor that the job gets alone when it uses more than one.
    processes : int
        How many processes and threads it may have; of a job with more nothing else is asked.
    walled : bool
        Whether it has a network of its own, so that all sockets in it are its own.
    computed, own : float
        Seconds.
    memory, number : int
        Bytes, and processes and threads, at the last look.
    """

    root: int
    started: float
    inherited: int = 0
    limit: int = 0
    lane: int = -1
    processes: int = sys.maxsize
    walled: bool = True
    computed: float = 0.0
    own: float = 0.0
    memory: int = 0
    number: int = 1
    looks: list[tuple[float, float, float]] = field(default_factory=list)  # moment, own time, computing time

    def __post_init__(self) -> None:
        self.looks.append((self.started, 0.0, 0.0))
        self._most: dict[tuple[int, int], float] = {}  # computing time of each process ever seen
        self._waited: dict[int, float] = {}
        self._credit = 0.0
        self._shares: Shares | None = None
        self._confined: set[int] = set()
        self.greedy = False

    def look(self, now: float, everybody: dict[int, Member]) -> None:
        """Look at the job's processes.

        Parameters
        ----------
        now : float
            The moment of `time.monotonic`.
        everybody : dict of int to Member
            From `autograder.sandbox.child.process_tree.processes`.
        """
        members = process_tree.descendants(everybody, self.root)
        alive = [member for member in members if member.alive]
        self.number = sum(member.threads for member in alive)
        if self.number > self.processes:
            return  # it is to be ended: while thousands are asked what they hold, they become more
        self._keep_time(now, members, alive)
        self.memory = self._measure(now, alive)
        if len(alive) > 1 or self.greedy:
            self._hold_back(alive)

    def since(self, moment: float) -> float:
        """Return the own time from a moment until the last look."""
        at = max(1, bisect.bisect(self.looks, (moment,)))
        (early, before, _), (late, after, _) = self.looks[at - 1], self.looks[min(at, len(self.looks) - 1)]
        part = (moment - early) / (late - early) if late > early else 0.0
        return self.own - before - (after - before) * min(max(part, 0.0), 1.0)

    def _keep_time(self, now: float, members: list[Member], alive: list[Member]) -> None:
        """Count computing time and own time up to now.

        A process that nobody waited for is gone with its times; so what was seen of each is kept.
        """
        self._most |= {(member.process, member.born): member.own for member in members}
        shown = sum(member.own + member.reaped for member in members)
        computed = max(self.computed, shown, sum(self._most.values()))
        last = self.looks[-1][0]
        self._credit += max((self._new_wait(member) for member in alive), default=0.0)
        lost = min(self._credit, now - last)
        self._credit = min(self._credit - lost, CREDIT)
        self.own += max(min(now - last - lost, STOOD_STILL), computed - self.computed)
        self.computed = computed
        self.looks.append((now, self.own, computed))
        early = self.looks[max(0, bisect.bisect(self.looks, (now - BURST,)) - 1)]
        rate = (computed - early[2]) / max(now - early[0], BURST)
        self.greedy = self.greedy or rate > GREEDY or len(alive) >= CROWD

    def _new_wait(self, member: Member) -> float:
        """Return for how long a thread of a process has waited for a processor since the last look, at most."""
        longest = 0.0
        for thread in process_tree.threads_of(member.process):
            waited = process_tree.waited(member.process, thread)
            longest = max(longest, waited - self._waited.get(thread, 0.0))
            self._waited[thread] = waited
        return longest

    def _measure(self, now: float, alive: list[Member]) -> int:
        """Return how many bytes the job holds, as closely as its size makes necessary."""
        held = {member.process: process_tree.anonymous(member.process) for member in alive}
        sockets = SOCKET * process_tree.local_sockets(self.root) if self.walled else 0
        most = max(0, sum(held.values()) - self.inherited) + sockets
        if len(held) < 2 or most <= self.limit or most > SHARING * self.limit:
            return most
        if self._shares is not None:
            top = max(self._shares.held.values())  # a new process was born with no more
            new = sum(max(0, size - self._shares.held.get(process, top)) for process, size in held.items())
            given = sum(max(0, member.faults - self._shares.faults.get(member.process, 0)) for member in alive)
            sure = sum(self._shares.parts.get(process, 0) for process in held) + new + sockets
            fresh = now - self._shares.moment < STALE
            if sure > self.limit or (fresh and sure + PAGE * given <= self.limit):
                return sure
        parts = {}
        for process, size in held.items():
            part = process_tree.proportional(process)
            # What has just ended has no part any more, and where the kernel does not tell, less is known.
            parts[process] = max(0, size - self.inherited) if part is None else part
        self._shares = Shares(now, parts, held, {member.process: member.faults for member in alive})
        return sum(parts.values()) + sockets

    def _hold_back(self, alive: list[Member]) -> None:
        """Let what the job started wait for everybody else, and leave the job one processor where it takes more."""
        for member in alive:
            if self.greedy:
                for thread in set(process_tree.threads_of(member.process)) - self._confined:
                    _put_last(thread, self.lane)
                    self._confined.add(thread)
            elif member.process != self.root:
                _put_last(member.process, -1)


def _put_last(thread: int, lane: int) -> None:
    """Give a thread the lowest priority, and one processor alone where one is named (Linux)."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, thread, LOWEST)
    if lane >= 0:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(thread, {lane})
