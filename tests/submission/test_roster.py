"""The names that students are graded under, and who is a student at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import GradingError
from autograder.submission.roster import find_students, gradebook_id

# Names


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_every_id_can_be_stored_printed_and_used_as_a_folder(name: str) -> None:
    """At most 128 characters and 255 bytes, UTF-8, no slash, no control character."""
    identity = gradebook_id(name)
    assert 0 < len(identity) <= 128
    assert len(identity.encode()) <= max(255, len(name.encode()))
    assert not any(ord(character) < 32 or character == "/" for character in identity)
    assert gradebook_id(name) == identity


@given(st.lists(st.binary(min_size=1, max_size=60), unique=True, max_size=20))
def test_different_folders_have_different_ids(names: list[bytes]) -> None:
    """Also where bytes are no UTF-8, and where one name spells out another's id."""
    folders = [os.fsdecode(name.replace(b"/", b"").replace(b"\0", b"")) for name in names]
    folders = list(dict.fromkeys(folders))
    ids = [gradebook_id(folder) for folder in folders]
    assert len(set(ids)) == len(folders)
    spelled = [gradebook_id(identity) for identity in ids if identity not in folders]
    assert not set(spelled) & (set(ids) - set(folders))


def test_ordinary_names_stay_as_they_are() -> None:
    """Spaces, accents, scripts, dots, dashes and formulas are nobody's business but the CSV's."""
    for name in (
        "ada",
        "Zoë O'Brien, jr.",
        "李雷",
        "-rf",
        "=1+1",
        "..hidden",
        "a.b",
        " two  spaces ",
        "👩‍🔬",
        "x" * 128,
    ):
        assert gradebook_id(name) == name


# The class


def folder(root: Path, name: str | bytes, assignment: bool = True) -> Path:
    path = Path(os.fsdecode(os.path.join(os.fsencode(root), os.fsencode(name))))
    (path / "dinosaur_island" if assignment else path).mkdir(parents=True)
    return path


def test_every_folder_is_a_student_and_everything_else_is_named(tmp_path: Path) -> None:
    """Odd names too; files and tools' own folders are left alone."""
    for name in ("ada", "-rf", "..odd", ".hidden", "a b", b"caf\xe9", "neu\nline"):
        folder(tmp_path, name)
    folder(tmp_path, "empty", assignment=False)
    folder(tmp_path, ".git", assignment=False)
    (tmp_path / "roster.csv").write_text("")
    roster = find_students(tmp_path)
    ids = [student.id for student in roster.students]
    assert ids == sorted(ids)
    assert {"ada", "-rf", "..odd", ".hidden", "a b", "empty"} < set(ids)
    assert len(ids) == 8
    assert roster.ignored == (".git", "roster.csv")


def test_a_link_to_a_neighbour_is_not_followed_but_one_to_elsewhere_is(tmp_path: Path) -> None:
    """Nobody is graded on another's work; an instructor may still collect a class by links."""
    outside = folder(tmp_path / "elsewhere", "far")
    folder(tmp_path / "class", "ada")
    (tmp_path / "class" / "eve").symlink_to("ada")
    (tmp_path / "class" / "up").symlink_to("..")
    (tmp_path / "class" / "dead").symlink_to("nothing")
    (tmp_path / "class" / "far").symlink_to(outside)
    reasons = {student.id: bool(student.reason) for student in find_students(tmp_path / "class").students}
    assert reasons == {"ada": False, "dead": True, "eve": True, "far": False, "up": True}


def test_a_folder_without_a_class_is_one_sentence(tmp_path: Path) -> None:
    """Missing, a file, empty, or only files: what was expected and what is there."""
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    for path, words in [("none", "no folder"), ("file", "is a file"), ("empty", "is empty"), (".", "found only file")]:
        if path == ".":
            (tmp_path / "empty").rmdir()
        with pytest.raises(GradingError, match=words):
            find_students(tmp_path / path)


def test_a_student_who_is_asked_for_and_not_there_is_named(tmp_path: Path) -> None:
    """Restricting a run to a misspelled name must not look like success."""
    folder(tmp_path, "ada")
    folder(tmp_path, "bob")
    assert [student.id for student in find_students(tmp_path, ("bob",)).students] == ["bob"]
    with pytest.raises(GradingError, match="No student called eve"):
        find_students(tmp_path, ("ada", "eve"))
