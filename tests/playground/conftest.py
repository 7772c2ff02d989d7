"""What the tests of the live page share: Node's packages, a network, the page, and a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from utils import explore, load_dinosaurs, train

PLAYGROUND = Path(__file__).parents[2] / "playground"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""


@pytest.fixture(scope="session")
def node() -> str:
    """Node."""
    found = shutil.which("node")
    if not found:
        pytest.skip("needs Node 20 or newer")
    return found


@pytest.fixture(scope="session")
def node_packages(node: str) -> Path:
    """The folder of the packages that the lock file names."""
    folder = PLAYGROUND / "node_modules"
    if not (folder / ".ready").exists():
        pytest.skip("needs the packages of playground/package-lock.json: make playground")
    return folder


@pytest.fixture(scope="session")
def parameters() -> dict[str, Any]:
    """A network that has been trained for a while."""
    return train(load_dinosaurs(), 2000)[0]


@pytest.fixture(scope="session")
def page(parameters: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its live page as a file."""
    return explore(parameters).save(tmp_path_factory.mktemp("page") / "explore.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium without a window; closed behind each module, as Playwright runs once in a process at a time."""
    if not CHROMIUM:
        pytest.skip("needs the system's Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Any, page: Path) -> Iterator[Any]:
    """The page in a tab, without motion; nothing may be asked of another place, and no error may be said."""
    context = browser.new_context(reduced_motion="reduce")
    tab, asked, said = context.new_page(), [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(page.as_uri())
    yield tab
    context.close()
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [page.as_uri()]
    assert said == []


def until(frame: Any, expression: str) -> None:
    """Wait until an expression is true; Playwright's own way needs eval, which the page forbids."""
    for _ in range(600):
        if frame.evaluate(expression):
            return
        frame.wait_for_timeout(50)
    raise AssertionError(f"not true within half a minute: {expression}")
