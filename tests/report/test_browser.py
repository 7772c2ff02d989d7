"""Our own pages in a real browser: hostile text does nothing there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.report import feedback
from tests.support.hostile_text import ATTACKS, result_with

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs the system's Chromium"),
]


def test_hostile_text_runs_nothing_loads_nothing_and_leads_nowhere(tmp_path: Path) -> None:
    """With every attack in every place: one request, for the page; no dialog, no error of a policy, no other title."""
    from playwright.sync_api import sync_playwright

    result = result_with(*ATTACKS)
    for name, page in feedback.feedback_pages("<script>alert(1)</script>", {"clip": result}).items():
        (tmp_path / name).write_bytes(page)
    row = {"student": ATTACKS[1], "link": "clip.html", "scores": {"clip": 0.0}, "total": 0.0, "note": ATTACKS[0]}
    (tmp_path / "overview.html").write_bytes(feedback.overview_page([row], 0))
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        for name in ("clip.html", "index.html", "overview.html"):
            asked, said = [], []
            tab = browser.new_page()
            tab.on("request", lambda request, asked=asked: asked.append(request.url))
            tab.on("dialog", lambda dialog, said=said: (said.append(dialog.message), dialog.dismiss()))
            tab.on("console", lambda message, said=said: said.append(message.text))
            tab.goto((tmp_path / name).as_uri())
            assert "<script>alert(1)</script>" in tab.inner_text("body")
            assert tab.locator("body script, body iframe, body form, body img, body object, body style").count() == 0
            links = [link.get_attribute("href") for link in tab.locator("a").all()]
            assert set(links) <= {"index.html", "clip.html"}
            assert asked == [(tmp_path / name).as_uri()]
            assert said == []
        browser.close()
