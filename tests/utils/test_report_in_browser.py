"""The report of `check` in a real browser: short at first, within its width, and legible in every theme."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from utils.feedback.check import examine

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
AXE = Path(__file__).parents[2] / "playground" / "node_modules" / "axe-core" / "axe.min.js"
THEMES = {"light": ("#ffffff", "#000000"), "dark": ("#111111", "#e0e0e0")}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs the system's Chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="needs the packages of playground/package-lock.json: make playground"),
]

WRONG = {
    "clip": lambda gradients, maxValue: {k: np.minimum(v, maxValue) for k, v in gradients.items()},
    "sample": lambda parameters, char_to_ix, seed: [3] * 49 + [0],
    "optimize": lambda *_: 1 / 0,
}


@pytest.mark.parametrize("theme", THEMES)
def test_a_report_is_short_fits_and_is_legible(theme: str, tmp_path: Path) -> None:
    """The examples are folded; unfolded, nothing is wider than a phone, and axe-core finds nothing."""
    from playwright.sync_api import sync_playwright

    paper, ink = THEMES[theme]
    reports = "".join(examine(function, name)._repr_html_() for name, function in WRONG.items())
    page = tmp_path / "report.html"
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>check</title>'
    page.write_text(
        f'{head}<body style="background:{paper};color:{ink}"><main><h1>Notebook</h1>{reports}</main>', encoding="utf-8"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        tab = browser.new_page(viewport={"width": 360, "height": 740})
        tab.goto(page.as_uri())
        assert not any(table.is_visible() for table in tab.locator("table").all())
        tab.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert all(table.is_visible() for table in tab.locator("table").all())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        found = tab.evaluate("axe.run(document)")["violations"]
        browser.close()
    assert [(each["id"], [node["html"][:100] for node in each["nodes"]]) for each in found] == []
