"""The gradebook on a real PostgreSQL server: the same marks, one grader at a time."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader import api

from autograder.batch import batch
from autograder.batch.batch import grade
from autograder.errors import GradingError
from autograder.exercises import EXERCISES
from autograder.records.database_address import gradebook_url
from autograder.records.gradebook import Gradebook, Mark
from autograder.submission.roster import ASSIGNMENT

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
MISSING = "PostgreSQL's programs are not in /usr/lib/postgresql: install the package `postgresql`"
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not PROGRAMS, reason=MISSING),
]
FULL = {name: Mark(float(exercise.points), "Well done, Zoë.") for name, exercise in EXERCISES.items()}


def owner() -> str | None:
    """Return the user to run the server as: it refuses root."""
    return "postgres" if os.getuid() == 0 else None


def run(program: str, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    subprocess.run(
        [PROGRAMS[-1].with_name(program), *arguments],
        user=owner(),
        check=True,
        capture_output=True,
        cwd="/",
        env=environment | {"LC_ALL": "C.UTF-8"},
    )


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of the test's own, in a folder under /tmp: its address without a database."""
    folder = Path("/tmp") / f"dinosaur-postgres-{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        if owner():
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "grader", "--auth=trust", "--no-sync", "--encoding=UTF8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://grader:secret@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def url(server: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database."""
    port, name = server.rpartition(":")[2], f"book{abs(hash(request.node.name))}"
    run("createdb", "-h", "127.0.0.1", "-p", port, "-U", "grader", name)
    return gradebook_url(f"{server}/{name}", tmp_path)


def test_nbgrader_reads_from_the_server_what_was_written(url: str) -> None:
    """Scores, comments, names in any script, and the longest id."""
    longest = "x" * 128
    with Gradebook(url) as gradebook:
        for student in ("Zoë", longest):
            gradebook.record(student, FULL)
            gradebook.record(student, FULL | {"clip": Mark(1)})
        rows = list(gradebook.rows())
    assert [row.student for row in rows] == ["Zoë", longest] or [row.student for row in rows] == [longest, "Zoë"]
    with api.Gradebook(url, course_id=ASSIGNMENT) as nbgrader:
        submission = nbgrader.find_submission(ASSIGNMENT, "Zoë")
        assert submission.score == sum(EXERCISES[name].points for name in EXERCISES) - EXERCISES["clip"].points + 1
        assert submission.needs_manual_grade is False
        assert nbgrader.find_comment("sample", "sample", ASSIGNMENT, "Zoë").comment == "Well done, Zoë."


def test_marks_given_by_hand_stay_on_the_server(url: str) -> None:
    """As in a file."""
    with Gradebook(url) as gradebook:
        gradebook.record("ada", FULL)
    with api.Gradebook(url, course_id=ASSIGNMENT) as nbgrader:
        nbgrader.find_grade("clip_check", "clip", ASSIGNMENT, "ada").manual_score = 2.5
        nbgrader.db.commit()
    with Gradebook(url) as gradebook:
        gradebook.record("ada", {})
        assert next(gradebook.rows()).scores["clip"] == 2.5


def test_a_second_grader_on_the_same_database_is_told_so(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also from another machine; when the first is gone, the next may go on at once."""
    monkeypatch.setattr("autograder.records.database.LOCK_SECONDS", 0.2)
    with Gradebook(url), pytest.raises(GradingError, match=r"Another grader.*Nothing was changed"):
        Gradebook(url)
    Gradebook(url).close()


def test_a_class_is_graded_into_the_server_and_its_password_is_written_nowhere(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--db`, and nbgrader's own export in the output folder with the address in the environment."""
    from tests.support.batches import Fake, hand_in_bytes

    monkeypatch.setattr(batch, "grade_here", Fake())
    hand_in_bytes(tmp_path / "submitted", "ada", b"{}")
    assert grade(tmp_path / "submitted", tmp_path / "out", db=url) == 0
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not [path for path in files if b"secret" in path.read_bytes() and path.suffix in (".py", ".json", ".csv")]
    scripts = Path(sys.executable).parent
    path = {"PATH": f"{scripts}:{os.environ['PATH']}", "HOME": str(tmp_path), "AUTOGRADER_DB": url}
    subprocess.run(
        [scripts / "nbgrader", "export"], cwd=tmp_path / "out", env=os.environ | path, check=True, capture_output=True
    )
    assert "ada" in (tmp_path / "out" / "nbgrader_grades.csv").read_text()
