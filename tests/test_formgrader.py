"""formgrader in a real browser: its button grades as we do, and its pages are safe to open."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from classroom import ASSIGNMENT, environment, hand_in, make_course, notebook

from autograder.exercises import EXERCISES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
POINTS = sum(exercise.points for exercise in EXERCISES.values())
SCRIPT = "<script>document.title = 'taken over'</script><img src=x onerror=\"document.title = 'taken over'\">"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("servers"),
    pytest.mark.skipif(not CHROMIUM, reason="needs the system's Chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The address of a Jupyter server whose formgrader shows a class of three."""
    folder = tmp_path_factory.mktemp("formgrader")
    course = make_course(folder / "course")
    submitted = course / "submitted"
    hand_in(submitted, "right")
    clip = notebook(
        "clip", f"print('hi')\ndef clip(g, m):\n    return g\ndisplay({{'text/html': {SCRIPT!r}}}, raw=True)"
    )
    clip["cells"].append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": SCRIPT})
    hand_in(submitted, "wrong", clip=clip)
    (hand_in(submitted, "broken") / "clip.ipynb").write_text("{oops")
    (submitted / "broken" / ASSIGNMENT / "timestamp.txt").write_text("never")
    with serving(course, folder) as found:
        yield found


class serving:
    """A Jupyter server in a course folder, with settings and data of its own, ended at the end."""

    def __init__(self, course: Path, private: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = open(private / "server.log", "w")  # noqa: SIM115 (closed at the end)
        kinds = ("CONFIG", "DATA", "RUNTIME")
        env = environment(**{f"JUPYTER_{kind}_DIR": str(private / kind.lower()) for kind in kinds})
        options = ["--allow-root", "--no-browser", f"--port={self.port}", "--ServerApp.port_retries=0"]
        options += ["--IdentityProvider.token=", f"--ServerApp.root_dir={course}"]
        command = [sys.executable, "-m", "jupyter_server", *options]
        self.process = subprocess.Popen(command, cwd=course, env=env, stdout=self.log, stderr=self.log)

    def __enter__(self) -> str:
        address = f"http://127.0.0.1:{self.port}"
        for _ in range(300):  # it takes four seconds, or forty on a busy machine
            try:
                urllib.request.urlopen(f"{address}/api/status", timeout=2).close()
                return address
            except OSError:
                time.sleep(0.2)
        self.__exit__()
        raise TimeoutError(Path(self.log.name).read_text())

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


@pytest.fixture
def page(address):
    """A page of a real browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser.new_page()
        browser.close()


def autograde(page, address: str, student: str) -> list[str]:
    """Press formgrader's button for one student; return what its window says and the student's row."""
    page.goto(f"{address}/formgrader/manage_submissions/{ASSIGNMENT}")
    row = page.locator("tr", has=page.locator(f"td.student-id[data-order='{student}']"))
    row.locator("td.autograde a").click(timeout=30_000)
    page.wait_for_selector(".modal.in", timeout=60_000)
    said = page.inner_text(".modal.in")
    page.click(".modal.in .close")
    page.wait_for_selector(".modal.in", state="detached")
    return [said, " ".join(row.inner_text().split())]


def test_the_button_gives_the_judges_score(page, address):
    """A right submission, a wrong one, and one that stops plain nbgrader, each graded by a click."""
    worth = EXERCISES["clip"].points
    for student, score in (("right", POINTS), ("wrong", POINTS - worth), ("broken", POINTS - worth)):
        said, row = autograde(page, address, student)
        assert "Success" in said
        assert f"graded {score} / {POINTS}" in row, row


def test_the_graded_notebook_shows_the_report_and_runs_nothing(page, address):
    """The sentence is under the check cell; what the student wrote as a script is not one."""
    autograde(page, address, "wrong")
    page.goto(f"{address}/formgrader/gradebook/{ASSIGNMENT}/clip/")
    links = page.locator("table a[href*='/formgrader/submissions/']")
    links.first.wait_for(timeout=30_000)
    reports = []
    for link in [each.get_attribute("href") for each in links.all()]:
        page.goto(f"{address}{link}" if link.startswith("/") else link)
        page.wait_for_selector("#clip_check, .nbgrader_cell", timeout=30_000)
        reports.append(page.inner_text("body"))
        assert page.title() != "taken over"
        assert page.locator("img[onerror]").count() == 0
    assert any("0 of" in text and "points" in text for text in reports)
    assert json.dumps(reports).count("HIDDEN") == 0
