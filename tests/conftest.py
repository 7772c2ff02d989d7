"""What several test modules share."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from xdist.scheduler import LoadScopeScheduling

from autograder.grading.run import Run
from autograder.sandbox.sandbox import Sandbox
from tests.support import judging
from tests.support.seeded import SEED
from utils.corpora import FOLDER_VARIABLE

# Files whose tests run in one process: they draw the same runs, grade the same class, or start servers and browsers.
GROUPS = {
    "tests/exercises/test_exercises.py": "cases",
    "tests/exercises/test_fresh_cases.py": "cases",
    "tests/batch/test_batch.py": "graded class",
    "tests/batch/test_replay.py": "graded class",
    "tests/batch/test_cluster.py": "servers",
    "tests/records/test_postgres.py": "servers",
    "tests/nbgrader_plugin/test_formgrader.py": "servers",
}
collect_ignore = ["banks"]  # answers and attacks: data for the tests, never to be imported
ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Draw the seed before worker processes start, so that they have the same."""
    os.environ.setdefault(SEED, str(secrets.randbelow(1_000_000)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the seed, to draw the same part again."""
    terminalreporter.write_line(f"{SEED}={os.environ[SEED]} draws the same part of the banks again.")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Keep the tests of a file in one process, since they share fixtures, and those of the files of a group."""
    return _ByGroup(config, log)


class _ByGroup(LoadScopeScheduling):
    """Hands out whole files and groups; xdist's own marks of groups are not seen under pytest 9.2."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return GROUPS.get(file, file)


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
