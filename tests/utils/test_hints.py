"""Hints: what `check` recognises first, then the exercise's own, from where the reader was."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from autograder.exercises.masters import reference
from utils.feedback import hint, hints
from utils.feedback.fixtures import load

UPPER = "def clip(gradients, maxValue):\n    return {k: np.minimum(v, maxValue) for k, v in gradients.items()}\n"
ODD = "def clip(gradients, maxValue):\n    return {k: np.minimum(v, maxValue) / 2 + 7 for k, v in gradients.items()}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of its own with a notebook in it, and nothing remembered."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clip.ipynb").touch()
    monkeypatch.setattr(hints, "_places", {})
    monkeypatch.setattr(hints, "in_notebook", lambda: True)
    return tmp_path


def defined(code):
    """Return the function of a cell."""
    scope = {"np": np}
    exec(code, scope)
    return scope["clip"]


def test_hints_come_one_by_one_and_start_again(capsys):
    """Each call gives one more; after the last they start from the first."""
    count = len(load("model")[0].hints)
    for _ in range(count + 1):
        hint("model")
    lines = capsys.readouterr().out.strip().split("\n")
    assert lines[0].startswith(f"Hint 1 of {count} for model")
    assert len({line for line in lines if line.startswith("Hint")}) == count
    assert "all the hints" in lines[-2]


def test_a_hint_starts_with_what_check_recognises_and_says_it_once(capsys):
    """The recognised mistake comes before any hint, and then those about what is still wrong."""
    for _ in range(3):
        hint(defined(UPPER))
    first, second, third = capsys.readouterr().out.strip().split("\n")
    assert first.startswith("check sees in clip: Only the upper side is clipped")
    assert second.startswith("Hint 1 of") and third.startswith("Hint 2 of") and "minus" in third


def test_another_recognised_mistake_comes_first_again(capsys):
    """Who has mended one mistake and made another hears of it before the next hint."""
    hint(defined(UPPER))
    hint(defined(UPPER.replace("minimum(v, maxValue)", "maximum(v, -maxValue)")))
    assert "Only the lower side" in capsys.readouterr().out.strip().split("\n")[1]


def test_a_name_finds_the_function_in_the_notebook(capsys):
    """`hint("clip")` looks at the reader's `clip` as `hint(clip)` does."""
    exec(UPPER + 'hint("clip")', {"np": np, "hint": hint, "__name__": "__main__"})
    assert "Only the upper side is clipped" in capsys.readouterr().out


def test_a_restart_of_the_kernel_keeps_the_place(folder):
    """Two processes in one folder: the second goes on where the first was."""
    env = os.environ | {"IPYTHONDIR": str(folder / "ipython")}
    code = (
        "from IPython.core.interactiveshell import InteractiveShell; InteractiveShell.instance()\n"
        'from utils.feedback import hint; hint("model")'
    )
    said = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env).stdout
        for _ in "ab"
    ]
    assert [line[:6] for line in said] == ["Hint 1", "Hint 2"]


@pytest.mark.parametrize("kept", ["", "[]", '{"model": 3}', '{"model": {"turn": -1, "told": 2}}', "\x00", "{" * 50])
def test_a_broken_place_starts_again(folder, kept, capsys):
    """Whatever stands in the file, a hint comes."""
    (folder / hints.PLACES).write_text(kept)
    hint("model")
    assert capsys.readouterr().out.startswith("Hint 1 of")


def test_outside_of_a_notebook_nothing_is_written(folder, monkeypatch):
    """A script that asks for a hint leaves no file."""
    monkeypatch.setattr(hints, "in_notebook", lambda: False)
    hint("model")
    assert [path.name for path in folder.iterdir()] == ["clip.ipynb"]


def test_where_nothing_can_be_written_the_place_is_kept_until_the_kernel_ends(monkeypatch, capsys):
    """A folder that is read-only costs the place only over a restart."""
    monkeypatch.setattr(hints, "PLACES", "nowhere/x.json")
    hint("model")
    hint("model")
    assert [line[:6] for line in capsys.readouterr().out.strip().split("\n")] == ["Hint 1", "Hint 2"]


def test_a_right_answer_needs_no_hint(capsys):
    """Asked for a right answer, hint says so."""
    hint(reference("clip"))
    assert capsys.readouterr().out == "clip is right: there is nothing left to hint at.\n"


def test_an_unknown_exercise_is_named():
    """A misspelled name gets the list of names."""
    with pytest.raises(ValueError, match=r"no exercise is called 'clp'; there are clip, model, optimize, sample"):
        hint("clp")
