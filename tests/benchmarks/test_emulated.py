"""Answers that another Python calls are judged as if they had been called here; without one a sentence says so."""

from __future__ import annotations

import os
import sys

import pytest

from benchmarks.fairness import banks, emulated


def test_without_an_emulated_python_a_sentence_says_what_makes_one(monkeypatch, tmp_path, capsys):
    """And the status is 1: nothing was measured."""
    monkeypatch.setenv(emulated.FOLDER, str(tmp_path))
    assert emulated.compare_emulated(part=1000) == 1
    assert f".ci/aarch64 {tmp_path} makes one there" in capsys.readouterr().out.replace("\n", " ")


@pytest.mark.slow
def test_what_another_python_computes_is_judged_here(monkeypatch, run):
    """This machine's own Python in the place of the emulated one: right answers earn everything, wrong ones do not."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(emulated.ROOT), *sys.path]))
    monkeypatch.setattr(emulated, "command", lambda folder: [sys.executable])
    answers = [banks.read(name, kind)[at] for name in emulated.EXERCISES for kind in banks.KINDS for at in (0, 5)]
    results = emulated.grade_emulated(answers, run)
    assert [str(one.answer) for one in results] == [str(answer) for answer in answers]
    assert not [one for one in results if one.unfair]
    assert emulated.emulated_fixtures() == {name: one.fixture() for name, one in emulated.EXERCISES.items()}
