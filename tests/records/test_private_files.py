"""What is about students is its owner's alone, whatever the umask says, also what an earlier run left open."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.batch import batch
from autograder.batch.batch import grade
from autograder.files import tighten, whole_file, write_whole
from autograder.records.database_address import gradebook_url
from autograder.records.gradebook import Gradebook
from tests.support.batches import Fake, hand_in_bytes


def open_to_others(folder: Path) -> list[str]:
    """Return what others than the owner may read, write or enter."""
    paths = [folder, *folder.rglob("*")]
    return sorted(str(path) for path in paths if not path.is_symlink() and path.stat().st_mode & 0o077)


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """The process's umask, for one test."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_nothing_that_a_run_writes_is_open_to_others(umask: int, tmp_path: Path, monkeypatch) -> None:
    """Gradebook, tables, pages, notebooks, results, reports, the run's seed, the lock, and the JSON elsewhere."""
    monkeypatch.setattr(batch, "grade_here", Fake())
    hand_in_bytes(tmp_path / "submitted", "ada", b"{}")
    out, json = tmp_path / "grades", tmp_path / "elsewhere" / "report.json"
    assert grade(tmp_path / "submitted", out, json=json) == 0
    assert (out / "gradebook.db").exists() and (out / "feedback" / "ada").is_dir()
    assert open_to_others(out) == open_to_others(json.parent) == []


def test_what_an_earlier_run_left_open_is_closed(tmp_path: Path, monkeypatch) -> None:
    """Also SQLite's own files and those of students who are not in this run; what is not ours is left alone."""
    monkeypatch.setattr(batch, "grade_here", Fake())
    hand_in_bytes(tmp_path / "submitted", "ada", b"{}")
    out = tmp_path / "grades"
    assert grade(tmp_path / "submitted", out) == 0
    write_whole(out / "feedback" / "eve" / "index.html", b"")
    write_whole(out / "mine" / "notes.txt", b"")
    for path in [out, *out.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    (out / "feedback" / "out").symlink_to(out / "mine")
    assert grade(tmp_path / "submitted", out) == 0
    assert open_to_others(out) == [str(out), str(out / "mine"), str(out / "mine" / "notes.txt")]


def test_what_sqlite_writes_beside_a_gradebook_is_closed_too(umask: int, tmp_path: Path) -> None:
    """Its journals take the file's permissions, also where the file had been open to everybody."""
    url = gradebook_url(None, tmp_path)
    Gradebook(url).close()
    (tmp_path / "gradebook.db").chmod(0o666)
    Gradebook(url).close()
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE more (a)")
        assert (tmp_path / "gradebook.db-wal").exists()
        assert [path for path in tmp_path.iterdir() if path.stat().st_mode & 0o077] == []
    database.close()


def test_a_file_is_never_open_to_others_while_it_is_written(umask: int, tmp_path: Path) -> None:
    """Its first moment is as private as its last; what others are to read is as the umask says."""
    with whole_file(tmp_path / "new" / "file") as file:
        file.write(b"1")
        assert open_to_others(tmp_path / "new") == []
    write_whole(tmp_path / "given" / "file", b"", shared=True)
    assert (tmp_path / "given" / "file").stat().st_mode & 0o777 == 0o666 & ~umask


def test_tightening_follows_no_link_and_stops_for_nothing(tmp_path: Path) -> None:
    """A link to somebody else's file changes nothing there; what is missing is no error."""
    other = tmp_path / "other"
    other.write_text("")
    other.chmod(0o644)
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o755)
    (folder / "link").symlink_to(other)
    tighten(folder, tmp_path / "missing", folder / "link")
    assert other.stat().st_mode & 0o777 == 0o644 and folder.stat().st_mode & 0o777 == 0o700
