"""The bank of attacks as the peers get it: the same files, without the figures, which cost time and prove nothing."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.demo.demo import solution
from tests.support import classroom, hostile_bank
from tests.support.costly_files import COSTLY
from tests.support.damaged_files import EXERCISE, MENDED, save
from tests.support.worthless_files import WORTHLESS

ROOT = Path(__file__).parents[2]
# They fill memory that no limit of a process counts: where the grader sets no bound they would take the machine's.
LEFT_OUT = ("memory_and_time",)


@dataclass(frozen=True)
class Attack:
    """One submission of the bank: its name, class and exercise, what writes it, whether it deserves full marks."""

    name: str
    kind: str
    exercise: str
    write: Callable[[Path], object]
    honest: bool = False


def bank() -> list[Attack]:
    """Return every attack of the bank but those of the classes left out, with the damaged and the costly files."""
    found = [
        Attack(
            cell.name,
            cell.kind,
            cell.exercise,
            lambda folder, cell=cell: hostile_bank.write_cell(cell, folder),
            cell.place == "honest",
        )
        for cell in hostile_bank.cells()
        if cell.kind not in LEFT_OUT
    ]
    files = (
        ("damaged, answer right", MENDED, True),
        ("damaged, answer wrong", WORTHLESS, False),
        ("costly", COSTLY, True),
    )
    return found + [
        Attack(name, kind, EXERCISE, write, earns) for kind, all_of, earns in files for name, write in all_of.items()
    ]


def answers(right: bool) -> list[Attack]:
    """Return a submission of each exercise that holds the master's answer, or one that is worth nothing."""
    made = []
    for exercise, wrong in hostile_bank.WRONG_ANSWERS.items():
        code = solution(exercise) if right else wrong
        name = f"{'right' if right else 'wrong'}_{exercise}"
        made.append(
            Attack(name, "answers", exercise, lambda folder, e=exercise, code=code: _hand_in(folder, e, code), right)
        )
    return made


def drawn(attacks: Iterable[Attack], share: float, seed: int) -> list[Attack]:
    """Return a random share of each class (rounded up), in the order of the bank; a larger one holds the smaller."""
    classes = defaultdict(list)
    for attack in attacks:
        classes[attack.kind].append(attack)
    kept = []
    for kind, members in classes.items():
        order = list(range(len(members)))
        random.Random(f"{seed} {kind}").shuffle(order)
        chosen = set(order[: -int(-len(members) * share // 1)])
        kept += [attack for number, attack in enumerate(members) if number in chosen]
    return kept


def hand_in(attack: Attack, folder: Path) -> None:
    """Write an attack into a student's folder, and take the course's figures out where it is still a notebook."""
    folder.mkdir(parents=True)
    attack.write(folder)
    path = folder / f"{attack.exercise}.ipynb"
    if path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 20:
        path.write_bytes(without_figures(path.read_bytes()))


def without_figures(data: bytes) -> bytes:
    """Return a notebook without the cells that draw; any other bytes as they are."""
    try:
        notebook = json.loads(data)
        kept = [
            cell for cell in notebook["cells"] if not cell["metadata"].get("dinosaur_island", {}).get("demonstration")
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return data
    if len(kept) == len(notebook["cells"]):
        return data
    return json.dumps({**notebook, "cells": kept}).encode("utf-8")


def _hand_in(folder: Path, exercise: str, code: str) -> None:
    save(folder, classroom.notebook(exercise, code))
    (folder / f"{EXERCISE}.ipynb").rename(folder / f"{exercise}.ipynb")
