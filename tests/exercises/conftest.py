"""What the tests of the exercises share."""

from __future__ import annotations

import pytest

from autograder.exercises import Case
from tests.support import judging


@pytest.fixture(scope="module")
def cases(request: pytest.FixtureRequest) -> list[Case]:
    """The cases of one run, of the exercise that the module is about."""
    return judging.cases(request.module.EXERCISE.name)


@pytest.fixture(scope="session")
def drawn() -> dict[str, list[Case]]:
    """The cases of one run: those of an exercise are drawn when they are first asked for."""
    return judging.impatient_run().cases
