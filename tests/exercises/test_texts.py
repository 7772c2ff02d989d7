"""What is said about known mistakes is joined with their code, one by one or by a rule."""

from __future__ import annotations

import pytest

from autograder.exercises import texts
from autograder.exercises.texts import Rule, variants

SAID = {
    "upside down": {"breaks": ["signs"], "message": "Every sign is wrong."},
    "without {some}": {"breaks": ["keys"], "message": "{some} {are} missing."},
}


@pytest.fixture
def said(monkeypatch):
    """An exercise of which this is said."""
    monkeypatch.setattr(texts, "description", lambda name: {"mistakes": SAID})


def test_a_rule_makes_a_mistake_of_each_choice(said):
    """Its name, its message and its code are about what was chosen."""
    chosen = [("a",), ("a", "b"), ("a", "b", "c")]
    found = variants("any", {"upside down": abs, "without {some}": Rule(chosen, lambda some: lambda: some)})
    assert [(each.name, each.sentence, each.breaks) for each in found] == [
        ("upside down", "Every sign is wrong.", ("signs",)),
        ("without a", "a is missing.", ("keys",)),
        ("without a b", "a and b are missing.", ("keys",)),
        ("without a b c", "a, b and c are missing.", ("keys",)),
    ]
    assert [each.function() for each in found[1:]] == chosen


def test_code_and_messages_name_the_same_mistakes(said):
    """A mistake with code and no message, or the other way round, is told by its name."""
    with pytest.raises(ValueError, match=r"any/exercise\.toml and mistakes\.py .*\['downside up', 'without {some}'\]"):
        variants("any", {"upside down": abs, "downside up": abs})
