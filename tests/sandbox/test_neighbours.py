"""Attacks on the machine's time and memory beside a slow right answer, with two workers: it keeps its points."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.test_hostile import grade
from tests.support import hostile_bank

pytestmark = pytest.mark.slow
ATTACKS = ("burns_in_children", "burns_in_children_that_nobody_counts", "burns_in_threads", "all_at_once")
SLOW = "slow_but_right"


def test_a_slow_right_answer_keeps_its_points_beside_each_attack(tmp_path):
    """Each attack is graded while the other worker grades a right answer of 1.2 seconds of computing a call."""
    bank = {cell.name: cell for cell in hostile_bank.cells()}
    for number, attack in enumerate(ATTACKS):
        for name, cell in ((f"{number}_a", attack), (f"{number}_b", SLOW)):
            folder = tmp_path / "class" / name / "dinosaur_island"
            folder.mkdir(parents=True)
            hostile_bank.write_cell(bank[cell], folder)
    result = grade(tmp_path / "class", tmp_path / "out", "--jobs", "2")
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    grades = json.loads((tmp_path / "out" / "grades.json").read_text(encoding="utf-8"))
    scores = {student: grades[student]["clip"]["score"] for student in grades}
    most = grades["0_b"]["clip"]["max"]
    assert scores == {f"{n}_{kind}": most * (kind == "b") for n in range(len(ATTACKS)) for kind in "ab"}
