"""The gradebook's address: taken from where nobody else can read it, and shown without its password."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.batch.batch import grade
from autograder.errors import GradingError
from autograder.nbgrader_plugin.course_folder import prepare_folder
from autograder.records.database_address import chosen_address, gradebook_url, nbgrader_url, scrubbed, without_password
from autograder.records.gradebook import Gradebook
from tests.support.batches import hand_in_bytes

SECRET = "tyrannos"
ADDRESS = f"postgresql://grader:{SECRET}@127.0.0.1:1/book"

_SHOW = "from nbgrader.apps import ExportApp; app = ExportApp(); app.load_config_file(); print(app.config)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that holds an address, its owner's alone."""
    path = tmp_path / "address"
    path.write_text(f"{ADDRESS}\n")
    path.chmod(0o600)
    return path


def test_the_command_line_comes_first_and_a_password_there_is_warned_of(file: Path, monkeypatch) -> None:
    """Then the file, then the variable; none of them is no address, and a file or a variable is no reason to warn."""
    monkeypatch.setenv("AUTOGRADER_DB", "postgresql://variable")
    assert chosen_address("postgresql://typed", None) == ("postgresql://typed", "")
    assert chosen_address(None, file) == (ADDRESS, "")
    assert chosen_address(None, None) == ("postgresql://variable", "")
    for typed in (ADDRESS, f"postgresql://host/book?password={SECRET}"):
        address, warning = chosen_address(typed, None)
        assert address == typed and "list of processes" in warning and SECRET not in warning
    monkeypatch.delenv("AUTOGRADER_DB")
    assert chosen_address(None, None) == (None, "")


def test_a_file_that_others_can_read_holds_no_secret(file: Path) -> None:
    """It is refused with what to do, as are one that is missing or empty, and two addresses at once."""
    with pytest.raises(GradingError, match="not both"):
        chosen_address("x", file)
    file.chmod(0o640)
    with pytest.raises(GradingError, match="chmod 600"):
        chosen_address(None, file)
    file.write_text("")
    file.chmod(0o600)
    with pytest.raises(GradingError, match=r"is empty.*Expected"):
        chosen_address(None, file)
    with pytest.raises(GradingError, match="cannot be read"):
        chosen_address(None, file.with_name("missing"))


@pytest.mark.parametrize(
    "address",
    [
        *(
            f"postgresql://ada:{SECRET}@x@host/book",
            f"postgresql://ada:x@{SECRET}@host/book",
            f"postgresql://a:{SECRET}",
        ),
        *(
            f"postgresql://ada:{SECRET}@host:port/book",
            f"nosuch://ada:{SECRET}@host/book",
            f"{SECRET}",
            f"a:{SECRET}@b",
        ),
        *(f"postgresql://ada:x@y/{SECRET}@host/book", f"mysql+pymysql://ada:{SECRET}@host/book"),
    ],
)
def test_an_address_that_is_none_is_not_repeated(address: str, tmp_path: Path) -> None:
    """Whatever stands where a password may stand is in no message."""
    with pytest.raises(GradingError) as caught:
        gradebook_url(address, tmp_path)
    assert SECRET not in str(caught.value) and caught.value.__suppress_context__


def test_a_password_is_in_nothing_that_is_shown(tmp_path: Path) -> None:
    """Neither as itself nor among the options; what a database repeats of it is starred."""
    for address in (
        ADDRESS,
        f"postgresql://h/b?password={SECRET}&sslmode=require",
        f"postgresql://h/b?sslpassword={SECRET}",
    ):
        assert SECRET not in without_password(address)
    assert SECRET not in scrubbed(f"invalid {SECRET}", ADDRESS)
    assert "sslmode=require" in without_password("postgresql://h/b?sslmode=require")
    with pytest.raises(GradingError, match="cannot be opened") as caught:
        Gradebook(gradebook_url(ADDRESS, tmp_path))
    assert SECRET not in str(caught.value) and "grader@127.0.0.1" in str(caught.value)


def test_a_run_that_fails_shows_no_password(tmp_path: Path, capfd, monkeypatch) -> None:
    """By the option, with its warning; by the variable, without."""
    hand_in_bytes(tmp_path / "submitted", "ada", b"{}")
    assert grade(tmp_path / "submitted", tmp_path / "out", db=ADDRESS) == 1
    said = "".join(capfd.readouterr())
    assert "list of processes" in said and "cannot be opened" in said and SECRET not in said
    monkeypatch.setenv("AUTOGRADER_DB", ADDRESS)
    assert grade(tmp_path / "submitted", tmp_path / "out") == 1
    said = "".join(capfd.readouterr())
    assert "list of processes" not in said and "cannot be opened" in said and SECRET not in said


@pytest.mark.slow
def test_nbgraders_configuration_holds_no_password_and_finds_it(file: Path, tmp_path: Path, monkeypatch) -> None:
    """Neither the file in the output folder nor what nbgrader shows of it; the driver gets it by its own variable."""
    monkeypatch.setenv("PGPASSWORD", "")
    bare = without_password(gradebook_url(ADDRESS, tmp_path))
    assert nbgrader_url(bare) == bare
    assert nbgrader_url(bare, str(file)) == bare
    assert os.environ["PGPASSWORD"] == SECRET
    for given in (None, file):
        prepare_folder(tmp_path / "out", tmp_path, gradebook_url(ADDRESS, tmp_path), given)
        config = (tmp_path / "out" / "nbgrader_config.py").read_text()
        assert SECRET not in config and (str(file) in config) == (given is not None)
    environment = {name: value for name, value in os.environ.items() if name != "PGPASSWORD"}
    shown = subprocess.run(
        [sys.executable, "-c", _SHOW],
        cwd=tmp_path / "out",
        env=environment | {"AUTOGRADER_DB": ADDRESS},
        capture_output=True,
        text=True,
    )
    assert bare in shown.stdout and SECRET not in shown.stdout + shown.stderr, shown.stderr
