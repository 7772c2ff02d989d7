"""Mutants of the solutions: each is caught, or stands in a list with the reason why it may not be."""

from __future__ import annotations

import ast

import pytest

from autograder.exercises import masters
from autograder.grading.run import Run
from benchmarks.fairness import measure, mutants
from benchmarks.fairness.tables import Graded
from tests.support.seeded import in_part


def fake_run() -> Run:
    """A run without cases, for tests in which nothing is asked."""
    return Run(1, {}, {})


@pytest.mark.parametrize("exercise", in_part(masters.names(), 4, slow=True))
def test_every_mutant_is_caught_or_listed_as_equivalent(exercise, monkeypatch, run, capsys):
    """Survivors and list are the same set, both ways: a stale line in the list is an error too."""
    made, listed = mutants.mutants, mutants.equivalent()
    monkeypatch.setattr(mutants, "mutants", lambda name: made(name) if name == exercise else [])
    monkeypatch.setattr(mutants, "equivalent", lambda: {exercise: listed.get(exercise, {})})
    monkeypatch.setattr(measure, "impatient_run", lambda: run)
    assert measure.fairness(mutate=True) == 0, capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("exercise", masters.names())
def test_mutants_are_many_different_and_compile(exercise):
    """Every mutant is valid code, differs from the solution and has a name of its own."""
    found = list(mutants.mutants(exercise))
    assert len(found) >= {"clip": 9, "sample": 60, "optimize": 30, "model": 60}[exercise]
    assert len({mutant.name for mutant in found}) == len(found)
    assert ast.dump(ast.parse(masters.solution(exercise))) not in {ast.dump(ast.parse(one.code)) for one in found}


def test_every_equivalent_mutant_has_a_reason_and_exists():
    """The list names mutants that mutmut really makes, and says of each in a sentence why it changes nothing graded."""
    listed = mutants.equivalent()
    assert set(listed) <= set(masters.names())
    for exercise, reasons in listed.items():
        made = {mutant.name for mutant in mutants.mutants(exercise)}
        assert set(reasons) <= made
        assert all(reason.endswith(".") and len(reason.split()) >= 5 for reason in reasons.values())


def test_a_survivor_that_is_not_listed_gives_status_1(monkeypatch, capsys):
    """With an empty list the survivors are printed by name, and the command fails."""
    chosen = [mutant for mutant in mutants.mutants("sample") if mutant.name == "idx = -1 -> idx = -2"]
    monkeypatch.setattr(mutants, "mutants", lambda exercise: chosen if exercise == "sample" else [])
    monkeypatch.setattr(mutants, "equivalent", dict)
    monkeypatch.setattr(measure, "impatient_run", fake_run)
    monkeypatch.setattr(measure, "grade", lambda answers, *rest: [Graded(one, "here", 20, 20, ()) for one in answers])
    assert measure.fairness(mutate=True) == 1
    assert "survives: sample: idx = -1 -> idx = -2" in capsys.readouterr().out


def test_a_listed_mutant_that_is_caught_gives_status_1(monkeypatch, capsys):
    """The list cannot rot: a line for a mutant that is caught, or gone, is reported."""
    monkeypatch.setattr(mutants, "mutants", lambda exercise: [])
    monkeypatch.setattr(mutants, "equivalent", lambda: {"clip": {"old -> new": "It was equivalent once upon a time."}})
    monkeypatch.setattr(measure, "impatient_run", fake_run)
    monkeypatch.setattr(measure, "grade", lambda *everything: [])
    assert measure.fairness(mutate=True) == 1
    assert "caught or gone: clip: old -> new" in capsys.readouterr().out
