"""Grades attacks among honest students, together where that harms nobody and alone where it does."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from autograder.exercises import EXERCISES
from benchmarks.peers.attacks import EXERCISE, Attack, answers, hand_in
from benchmarks.peers.graders import ASSIGNMENT, Peer

BEFORE, AFTER = "honest_0", "z_honest"  # attackers begin with m: peers grade in the order of the alphabet


@dataclass(frozen=True)
class Outcome:
    """What became of one attack.

    Attributes
    ----------
    mark : float or None
        What it earned; None where the grader gave no mark.
    harmed : bool
        Whether an honest neighbour has not all its points, or another file than it handed in.
    stopped : bool
        Whether the grader did not come to its end, or left the honest student behind the attack without a mark.
    """

    attack: Attack
    mark: float | None
    harmed: bool
    stopped: bool

    @property
    def earned(self) -> bool:
        """Whether it earned anything that it does not deserve."""
        return not self.attack.honest and bool(self.mark) and self.mark > 0

    @property
    def lost(self) -> bool:
        """Whether it deserves everything and did not get it."""
        return self.attack.honest and self.mark != EXERCISES[self.attack.exercise].points


def prove(peer: Peer, base: Path) -> None:
    """Hold that right answers earn everything from a peer, and wrong ones nothing; else nothing it says counts.

    Raises
    ------
    RuntimeError
        Where one does not.
    """
    every = answers(right=True) + answers(right=False)
    for outcome in _together(peer, base, every):
        whole = EXERCISES[outcome.attack.exercise].points
        if outcome.mark != (whole if outcome.attack.honest else 0) or outcome.harmed or outcome.stopped:
            raise RuntimeError(
                f"{peer.name} cannot be measured: {outcome.attack.name} earned {outcome.mark} of {whole}."
            )


def outcomes(peer: Peer, base: Path, attacks: Sequence[Attack], together: int, jobs: int) -> Iterator[Outcome]:
    """Yield the outcome of each attack, as they come.

    So many at a time share a class, and so many classes are graded at once. Where a neighbour was harmed or the batch
    stopped, each attack of the class is asked again alone, as is any that earned something.
    """
    classes = [attacks[start : start + together] for start in range(0, len(attacks), together)]
    with ThreadPoolExecutor(jobs) as pool:
        running = [pool.submit(_found, peer, base, one) for one in classes]
        for done in as_completed(running):
            yield from done.result()


def _found(peer: Peer, base: Path, attacks: Sequence[Attack]) -> list[Outcome]:
    """Grade attacks as one class, and those again alone for whom that does not settle what they did."""
    found = _together(peer, base, attacks)
    if len(attacks) == 1:
        return found
    trouble = found[0].harmed or found[0].stopped
    return [_together(peer, base, [one.attack])[0] if trouble or one.earned else one for one in found]


def _together(peer: Peer, base: Path, attacks: Sequence[Attack]) -> list[Outcome]:
    """Grade attacks as one class between two honest students."""
    neighbour = next(answer for answer in answers(right=True) if answer.exercise == EXERCISE)
    members = {BEFORE: neighbour, **{f"m_{attack.name}": attack for attack in attacks}, AFTER: neighbour}
    with tempfile.TemporaryDirectory(prefix="peers", ignore_cleanup_errors=True) as name:
        course = Path(name) / "course"
        shutil.copytree(base, course, symlinks=True)
        for student, attack in members.items():
            hand_in(attack, course / "submitted" / student / ASSIGNMENT)
        before = [_file(course, student) for student in (BEFORE, AFTER)]
        ended = peer.grade(course, {student: attack.exercise for student, attack in members.items()})
        marks = {student: peer.mark(course, student, attack.exercise) for student, attack in members.items()}
        whole = marks[BEFORE] == marks[AFTER] == EXERCISES[EXERCISE].points
        harmed = not whole or before != [_file(course, student) for student in (BEFORE, AFTER)]
    stopped = not ended or marks[AFTER] is None
    return [Outcome(attack, marks[f"m_{attack.name}"], harmed, stopped) for attack in attacks]


def _file(course: Path, student: str) -> bytes | None:
    path = course / "submitted" / student / ASSIGNMENT / f"{EXERCISE}.ipynb"
    return path.read_bytes() if path.is_file() else None
