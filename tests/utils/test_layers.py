"""Who may import whom: what the course's layers promise, held by reading the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import utils

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "utils").rglob("*.py"))


def imported_by(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, by its full name."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def test_imports_are_read_in_every_form():
    """The reader of imports sees relative ones, too: a test that sees nothing proves nothing."""
    assert "utils.step.Array" in imported_by(ROOT / "utils" / "network.py")
    assert "utils.plots.plot_losses" in imported_by(ROOT / "utils" / "__init__.py")
    assert "matplotlib.pyplot" in imported_by(ROOT / "utils" / "plots.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_utils_never_imports_the_grader(path):
    """Students get utils without autograder."""
    assert not {name for name in imported_by(path) if name.split(".")[0] == "autograder"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_face_of_utils_imports_plots(path):
    """No module that computes depends on one that draws."""
    if path != ROOT / "utils" / "__init__.py":
        assert not {name for name in imported_by(path) if name.startswith("utils.plots")}


def test_graded_functions_are_not_in_utils():
    """Nobody can import an answer, neither by star nor from a module of utils."""
    graded = {"clip", "sample", "optimize", "model"}
    for path in MODULES:
        top = ast.parse(path.read_text(encoding="utf-8")).body  # what is nested in a function cannot be imported
        assert not graded & {getattr(node, "name", "") for node in top}, path
    assert not graded & set(utils.__all__)


def test_every_published_name_is_there():
    """The star import brings what the published course uses."""
    published = {
        "softmax", "smooth", "print_sample", "get_sample", "get_initial_loss", "initialize_parameters",
        "rnn_step_forward", "rnn_step_backward", "update_parameters", "rnn_forward", "rnn_backward",
    }  # fmt: skip
    assert published <= set(utils.__all__)
    assert all(hasattr(utils, name) for name in utils.__all__)
