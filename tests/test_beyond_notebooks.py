"""The notebooks beyond the graded part run from top to bottom on a small part of their training."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

pytest.importorskip("optax", reason="needs the extra packages: make setup-beyond")
from nbclient import NotebookClient

pytestmark = pytest.mark.beyond
FOLDER = Path(__file__).parents[1] / "notebooks" / "beyond"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["shakespeare", "nietzsche", "masked_lstm"])
def test_notebook_runs_from_top_to_bottom(name, published_data, monkeypatch):
    """No cell raises, and every figure is drawn."""
    monkeypatch.setenv("BEYOND_PART", "0.01")
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(FOLDER)}}).execute()
    figures = sum(
        "image/png" in output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])
    )
    drawn = sum("plt.show()" in cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert figures == drawn > 0
