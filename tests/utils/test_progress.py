"""What is done and handed in: from the saved notebooks, with a sentence for what is missing, unsaved or not done."""

from __future__ import annotations

import json
import os
import time
import zipfile
from pathlib import Path

import pytest

from autograder.exercises import masters
from autograder.submission.collect import collect
from utils import check_all, checked, hand_in, load_answer, progress, reset
from utils.course_folder import notebook_folder
from utils.hand_in import NothingHandedIn
from utils.progress import look, saved_answer
from utils.saved_notebook import AnswerNotReady

ROOT = Path(__file__).resolve().parents[2]
HEAD = "def clip(gradients, maxValue):\n"
STUB = "def clip(gradients, maxValue):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n    return gradients"
BODY = "    for gradient in gradients.values():\n        np.clip(gradient, -maxValue, maxValue, out=gradient)\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The committed notebooks in a folder of their own, which is the working folder; saved a minute ago."""
    for name in masters.names():
        path = tmp_path / f"{name}.ipynb"
        path.write_bytes((ROOT / "notebooks/dinosaur_island" / path.name).read_bytes())
        os.utime(path, (time.time() - 60, time.time() - 60))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(folder, name, code=None):
    """Write an answer into a notebook; the master's own, where none is given."""
    path = folder / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    next(cell for cell in notebook["cells"] if cell["id"] == name)["source"] = code or masters.solution(name)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    os.utime(path, (time.time() - 60, time.time() - 60))


def states(folder):
    """The state of each exercise."""
    return {each.name: each.state for each in look(folder).answers}


def test_an_untouched_course_has_no_points_and_begins_with_the_first(folder, capsys):
    """Four bars, none of them begun, and the first notebook is next."""
    progress()
    shown = capsys.readouterr().out
    assert "0 of 70 points, as saved at" in shown and shown.count(".." * 10) == 4
    assert shown.rstrip().endswith("Next: clip (clip.ipynb).")
    assert set(states(folder).values()) == {"not done"}


def test_each_exercise_counts_for_itself(folder):
    """A later one is judged although an earlier one, which its notebook loads, is not done; what is next follows."""
    answer(folder, "optimize")
    answer(folder, "sample", masters.solution("sample").replace("return indices", "return indices[:-1]"))
    found = look(folder)
    assert states(folder) == {"clip": "not done", "sample": "begun", "optimize": "right", "model": "not done"}
    points = {each.name: each.points for each in found.answers}
    assert points["optimize"] == 20 and 0 < points["sample"] < 20 and points["clip"] == 0
    assert found.following.name == "clip"
    html = found._repr_html_()
    assert '<a href="clip.ipynb">' in html and 'aria-label="optimize: 20 of 20 points"' in html


def test_all_right_leads_to_handing_in(folder, capsys):
    """Every bar is full, and the zip file is what is left."""
    for name in masters.names():
        answer(folder, name)
    check_all()
    shown = capsys.readouterr().out
    assert shown.count("checks are right") == 4
    assert "70 of 70 points" in shown and "Everything is right. hand_in() writes hand_in.zip" in shown


@pytest.mark.parametrize(
    ("code", "state", "words"),
    [
        (
            f"def clip(gradients, maxValue):\n    # YOUR CODE HERE\n{BODY}    raise NotImplementedError()",
            "left over",
            1,
        ),
        (f"{HEAD}{BODY}    raise NotImplementedError()", "left over", 1),
        (STUB, "not done", 0),
        ("def clip(gradients, maxValue:\n    return 1", "unreadable", 1),
        ("raise SystemExit('bye')\ndef clip(gradients, maxValue):\n    return gradients", "begun", 1),
        ("import no_such_module\ndef clip(g, m, x=no_such_module.y):\n    return g", "unreadable", 1),
        ("clip = 3", "unreadable", 1),
    ],
    ids=["left over", "without the comment", "stub", "syntax", "quits beside it", "does not load", "no function"],
)
def test_what_is_wrong_with_one_notebook_is_said_and_stops_nothing(folder, code, state, words):
    """Each notebook gets a state and, where that does not say it all, a sentence; none of them raises."""
    answer(folder, "clip", code)
    found = saved_answer("clip", folder)
    assert found.state == state and bool(found.note) == bool(words)
    assert "this cell" not in found.note


def test_a_leftover_raise_is_named_where_the_answer_is_loaded(folder):
    """Finished code above the stub's last line is told from code that was not begun."""
    answer(
        folder, "clip", f"def clip(gradients, maxValue):\n    # YOUR CODE HERE\n{BODY}    raise NotImplementedError()"
    )
    with pytest.raises(AnswerNotReady, match=r"still stands below your code and ends it there\. Delete that line"):
        load_answer("clip")


def test_a_copy_beside_a_notebook_is_named(folder):
    """What a browser downloads twice does not count, and that is said; alone it is the one that is meant."""
    (folder / "clip (1).ipynb").write_bytes((folder / "clip.ipynb").read_bytes())
    assert "clip (1).ipynb beside it does not count: clip.ipynb does." in saved_answer("clip", folder).note
    (folder / "clip.ipynb").unlink()
    with pytest.raises(AnswerNotReady, match=r"rename clip \(1\).ipynb to clip.ipynb"):
        load_answer("clip")


def noted(monkeypatch, folder, function_code, name="clip"):
    """Check an answer now, as a notebook would note it."""
    path = folder / "cell.py"
    path.write_text(f"import numpy as np\n{function_code}\n")
    scope = {}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    monkeypatch.setattr(checked, "in_notebook", lambda: True)
    checked.remember(name, scope[name])


def test_unsaved_is_told_from_not_done(folder, monkeypatch):
    """Checked after the notebook was saved, and another one than the saved: the way out is to save, not to work."""
    noted(monkeypatch, folder, f"def clip(gradients, maxValue):\n{BODY}    return gradients")
    found = saved_answer("clip", folder)
    assert found.state == "unsaved" and "clip is not saved: you checked it at" in found.note
    with pytest.raises(AnswerNotReady, match=r"Save clip\.ipynb first"):
        load_answer("clip")
    answer(folder, "clip", "import numpy as np\ndef clip(gradients, maxValue):\n    return gradients")
    assert saved_answer("clip", folder).state == "unsaved"
    os.utime(folder / "clip.ipynb", (time.time() + 60, time.time() + 60))
    assert saved_answer("clip", folder).state == "begun"


def test_checking_what_was_saved_is_no_change(folder, monkeypatch):
    """The same code, with other comments and blank lines, is saved."""
    answer(folder, "clip", f"import numpy as np\ndef clip(gradients, maxValue):\n{BODY}    return gradients")
    noted(monkeypatch, folder, f"def clip(gradients, maxValue):\n    # mine\n\n{BODY}    return gradients")
    assert saved_answer("clip", folder).state == "right"


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"clip": 3}', b'{"clip": {"time": "now"}}'])
def test_damaged_notes_cost_nothing(folder, content):
    """They are a convenience."""
    (folder / checked.RECORD).write_bytes(content)
    assert saved_answer("clip", folder).state == "not done"


def test_hand_in_writes_what_the_grader_takes(folder, tmp_path_factory, capsys):
    """The four notebooks under their names and the modules that they import, byte for byte; the grader uses all."""
    (folder / "helpers.py").write_text("LIMIT = 5\n")
    (folder / "unused.py").write_text("LIMIT = 6\n")
    answer(folder, "clip", "import numpy as np\nimport helpers\n" + masters.solution("clip"))
    hand_in()
    said = capsys.readouterr().out
    assert "- sample is not done." in said and "10 of 70 points" in said and "- clip" not in said
    place = tmp_path_factory.mktemp("class")
    with zipfile.ZipFile(folder / "hand_in.zip") as archive:
        assert archive.namelist() == [*(f"{name}.ipynb" for name in masters.names()), "helpers.py"]
        archive.extractall(place)
    submission = collect(place)
    for name, file in submission.notebooks.items():
        assert file.content == (folder / f"{name}.ipynb").read_bytes()
        assert file.notes == ("Your notebooks may import helpers.py.",)
    whole = collect(folder).notebooks["clip"].notes
    assert not any("hand_in.zip" in note for note in whole)


def test_hand_in_says_what_is_missing_and_takes_the_copy_that_is_meant(folder, capsys):
    """A missing notebook is named, the rest goes along; one that is there as a copy alone goes under its own name."""
    (folder / "model.ipynb").unlink()
    (folder / "clip.ipynb").rename(folder / "clip (1).ipynb")
    hand_in()
    said = capsys.readouterr().out
    assert "- model.ipynb is missing in" in said
    assert "- clip.ipynb is missing, so clip (1).ipynb goes along under that name." in said
    with zipfile.ZipFile(folder / "hand_in.zip") as archive:
        assert archive.namelist() == ["clip.ipynb", "sample.ipynb", "optimize.ipynb"]


def test_hand_in_writes_over_its_own_file_alone(folder, capsys):
    """A second call replaces the first one's file; a file of the student's own stays as it is."""
    hand_in()
    hand_in()
    (folder / "hand_in.zip").write_bytes(b"mine")
    with pytest.raises(NothingHandedIn, match="was not made by hand_in"):
        hand_in()
    assert (folder / "hand_in.zip").read_bytes() == b"mine"
    assert not list(folder.glob(".*.part"))


def test_hand_in_without_notebooks_says_so(tmp_path, monkeypatch):
    """One sentence, and no file."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NothingHandedIn, match=r"holds none of clip\.ipynb, sample\.ipynb"):
        hand_in()
    assert not list(tmp_path.iterdir())


def test_reset_gives_one_back_and_loses_nothing(folder, capsys):
    """The course's own is there again, and every earlier version beside it."""
    blank = (folder / "clip.ipynb").read_bytes()
    answer(folder, "clip")
    mine = (folder / "clip.ipynb").read_bytes()
    reset("clip")
    assert (folder / "clip.ipynb").read_bytes() == blank
    assert (folder / "clip.kept-1.ipynb").read_bytes() == mine
    assert "yours is kept as clip.kept-1.ipynb" in capsys.readouterr().out
    reset("clip")
    assert (folder / "clip.kept-1.ipynb").read_bytes() == mine and (folder / "clip.kept-2.ipynb").exists()
    (folder / "clip.ipynb").unlink()
    reset("clip")
    assert (folder / "clip.ipynb").read_bytes() == blank and not (folder / "clip.kept-3.ipynb").exists()
    assert states(folder)["clip"] == "not done"


@pytest.mark.parametrize("name", ["Clip", "", None, 3, ["clip"], "../clip"])
def test_reset_of_something_else_says_what_there_is(folder, name):
    """Nothing is written for a name that no exercise has."""
    with pytest.raises(ValueError, match="clip, sample, optimize, model"):
        reset(name)
    assert len(list(folder.iterdir())) == 4


def test_the_course_s_own_notebook_is_not_reset_from_itself(monkeypatch):
    """In the course's own folder there is nothing to take a fresh one from."""
    monkeypatch.chdir(ROOT / "notebooks" / "dinosaur_island")
    with pytest.raises(NothingHandedIn, match="Nothing was changed"):
        reset("clip")


def test_the_notebooks_are_found_from_where_an_editor_starts_them(folder, tmp_path_factory, monkeypatch):
    """From the folder above, and from anywhere by what Jupyter or VS Code say; else it is the working folder."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    assert notebook_folder() == elsewhere
    monkeypatch.setenv("JPY_SESSION_NAME", str(folder / "clip.ipynb"))
    assert notebook_folder() == folder
    monkeypatch.delenv("JPY_SESSION_NAME")
    monkeypatch.setattr("__main__.__vsc_ipynb_file__", str(folder / "clip.ipynb"), raising=False)
    assert notebook_folder() == folder
    monkeypatch.delattr("__main__.__vsc_ipynb_file__")
    (elsewhere / "dinosaur_island").symlink_to(folder)
    assert notebook_folder() == elsewhere / "dinosaur_island"
    for place in (ROOT, ROOT / "notebooks"):
        monkeypatch.chdir(place)
        assert notebook_folder().parts[-1] == "dinosaur_island"
