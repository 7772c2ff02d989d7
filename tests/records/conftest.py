"""What the tests of records share."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.records.database_address import gradebook_url


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a gradebook in a folder of the test's own."""
    return gradebook_url(None, tmp_path)
