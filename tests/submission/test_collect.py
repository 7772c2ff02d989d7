"""Whatever lies in a submission's folder is read within bounds or named in a sentence; nothing is followed."""

from __future__ import annotations

import json
import os
import pickle
import socket

import pytest

from autograder.course import assignment
from autograder.exercises import masters
from autograder.submission import collect as collecting
from autograder.submission import intake
from autograder.submission.collect import MAX_MODULE_BYTES, collect
from tests.support.classroom import notebook
from tests.support.intakes import ANSWER, cell_of, empty_folder, take
from utils import notebook_names
from utils.feedback.contract import MAX_NOTEBOOK_BYTES
from utils.notebook_names import meant


@pytest.fixture
def folder(tmp_path):
    """An empty submission folder."""
    return empty_folder(tmp_path)


def test_a_link_is_not_followed_even_to_a_good_notebook(folder):
    """Neither to another student's file nor to the folder; and its target does not show in the sentence."""
    target = folder.parent / "secret.ipynb"
    target.write_text(json.dumps(notebook("clip", ANSWER)))
    (folder / "clip.ipynb").symlink_to(target)
    reason = intake.read(folder)["clip"].reason
    assert "a link" in reason and "secret" not in reason
    link = folder.parent.parent / "dinosaur_island"
    link.symlink_to(folder)
    assert all("is a link" in taken.reason for taken in intake.read(link).values())


def test_a_link_among_the_courses_folders_is_the_instructors_business(folder, tmp_path):
    """Only what lies in the student's folder is suspect: a linked SUBMITTED is read."""
    (folder / "clip.ipynb").write_text(json.dumps(notebook("clip", ANSWER)))
    (tmp_path / "linked").symlink_to(tmp_path / "submitted")
    assert intake.read(tmp_path / "linked" / "ada" / "dinosaur_island")["clip"].reason == ""


def test_pipes_sockets_folders_and_devices_are_named_and_never_waited_for(folder):
    """Opening a pipe that nobody writes to would wait for ever."""
    os.mkfifo(folder / "clip.ipynb")
    (folder / "sample.ipynb").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(folder)  # a socket's path must be short
        try:
            server.bind("optimize.ipynb")
        finally:
            os.chdir(here)
        taken = intake.read(folder)
    said = [taken[name].reason for name in ("clip", "sample", "optimize")]
    assert [text.split(" is ")[1].split(";")[0] for text in said] == ["a pipe", "a folder", "a socket"]


def test_a_file_past_the_limit_is_not_loaded(folder):
    """Nobody waits for a sparse file of a terabyte, and the sentence says how to make it smaller."""
    with open(folder / "clip.ipynb", "wb") as file:
        file.truncate(2**40)
    reason = intake.read(folder)["clip"].reason
    assert "1,048,576 MiB where at most 16" in reason and "Clear Outputs" in reason


def test_a_file_just_within_the_limit_is_read(folder):
    """Sixteen mebibytes of outputs are parsed, and thrown away."""
    node = notebook("clip", ANSWER)
    cell_of(node, "clip")["outputs"] = [{"output_type": "stream", "text": "x" * (MAX_NOTEBOOK_BYTES - 20_000)}]
    assert take(folder, node).reason == ""


def test_a_file_without_permission_to_read_gets_a_sentence(folder, monkeypatch):
    """The reason is the operating system's own. (Played: root, who runs many tests, may read everything.)"""
    (folder / "clip.ipynb").touch()
    (folder / "sample.ipynb").write_text(json.dumps(assignment.student("sample")))
    real = os.open

    def refuse(path, *args, **kwargs):
        if path == "clip.ipynb":
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    taken = intake.read(folder)
    assert "Permission denied" in taken["clip"].reason and taken["sample"].reason == ""


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_folder_that_is_none_gets_a_sentence_for_each_exercise(tmp_path, kind):
    """Nothing handed in at all is still four verdicts."""
    folder = tmp_path / "dinosaur_island"
    if kind == "file":
        folder.write_text("")
    taken = intake.read(folder)
    assert list(taken) == list(masters.names())
    assert all(("missing" if kind == "missing" else "is not a folder") in entry.reason for entry in taken.values())


@pytest.mark.parametrize(
    "name",
    [
        "Clip.ipynb",
        "clip (1).ipynb",
        "clip-copy.ipynb",
        "clip-Copy1.ipynb",
        "clip.ipynb.txt",
        "clip 2.ipynb",
        "Kopie von clip.ipynb",
        "clip.ipynb.",
        "clip.json",
        "Cópia de clip.ipynb",
        "Copia di clip (1).ipynb",
        "Kopia av clip.ipynb",
        "Копия clip.ipynb",
        "clip - Copie (2).ipynb",
        "clip - コピー.ipynb",
        "clip - 副本.ipynb",
        "clip의 사본.ipynb",
    ],
)
def test_the_one_file_that_can_only_be_meant_is_graded_with_a_note(folder, name):
    """A browser's or an editor's addition to the name is not the student's mistake."""
    (folder / name).write_text(json.dumps(notebook("clip", ANSWER)))
    taken = intake.read(folder)["clip"]
    assert taken.reason == ""
    assert taken.notes == (f"clip.ipynb was missing, so {name} was graded in its place; next time name it clip.ipynb.",)


def test_a_character_that_cannot_be_seen_in_a_name_costs_nothing(folder):
    """A space of no width, as copied from a web page."""
    (folder / "clip\u200b.ipynb").write_text(json.dumps(notebook("clip", ANSWER)))
    assert intake.read(folder)["clip"].reason == ""


def test_an_archive_in_a_notebooks_place_is_pointed_out(folder):
    """Who zipped the folder is told to unpack it."""
    (folder / "homework.zip").write_bytes(b"PK\x03\x04")
    assert "if it is in homework.zip, unpack that" in intake.read(folder)["clip"].reason


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("._clip.ipynb", "is what macOS keeps about a file"),
        ("clip.ipynb.crdownload", "is a download that was not finished"),
        (".clip.ipynb.icloud", "only stands for a file that is still in iCloud"),
        ("clip.gdoc", "is a link to a file"),
        ("clip.ipynb.url", "is a link to a file"),
        ("clip.ipynb.bak", "is a copy that a program kept"),
    ],
)
def test_what_a_program_left_in_a_notebooks_place_is_named(folder, name, words):
    """Nobody is told to rename what is no notebook."""
    (folder / name).write_bytes(b"\0\5\x16\7")
    reason = intake.read(folder)["clip"].reason
    assert f"({name} {words}" in reason
    assert "hand in the .ipynb file itself" in reason


def test_two_that_could_be_meant_are_named_and_neither_is_chosen(folder):
    """The student must say which."""
    for name in ("clip (1).ipynb", "clip (2).ipynb"):
        (folder / name).write_text(json.dumps(notebook("clip", ANSWER)))
    reason = intake.read(folder)["clip"].reason
    assert "clip (1).ipynb and clip (2).ipynb" in reason


def test_the_exact_name_wins_and_the_other_is_named(folder):
    """With clip.ipynb there, a second version is not graded, and that is said."""
    (folder / "clip (1).ipynb").write_text("not even a notebook")
    taken = take(folder, notebook("clip", ANSWER))
    assert taken.reason == "" and "clip (1).ipynb was not graded" in taken.notes[0]


def test_something_else_of_that_name_is_pointed_out(folder):
    """An exported page, or a name of the student's own, in a missing notebook's place is named."""
    (folder / "clip.html").write_text("<html>")
    (folder / "my_sample.ipynb").write_text("{}")
    taken = intake.read(folder)
    assert "clip.html is not a notebook" in taken["clip"].reason
    assert "if my_sample.ipynb is meant, rename it to sample.ipynb" in taken["sample"].reason
    assert meant("clip.html") == "clip.html"


def test_files_beside_the_notebooks_are_not_used_and_said_so(folder):
    """Names that would shadow a module have no effect but a sentence."""
    for name in ("numpy.py", "ipykernel_launcher.py", "bad\nname\udcff", ".ipynb_checkpoints", "Thumbs.db"):
        (folder / name).mkdir()
    notes = take(folder, notebook("clip", ANSWER)).notes
    assert notes == ("Only the notebooks are graded; not used: bad?name?, ipykernel_launcher.py and numpy.py.",)


@pytest.mark.parametrize(
    "content, time_read",
    [
        (b"2026-11-22 02:38:00 UTC\n", "2026-11-22 02:38:00.000000 UTC"),
        (b"2026-11-22 02:38:00.5 +0100", "2026-11-22 01:38:00.500000 UTC"),
        (b"", ""),
        (b"no time", None),
        (b"\xff\xfe\x00", None),
        (b"2026-11-22 02:38:00 /etc/passwd", None),
        (b"9" * 60, None),
        (b"1" * 5000, None),
        (b"0001-01-01 00:00:00 +0100", None),
        (b"0101-01-01 00:00:00", "0101-01-01 00:00:00.000000 UTC"),
    ],
)
def test_a_timestamp_is_read_or_noted_and_never_stops_anything(folder, content, time_read):
    """None stands for a note."""
    (folder / "timestamp.txt").write_bytes(content)
    (folder / "clip.ipynb").write_text(json.dumps(notebook("clip", ANSWER)))
    submission = collect(folder)
    assert submission.timestamp == (time_read or "")
    assert bool(intake.read(submission)["clip"].notes) == (time_read is None)


def test_a_handin_travels_to_another_machine(folder):
    """Pickled and read elsewhere it gives the same notebooks, and its digest follows the bytes."""
    (folder / "clip.ipynb").write_text(json.dumps(notebook("clip", ANSWER)))
    submission = collect(folder)
    again = pickle.loads(pickle.dumps(submission))
    assert again == submission and intake.read(again) == intake.read(folder)
    (folder / "clip.ipynb").write_text(json.dumps(notebook("clip", ANSWER + "#")))
    assert collect(folder).digest != submission.digest


def test_each_name_is_read_once_and_a_long_one_is_no_copy(folder, monkeypatch):
    """Ten thousand names may lie there, and patterns take their time on long ones."""
    read = []
    real = collecting.meant
    monkeypatch.setattr(collecting, "meant", lambda name: read.append(name) or real(name))
    for name in ("clip (1).ipynb", "a.txt", "b.ipynb"):
        (folder / name).write_text("{}")
    collect(folder)
    assert sorted(read) == ["a.txt", "b.ipynb", "clip (1).ipynb"]
    long = "clip" + "_1" * notebook_names.MAX_NAME + ".ipynb"
    assert real(long) == long
    assert real("Clip_1_1 (2) - Kopie.ipynb") == "clip.ipynb"


def test_python_files_are_taken_within_bounds_and_never_through_a_link(tmp_path):
    """A module is a regular file of a modest size with a name that can be imported; what is left out is told."""
    (tmp_path / "helpers.py").write_bytes(b"a = 1")
    (tmp_path / "huge.py").write_bytes(b"#" * (MAX_MODULE_BYTES + 1))
    (tmp_path / "my helpers.py").write_bytes(b"a = 1")
    (tmp_path / "linked.py").symlink_to("/etc/hostname")
    submission = collect(tmp_path)
    notes = " ".join(submission.notebooks["clip"].notes)
    assert submission.modules == {"helpers.py": b"a = 1"}
    assert "may import helpers.py." in notes and "huge.py and linked.py cannot be imported" in notes
    assert "my helpers.py" in notes.split("not used: ")[1]


def test_of_very_many_python_files_the_first_are_taken(tmp_path):
    """A folder full of modules costs no more than twenty of them."""
    for number in range(30):
        (tmp_path / f"m{number:02d}.py").write_bytes(b"")
    submission = collect(tmp_path)
    assert [*submission.modules] == [f"m{number:02d}.py" for number in range(20)]
    assert "Of 30 Python files the first 20 are there" in " ".join(submission.notebooks["clip"].notes)
