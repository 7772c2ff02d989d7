"""Gradebooks that are something else, out of date, out of reach or out of room: one sentence, and nothing lost."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sqlite3
from pathlib import Path

import pytest
from nbgrader import api

from autograder.errors import GradingError
from autograder.exercises import EXERCISES
from autograder.records.database_address import gradebook_url
from autograder.records.gradebook import Gradebook, Mark
from autograder.submission.roster import ASSIGNMENT
from tests.support.gradebooks import FULL, NAMES, POINTS, raise_points, rows, score_in_nbgrader


def refused(url: str, words: str) -> None:
    with pytest.raises(GradingError, match=words):
        Gradebook(url)


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"\0" * 5000], ids=["text", "zeros"])
def test_a_file_that_is_no_database_is_refused_and_untouched(url: str, tmp_path: Path, content: bytes) -> None:
    """The message says what to do; the file's bytes are the same afterwards."""
    (tmp_path / "gradebook.db").write_bytes(content)
    refused(url, "Nothing was changed")
    assert (tmp_path / "gradebook.db").read_bytes() == content


def test_a_database_of_something_else_is_refused_and_untouched(url: str, tmp_path: Path) -> None:
    """No table is added to it."""
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    database.close()
    before = (tmp_path / "gradebook.db").read_bytes()
    refused(url, "not a gradebook.*recipes")
    assert (tmp_path / "gradebook.db").read_bytes() == before


def test_a_gradebook_of_another_nbgrader_is_refused(url: str, tmp_path: Path) -> None:
    """Its schema has a number; the message gives nbgrader's command that brings it up to date."""
    Gradebook(url).close()
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'b6d005d67074'")
    database.close()
    refused(url, "nbgrader db upgrade")


def test_a_gradebook_with_marks_of_other_points_is_refused_and_keeps_them(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed course does not mix its marks with the old ones."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
    raise_points(monkeypatch)
    refused(url, "marks of 1 students for another version of the course: clip/clip_check")
    monkeypatch.undo()
    assert rows(url)[0].scores == {name: float(EXERCISES[name].points) for name in NAMES}


def test_a_gradebook_without_marks_takes_the_new_course(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost there, so nothing is asked; a run that was killed while it made the cells heals the same way."""
    raise_points(monkeypatch)
    Gradebook(url).close()
    monkeypatch.undo()
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
    assert rows(url)[0].max == POINTS


def test_changed_words_of_the_course_are_brought_up_to_date(url: str, tmp_path: Path) -> None:
    """A typo mended in a given cell does not cost a class its gradebook."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
    with sqlite3.connect(tmp_path / "gradebook.db") as database:
        database.execute("UPDATE source_cell SET source = 'tpyo'")
    database.close()
    assert len(rows(url)) == 1
    with api.Gradebook(url, course_id=ASSIGNMENT) as nbgrader:
        assert "check(clip)" in nbgrader.find_source_cell("clip_check", "clip", ASSIGNMENT).source


def _record_past_the_limit(url: str) -> None:
    with Gradebook(url) as gradebook:
        size = Path(gradebook_path(url)).stat().st_size
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        try:
            for number in range(10_000):
                gradebook.record(f"student {number}", FULL | {"clip": Mark(1, "x" * 4000)})
        except GradingError as error:
            os._exit(10 if "same command again" in str(error) else 20)
    os._exit(0)


def gradebook_path(url: str) -> str:
    return url.removeprefix("sqlite:///")


def test_a_full_disk_stops_the_gradebook_with_a_sentence_and_loses_nothing(url: str) -> None:
    """What was recorded before is there; the submission that did not fit is not there in part."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
    child = multiprocessing.get_context("fork").Process(target=_record_past_the_limit, args=(url,))
    child.start()
    child.join()
    assert child.exitcode == 10
    kept = rows(url)
    assert kept[0].student == "ada"
    assert all(sum(row.scores.values()) == POINTS - EXERCISES["clip"].points + 1 for row in kept[1:])
    assert score_in_nbgrader(url, "ada") == POINTS


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("gradebook.db", "not a database address"),
        ("nosuch://x/y", "not a database address"),
        ("mysql+pymysql://x/y", "driver"),
    ],
)
def test_an_address_that_is_none_is_one_sentence(tmp_path: Path, address: str, words: str) -> None:
    """It says what an address looks like, or what to install."""
    with pytest.raises(GradingError, match=words):
        gradebook_url(address, tmp_path)


def test_a_gradebook_that_cannot_be_reached_is_one_sentence(tmp_path: Path) -> None:
    """A missing folder; a server that is not there."""
    refused(f"sqlite:///{tmp_path}/no/such/folder/gradebook.db", "cannot be opened")
    refused(gradebook_url("postgresql://nobody@127.0.0.1:1/none", tmp_path), "cannot be opened")
