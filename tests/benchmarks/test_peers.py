"""The bench of other graders cannot measure nothing: peers are proved first, attacks all counted, culprits found."""

from __future__ import annotations

import json
import sqlite3
import sys
import types
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.peers import measure, table, walls
from benchmarks.peers.attacks import Attack, answers, bank, drawn, hand_in
from benchmarks.peers.graders import PEERS, Nbgrader, Otter, Peer, otter_tests
from tests.support import classroom, hostile_bank
from tests.support.damaged_files import RIGHT, WRONG, answer_cell, check_cell, save


class FakePeer(Peer):
    """A grader that believes its own table and can be harmed by a submission of a certain name."""

    name = "fake"

    def __init__(self, earned=None, harmful=frozenset(), stopping=frozenset()):
        self.earned, self.harmful, self.stopping, self.classes = earned or {}, harmful, stopping, []

    def grade(self, folder, exercises):
        names = {student.removeprefix("m_") for student in exercises}
        self.classes.append(names - {measure.BEFORE, measure.AFTER})
        self.unfair = bool(names & self.harmful)
        return not names & self.stopping

    def mark(self, folder, student, exercise):
        name = student.removeprefix("m_")
        if student in (measure.BEFORE, measure.AFTER):
            return 0.0 if self.unfair and student == measure.BEFORE else 10.0
        right = {f"right_{answer.exercise}": answer_points(answer) for answer in answers(right=True)}
        return {**right, **self.earned}.get(name, 0.0)

    def _write_course(self, folder): ...

    def _command(self, folder, exercises): ...


def answer_points(attack: Attack) -> float:
    """Return what an exercise is worth."""
    return float(measure.EXERCISES[attack.exercise].points)


def attacks(*names: str, honest: bool = False) -> list[Attack]:
    """Return attacks that hand in a wrong ``clip``."""
    write = lambda folder: save(folder, classroom.notebook("clip", WRONG))  # noqa: E731
    return [Attack(name, "kind", "clip", write, honest) for name in names]


@pytest.fixture
def base(tmp_path) -> Path:
    """A course with nothing in it."""
    (tmp_path / "base").mkdir()
    return tmp_path / "base"


def test_a_fair_peer_is_measured(base):
    """Right answers earn everything, wrong ones nothing, and so it may be measured."""
    measure.prove(FakePeer(), base)


@pytest.mark.parametrize(
    "earned", [{"wrong_clip": 10.0}, {"wrong_sample": 1.0}, {"right_model": 0.0}, {"right_clip": None}]
)
def test_a_peer_that_judges_wrongly_is_not_measured(base, earned):
    """A peer for which a right answer is worth less, or a wrong one more, says nothing about attacks."""
    with pytest.raises(RuntimeError, match="cannot be measured"):
        measure.prove(FakePeer(earned), base)


def test_the_attack_that_did_harm_is_found_among_those_that_did_not(base):
    """Of a class in which a neighbour lost points, halves are graded again until it is known whose doing it was."""
    peer = FakePeer({"c": 3.0}, harmful={"b"}, stopping={"f"})
    found = list(measure.outcomes(peer, base, attacks("a", "b", "c", "d", "e", "f"), 4, 1))
    assert [one.attack.name for one in found] == ["a", "b", "c", "d", "e", "f"]
    assert [one.attack.name for one in found if one.harmed] == ["b"]
    assert [one.attack.name for one in found if one.stopped] == ["f"]
    assert [one.attack.name for one in found if one.earned] == ["c"]
    assert {"c"} in peer.classes, "what earned a mark is asked again alone"


def test_a_neighbours_file_that_was_changed_is_harm(base):
    """A neighbour may keep its points and still have another file than it handed in."""
    peer = FakePeer()
    grade = peer.grade

    def overwrite(folder, exercises):
        (folder / "submitted" / measure.AFTER / "dinosaur_island" / "clip.ipynb").write_text("{}")
        return grade(folder, exercises)

    peer.grade = overwrite
    assert [one.harmed for one in measure.outcomes(peer, base, attacks("a"), 1, 1)] == [True]


def test_every_attack_of_the_bank_is_counted(tmp_path):
    """The table counts as many attacks as the bank of our own test holds, but for the one class that is left out."""
    left = {cell.name for cell in hostile_bank.cells() if cell.kind in ("memory_and_time",)}
    students = {
        name: student for name, student in hostile_bank.write_class(tmp_path, neighbours=0).items() if name not in left
    }
    whole = bank()
    assert sorted(attack.name for attack in whole) == sorted(students)
    assert all(students[attack.name] == (attack.exercise, attack.honest) for attack in whole)
    rows = [table.row(measure.Outcome(attack, 10.0, harmed=False, stopped=False)) for attack in whole]
    wrong = sum(not earns for _, earns in students.values())
    last = table.markdown({"fake": {"version": "1", "rows": rows}}).splitlines()[-1]
    cells = [f"{wrong} of {wrong}", f"0 of {len(students) - wrong}", f"0 of {len(students)}", f"0 of {len(students)}"]
    assert last == f"| all | {len(students)} | {' | '.join(cells)} |"


def test_peers_with_other_attacks_are_not_put_into_one_table():
    """Counts stand side by side only where they are of the same attacks."""
    one, other = ([table.row(measure.Outcome(attacks(name)[0], 0.0, False, False))] for name in "ab")
    with pytest.raises(ValueError, match="same attacks"):
        table.markdown({"x": {"version": "1", "rows": one}, "y": {"version": "1", "rows": other}})


def test_a_share_is_drawn_from_each_class_by_its_seed():
    """Half of the bank is half of each class, rounded up, the same for the same seed."""
    whole, half = bank(), drawn(bank(), 0.5, 1)
    for kind in {attack.kind for attack in whole}:
        of = [sum(attack.kind == kind for attack in some) for some in (whole, half)]
        assert of[1] == -(-of[0] // 2)
    assert [a.name for a in half] == [a.name for a in drawn(bank(), 0.5, 1)] != [a.name for a in drawn(bank(), 0.5, 2)]
    assert {a.name for a in drawn(bank(), 0.25, 1)} < {a.name for a in half}
    assert [a.name for a in drawn(bank(), 1, 3)] == [a.name for a in whole]


def test_attacks_are_handed_in_without_the_figures_and_otherwise_as_they_are(tmp_path):
    """The cells that draw go; a file that is no notebook stays to the byte."""
    bad = Attack("bad", "kind", "clip", lambda folder: (folder / "clip.ipynb").write_bytes(b"\xff not json"))
    hand_in(bad, tmp_path / "bad")
    assert (tmp_path / "bad" / "clip.ipynb").read_bytes() == b"\xff not json"
    hand_in(attacks("good")[0], tmp_path / "good")
    notebook = json.loads((tmp_path / "good" / "clip.ipynb").read_text())
    assert answer_cell(notebook)["source"] == WRONG and check_cell(notebook)
    assert not any("dinosaur_island" in cell["metadata"] for cell in notebook["cells"])


@pytest.mark.parametrize(("answer", "share"), [(RIGHT, 1), (WRONG, 0)])
def test_the_tests_in_otters_format_judge_as_the_masters_do(monkeypatch, answer, share):
    """Each check is a case with its points; all cases of a right answer pass and none of a worthless one."""

    class Case:
        def __init__(self, points, hidden):
            self.points, self.hidden = points, hidden

        def __call__(self, function):
            self.function = function
            return self

    module = types.ModuleType("otter.test_files")
    module.test_case = Case
    monkeypatch.setitem(sys.modules, "otter", types.ModuleType("otter"))
    monkeypatch.setitem(sys.modules, "otter.test_files", module)
    monkeypatch.setattr(sys, "path", list(sys.path))
    space, env = {}, {}
    exec(answer, env)
    exec(otter_tests("clip"), space)
    cases = [thing for thing in space.values() if isinstance(thing, Case)]
    assert sum(case.points for case in cases) == 10 and all(case.hidden for case in cases)
    assert sum(case.points for case in cases if _passes(case.function, env)) == 10 * share


def _passes(test, env) -> bool:
    try:
        test(env)
    except AssertionError:
        return False
    return True


def test_marks_are_read_where_each_peer_writes_them(tmp_path):
    """From nbgrader's gradebook and Otter's results; no file, or one that says nothing, is no mark."""
    otter, nbgrader = Otter.__new__(Otter), Nbgrader.__new__(Nbgrader)
    assert otter.mark(tmp_path, "m_x", "clip") is None and nbgrader.mark(tmp_path, "m_x", "clip") is None
    results = tmp_path / "out" / "m_x" / "results.json"
    results.parent.mkdir(parents=True)
    for text, mark in (
        ("[]", None),
        ("", None),
        ('{"tests": [{"name": "Public"}, {"score": 4}, {"score": 2.5}]}', 6.5),
    ):
        results.write_text(text)
        assert otter.mark(tmp_path, "m_x", "clip") == mark
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as database:
        database.executescript(
            "CREATE TABLE grade (auto_score, notebook_id);"
            "CREATE TABLE submitted_notebook (id, assignment_id, notebook_id);"
            "CREATE TABLE submitted_assignment (id, student_id); CREATE TABLE notebook (id, name);"
            "INSERT INTO grade VALUES (7.0, 1); INSERT INTO submitted_notebook VALUES (1, 2, 3);"
            "INSERT INTO submitted_assignment VALUES (2, 'm_x'); INSERT INTO notebook VALUES (3, 'clip');"
        )
    assert nbgrader.mark(tmp_path, "m_x", "clip") == 7.0
    assert nbgrader.mark(tmp_path, "m_y", "clip") is nbgrader.mark(tmp_path, "m_x", "sample") is None
    assert set(PEERS) == {"nbgrader", "otter-grader"}


def test_what_a_peer_runs_writes_to_its_course_only_and_ends_in_time(tmp_path):
    """Inside there is no other folder to write to, no network, no process of ours, and a limit of time."""
    course = tmp_path / "course"
    course.mkdir()
    environment = Path(sys.prefix)
    script = f"touch here; touch {tmp_path}/beside {walls.ROOT}/data/x {environment}/x; ls /proc > seen"
    script += "; cat /proc/mounts > mounts"
    assert walls.run(["sh", "-c", script], course, environment, 60) == 0
    mounts = dict(line.split()[1::2][:2] for line in (course / "mounts").read_text().splitlines())
    assert mounts[str(environment)].startswith("ro") and mounts[str(walls.ROOT / "data")].startswith("ro")
    assert (course / "here").exists() and not (tmp_path / "beside").exists()
    assert not (walls.ROOT / "data" / "x").exists() and not (environment / "x").exists()
    assert sum(word.isdigit() for word in (course / "seen").read_text().split()) <= 5
    assert walls.run(["sleep", "60"], course, environment, 0.5) == 124
