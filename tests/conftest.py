"""What several test modules share."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from utils.corpora import FOLDER_VARIABLE

collect_ignore = ["banks"]  # answers and attacks: data for the tests, never to be imported


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
def indices() -> tuple[np.ndarray, str]:
    """A short text, forty times over, as indices, and its symbols: for the networks beyond the graded part."""
    text = "the good and the bad are old words. what is new? ask the words themselves; they know: "
    symbols = "".join(sorted(set(text)))
    return np.array([symbols.index(c) for c in text * 40], np.int32), symbols
