"""Takes the README's picture of `check` in a real browser: ``python docs/pictures/make.py`` (needs Chromium)."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbclient
import nbconvert
import nbformat
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
CELLS = (
    """def clip(gradients, maxValue):
    for gradient in gradients.values():
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradients

check(clip)""",
    """def clip(gradients, maxValue):
    for gradient in gradients.values():
        gradient = np.clip(gradient, -maxValue, maxValue)
    return gradients

check(clip)""",
    """def clip(gradients, maxValue):
    for gradient in gradients:
        np.clip(gradient, -maxValue, maxValue, out=gradient)
    return gradients

check(clip)""",
)


def main() -> None:
    """Run the three answers in a notebook, render it, and photograph it."""
    setup = "import sys; sys.path.insert(0, '../..')\nimport numpy as np\nfrom utils import check"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in (setup, *CELLS)])
    resources = {"metadata": {"path": str(ROOT / "notebooks" / "dinosaur_island")}}
    nbclient.NotebookClient(notebook, allow_errors=True, resources=resources).execute()
    del notebook.cells[0]
    body, _ = nbconvert.HTMLExporter(template_name="lab").from_notebook_node(notebook)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "page.html"
        page_file.write_text(body, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 900, "height": 600})
        page.goto(page_file.as_uri())
        page.screenshot(path=Path(__file__).with_name("check.png"), full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
