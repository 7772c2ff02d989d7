"""What several test modules share."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.grading.run import Run
from autograder.sandbox.sandbox import Sandbox
from tests.support import judging
from tests.support.seeded import SEED
from utils.corpora import FOLDER_VARIABLE

collect_ignore = ["banks"]  # answers and attacks: data for the tests, never to be imported
ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Draw the seed before worker processes start, so that they have the same."""
    os.environ.setdefault(SEED, str(secrets.randbelow(1_000_000)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the seed, to draw the same part again."""
    terminalreporter.write_line(f"{SEED}={os.environ[SEED]} draws the same part of the banks again.")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each file's tests in one process, since they share fixtures, unless they name another group."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group("/".join(item.path.parts[-2:])))


@pytest.fixture
def published_data(monkeypatch) -> Path:
    """The folder with the published corpora: the one the environment names, or ../shared/data beside the repository."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get(FOLDER_VARIABLE, beside))
    if not (folder / "dinos.txt").exists():
        pytest.skip(f"the published corpora are not here: set {FOLDER_VARIABLE} to their folder")
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture(scope="session")
def generated_files() -> dict[str, bytes]:
    """Every generated file of the course, made once in each process."""
    from autograder.course.build import generated

    return generated()


@pytest.fixture(scope="session")
def committed_files() -> dict[str, bytes]:
    """The same files as they are committed: what is equal to the byte need not be made again for every test."""
    kept = [*(ROOT / "notebooks").glob("[a-z]*/*.ipynb"), *(ROOT / "utils" / "feedback").glob("*.json")]
    return {str(path.relative_to(ROOT)): path.read_bytes() for path in kept}


@pytest.fixture(scope="session")
def run() -> Run:
    """One run for all tests of a process, in which nobody is waited for longer than two seconds."""
    return judging.impatient_run()


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One warm sandbox for all tests of a process, with the grader's own limits."""
    with Sandbox() as made:
        yield made


@pytest.fixture(scope="session")
def indices() -> tuple[np.ndarray, str]:
    """A short text, forty times over, as indices, and its symbols: for the networks beyond the graded part."""
    text = "the good and the bad are old words. what is new? ask the words themselves; they know: "
    symbols = "".join(sorted(set(text)))
    return np.array([symbols.index(c) for c in text * 40], np.int32), symbols
