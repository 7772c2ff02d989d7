"""What the tests of grading share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One warm sandbox for all tests of grading, with a short limit for cells: some of them do not end."""
    with Sandbox(Limits(cell_seconds=1.5)) as made:
        yield made
