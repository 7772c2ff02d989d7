"""An exercise is found by its folder: nothing else of the project names one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from autograder.exercises import EXERCISES

ROOT = Path(__file__).parents[2]
OWN = (  # where an exercise's name belongs, and where the answers and measurements of today's exercises lie
    *(f"autograder/exercises/{name}" for name in EXERCISES),
    *(f"utils/feedback/exercises/{name}.py" for name in EXERCISES),
)
EXCEPTIONS = {
    "autograder/course/reproduce.py": "compares with the published figures, which there are for these four",
    # What is said of an exception and how a call is observed name the exercises still: to be moved into their modules.
    "utils/feedback/clue.py": "how the results and arguments of each exercise's function are called",
    "utils/feedback/exception_kinds.py": "what a division, an index or a type means in one exercise",
    "utils/feedback/exception_names.py": "what a name or key means in one exercise",
    "utils/feedback/exception_shapes.py": "what a shape means in one exercise",
    "utils/feedback/observe.py": "the clip that is handed in is of the kind that the student wrote",
    "utils/feedback/training_stand_ins.py": "the names that Python says in its messages",
    "utils/feedback/training_steps.py": "the helper whose calls are the steps of a training run",
    "autograder/course/beyond/nietzsche.py": "a key of a record, which holds a sample of text",
    "beyond/train_nietzsche.py": "the same key",
    "benchmarks/fairness/measure.py": "shows why no check asks for the whole of one published list of `sample`",
}
SOURCES = sorted(
    path
    for folder in ("autograder", "utils", "benchmarks", "beyond")
    for path in (ROOT / folder).rglob("*.py")
    if not any(path.is_relative_to(ROOT / place) for place in OWN)
)
NAMED = re.compile(rf"({'|'.join(EXERCISES)})(\.\w+)?")


def literals(path: Path) -> list[str]:
    """Every string of a module that is an exercise's name, or the name of its file."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAMED.fullmatch(node.value)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_but_its_own_names_an_exercise(path):
    """A fifth exercise is a folder and a module; no line of any other module has to know of it."""
    if str(path.relative_to(ROOT)) not in EXCEPTIONS:
        assert literals(path) == []


@pytest.mark.parametrize("place", EXCEPTIONS)
def test_an_exception_is_one(place):
    """What no longer names an exercise no longer stands in the list."""
    assert literals(ROOT / place)


@pytest.mark.parametrize("place", ["Makefile", "pyproject.toml", "environment.yml"])
def test_no_setting_names_an_exercise(place):
    """Neither does a command, nor a tool's setting."""
    words = re.findall(r"[\w./-]+", (ROOT / place).read_text(encoding="utf-8"))
    assert [word for word in words if any(part in ("clip", "optimize") for part in word.split("/"))] == []
