"""The grader's packages stand in the order of a submission's way, and no import runs back up it."""

from __future__ import annotations

from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.utils.test_layers import ROOT, imported_by

#: Each may import those before it: what the course is, what was handed in, where it runs, the verdict, what remains.
ORDER = (
    "errors", "files", "certify", "exercises", "course", "submission", "sandbox", "grading", "records", "report",
    "nbgrader_plugin", "batch", "demo", "doctor", "__main__",
)  # fmt: skip
NOT_MODULES = ("answers", "beyond")  # folders of answers and of notebooks
MODULES = {
    path.relative_to(ROOT).with_suffix(""): path
    for path in sorted((ROOT / "autograder").rglob("*.py"))
    if path.name != "master.py" and not set(NOT_MODULES) & set(path.parts)
}


def package(name: str) -> str:
    """The package, or the module of its own, in which a module of the grader lies."""
    return name.split(".")[1] if "." in name else "__init__"


def ours(path: Path) -> set[str]:
    """The grader's own modules that a module imports, anywhere in it."""
    known = {".".join(module.parts).removesuffix(".__init__") for module in MODULES}
    found = {name if name in known else name.rpartition(".")[0] for name in imported_by(path)}
    above = {".".join(path.relative_to(ROOT).parts[:depth]) for depth in range(1, len(path.parts))}
    return found & known - above  # a package is imported on the way to each of its modules


def test_every_package_has_its_place():
    """A new package is put into the order, with thought, or this fails."""
    assert {module.parts[1] for module in MODULES} - {"__init__"} == set(ORDER)


@pytest.mark.parametrize("path", MODULES.values(), ids=[str(module) for module in MODULES])
def test_no_import_runs_back_up(path):
    """A module imports its own package and those before it."""
    here = path.relative_to(ROOT).with_suffix("").parts[1]
    if here != "__init__":
        assert [name for name in ours(path) if ORDER.index(package(name)) > ORDER.index(here)] == []


def test_no_modules_import_each_other_in_a_circle():
    """They can be read in an order in which each needs only what was read before."""
    graph = {".".join(module.parts).removesuffix(".__init__"): ours(path) for module, path in MODULES.items()}
    assert len(list(TopologicalSorter({name: needs - {name} for name, needs in graph.items()}).static_order()))
