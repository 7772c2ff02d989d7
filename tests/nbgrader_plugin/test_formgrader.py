"""formgrader in a real browser: its button grades as we do, and its pages are safe to open."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from autograder.exercises import EXERCISES
from tests.support.classroom import ASSIGNMENT, environment, hand_in, make_course, nbgrader, notebook
from tests.support.hostile_text import ATTACKS, EVIL
from utils.feedback.contract import START_PAGE

OUR_LINKS = {START_PAGE, *(f"{name}.ipynb" for name in EXERCISES)}  # the end of a notebook leads to these
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
POINTS = sum(exercise.points for exercise in EXERCISES.values())
TAKE_OVER = "document.title='taken over'"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs the system's Chromium"),
]


def hostile_notebook() -> dict:
    """Return a wrong `clip` with every attack as a text cell, a raw cell and outputs of each kind, and its error."""
    attacks = [attack.replace("alert(1)", TAKE_OVER) for attack in ATTACKS]
    media = ("text/html", "text/markdown", "text/latex", "image/svg+xml", "application/javascript")
    shown = f"for attack in {attacks!r}:\n    print(attack)\n    for kind in {media!r}:\n"
    shown += "        display({kind: attack}, raw=True)"
    clip = notebook("clip", f"def clip(g, m):\n    raise ValueError({' '.join(attacks)!r})", added=[shown])
    for number, attack in enumerate(attacks):
        for kind in ("markdown", "raw"):
            cell = {"cell_type": kind, "id": f"{kind}{number}", "metadata": {"trusted": True}, "source": attack}
            clip["cells"].append(cell | {"metadata": {"raw_mimetype": "text/html"}} if kind == "raw" else cell)
    return clip


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course folder with a class of three."""
    course = make_course(tmp_path_factory.mktemp("formgrader") / "course")
    submitted = course / "submitted"
    hand_in(submitted, "right")
    hand_in(submitted, "wrong", clip=hostile_notebook())
    (hand_in(submitted, "broken") / "clip.ipynb").write_text("{oops")
    (submitted / "broken" / ASSIGNMENT / "timestamp.txt").write_text("never")
    return course


@pytest.fixture(scope="module")
def address(course: Path) -> Iterator[str]:
    """The address of a Jupyter server whose formgrader shows the class."""
    with serving(course, course.parent) as found:
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


def test_the_graded_notebook_shows_the_report_and_runs_nothing(page, address, course):
    """The sentence is under the check cell; of what the student wrote nothing runs, is loaded or can be clicked on."""
    asked, opened = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    autograde(page, address, "wrong")
    page.goto(f"{address}/formgrader/gradebook/{ASSIGNMENT}/clip/")
    links = page.locator("table a[href*='/formgrader/submissions/']")
    links.first.wait_for(timeout=30_000)
    reports = []
    for link in [each.get_attribute("href") for each in links.all()]:
        page.goto(f"{address}{link}" if link.startswith("/") else link)
        page.wait_for_selector("#clip_check, .nbgrader_cell", timeout=30_000)
        reports.append(page.inner_text("body"))
        for each in page.locator("#notebook-container a").all():
            target = each.get_attribute("href") or ""
            assert target.startswith(("#", "https://")) or target in OUR_LINKS, target
        for element in ("img", "script", "iframe", "form", "svg", "style", "[onclick]", "[onerror]", "[onload]"):
            assert page.locator(f"#notebook-container {element}").count() == 0, element
        for preformatted in page.locator("#notebook-container .text_cell pre").all():
            preformatted.click()
        assert page.title() == "clip"
    assert any("0 of" in text and "points" in text for text in reports)
    assert any("[x](javascript:" in text and "<script>" in text for text in reports)
    assert json.dumps(reports).count("HIDDEN") == 0
    assert opened == []
    assert [url for url in asked if url.startswith((EVIL, "javascript:", "data:text"))] == []


def test_the_feedback_that_nbgrader_makes_runs_nothing(page, address, course, tmp_path):
    """The page that students get back, from a file."""
    autograde(page, address, "wrong")
    done = nbgrader(course, "generate_feedback", ASSIGNMENT, "--student", "wrong", "--force")
    assert done.returncode == 0, done.stderr
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((course / "feedback" / "wrong" / ASSIGNMENT / "clip.html").as_uri())
    assert page.title() == "clip"
    assert "<script>" in page.inner_text("#notebook-container")
    for element in ("img", "script", "iframe", "form", "svg", "style", "a[href^=java]", "a[href*=evil]"):
        assert page.locator(f"#notebook-container {element}").count() == 0, element
    assert [url for url in asked if url.startswith((EVIL, "javascript:", "data:text"))] == []


def test_jupyter_does_not_trust_a_graded_notebook(page, address, course):
    """No step signs it, so the server marks each code cell as untrusted and JupyterLab cleans what it shows."""
    autograde(page, address, "wrong")
    place = f"{address}/api/contents/autograded/wrong/{ASSIGNMENT}/clip.ipynb"
    with urllib.request.urlopen(place) as answer:
        cells = json.load(answer)["content"]["cells"]
    trusted = [cell["metadata"]["trusted"] for cell in cells if cell["cell_type"] == "code" and cell["outputs"]]
    assert trusted and not any(trusted)
    signatures = list(course.parent.rglob("nbsignatures.db"))
    assert signatures
    with closing(sqlite3.connect(signatures[0])) as database:
        assert database.execute("select count(*) from nbsignatures").fetchone() == (0,)
