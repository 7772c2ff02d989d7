"""The notebooks beyond the graded part run from top to bottom on a small part of their training."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

pytest.importorskip("optax", reason="needs the extra packages: make setup-beyond")
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks" / "beyond"


def run(name: str) -> list[nbformat.NotebookNode]:
    """Execute a notebook and return its code cells with what they put out."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(FOLDER)}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["shakespeare", "nietzsche", "masked_lstm"])
def test_notebook_runs_from_top_to_bottom(name, published_data, monkeypatch):
    """No cell raises or warns, every figure is drawn, and a poem that grew letter by letter is a single output."""
    monkeypatch.setenv("BEYOND_PART", "0.01")
    cells = run(name)
    outputs = [output for cell in cells for output in cell.outputs]
    figures = sum("image/png" in output.get("data", {}) for output in outputs)
    assert figures == sum("plt.show()" in cell.source for cell in cells) > 0
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    for cell in cells:
        if cell.source.startswith("poem = "):
            (poem,) = cell.outputs
            assert poem.data["text/plain"].startswith("shall i compare thee to ")
            assert len(poem.data["text/plain"]) == 24 + 400 + 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["shakespeare", "nietzsche", "masked_lstm"])
def test_notebook_runs_without_its_text(name, tmp_path, monkeypatch):
    """Where a text cannot be had the notebook says so and shows what needs none."""
    monkeypatch.setenv("DINOSAUR_ISLAND_DATA", str(tmp_path))
    printed = "".join(output.get("text", "") for cell in run(name) for output in cell.outputs)
    assert "is missing; put the file there" in printed
