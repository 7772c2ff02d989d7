"""What the tests of the batch share."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.demo.demo import demo_class, write_class
from tests.support.batches import ODD, command


def _only_the_first(notebooks: dict) -> None:
    """Hand in one notebook: there is something to run, and little of it."""
    for name in list(notebooks)[1:]:
        del notebooks[name]


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess]:
    """A class of ordinary and odd names, graded once by the command that an instructor types."""
    folder = tmp_path_factory.mktemp("graded")
    ordinary = demo_class()
    odd = dict.fromkeys(ODD, replace(ordinary["blank"], change=_only_the_first))
    members = {name: ordinary[name] for name in ("all_right", "wrong_clip", "not_a_notebook")} | odd
    write_class(folder / "submitted", members)
    (folder / "submitted" / "nothing").mkdir()
    (folder / "submitted" / "roster.csv").write_text("name\n")
    run = subprocess.run(
        command(folder / "submitted", folder / "out", "--json", str(folder / "report.json"), "--jobs", "1"),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    return folder, run
