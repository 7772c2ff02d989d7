"""A student's way through the course in a real browser: JupyterLab, the start page, a right answer, handing in."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from autograder.exercises import masters

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
PICTURES = os.environ.get("WAY_IN_PICTURES", "")  # a folder for what the browser shows, to be looked at
WAIT = 60_000  # milliseconds: a kernel starts in seconds, on a busy machine in many

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs the system's Chromium"),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder as the zip file unpacks it, clip answered already in the working copy."""
    root = tmp_path_factory.mktemp("course")
    for name in ("utils", "data", "beyond"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    return root


@pytest.fixture(scope="module")
def lab(course):
    """JupyterLab as `python -m utils.lab` starts it, and the address that it would open."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [f"JUPYTER_{name}_DIR" for name in ("CONFIG", "DATA", "RUNTIME")]
    settings += ["IPYTHONDIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"]
    env = {**os.environ, **{name: str(course / f".{name.lower()}") for name in settings}}
    options = [f"--ServerApp.port={port}", "--no-browser", "--IdentityProvider.token=", "--allow-root"]
    log = (course / "lab.log").open("w")
    command = [sys.executable, "-m", "utils.lab", *options]
    process = subprocess.Popen(command, cwd=course, env=env, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=5):
                    break
            except OSError:
                assert process.poll() is None and time.monotonic() < deadline, (course / "lab.log").read_text()
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


@pytest.fixture(scope="module")
def page(lab):
    """A page of a real browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        tab = browser.new_page(viewport={"width": 1300, "height": 1000})
        tab.set_default_timeout(WAIT)
        yield tab
        browser.close()


def picture(page, name):
    """Keep what the browser shows, where a folder is named for it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def heading(page, title):
    """Wait until a notebook is shown."""
    page.wait_for_selector(f".jp-RenderedMarkdown h1:has-text('{title}'):visible")


def shown(page, words):
    """Wait for an output, and bring it into view."""
    found = page.locator(".jp-OutputArea:visible", has_text=re.compile(words)).last
    found.wait_for()
    found.scroll_into_view_if_needed()


def run_all(page):
    """Run every cell of the notebook in front, from the top."""
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells")).first.click()


def answer(course, name):
    """Write the master's answer into the working copy."""
    path = course / "work" / "dinosaur_island" / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    next(cell for cell in notebook["cells"] if cell["id"] == name)["source"] = masters.solution(name)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_from_the_start_page_to_the_zip_file(course, lab, page):
    """It opens by itself, shows four bars and leads on by links; what is right shows, and is handed in."""
    page.goto(lab)
    heading(page, "Dinosaur Island: start here")
    rows = page.locator(".jp-DirListing-itemText:visible")
    page.wait_for_function("document.querySelectorAll('.jp-DirListing-itemText').length >= 5")
    assert rows.first.inner_text().startswith("0_start")
    run_all(page)
    shown(page, "0 of 70 points, as saved at")
    picture(page, "1-start")
    page.click(".jp-OutputArea a:text-is('clip'):visible")
    heading(page, "Clip: keep the gradients within bounds")
    picture(page, "2-clip")
    answer(course, "clip")
    page.goto(f"{lab}/lab/tree/dinosaur_island/clip.ipynb?reset")
    heading(page, "Clip: keep the gradients within bounds")
    run_all(page)
    shown(page, "Next: sample")
    picture(page, "3-right")
    page.click(".jp-RenderedMarkdown a:text-is('sample.ipynb'):visible")
    heading(page, "Sample: let the network")
    picture(page, "4-sample")
    page.goto(f"{lab}/lab/tree/dinosaur_island/0_start.ipynb?reset")
    heading(page, "Dinosaur Island: start here")
    cell = page.locator(".jp-CodeCell", has_text="# hand_in()").locator(".cm-content")
    cell.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("hand_in()")
    run_all(page)
    shown(page, "10 of 70 points, as saved at .* Hand in")
    picture(page, "5-hand-in")
    with zipfile.ZipFile(course / "work/dinosaur_island/hand_in.zip") as archive:
        assert archive.namelist() == [f"{name}.ipynb" for name in masters.names()]
    assert not re.search(r"Traceback", page.inner_text("body"))
