"""Training in the page gives the bits of the Python engine, in Node and in Chromium, and is shown while it runs."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.playground.conftest import PLAYGROUND, until
from tests.utils.test_engine import NAMES, digest
from tests.utils.test_engine_bits import DIGEST
from utils import load_dinosaurs, read_names, train, vocabulary

pytestmark = pytest.mark.slow
RUNS = {
    "the course's": (load_dinosaurs(), 35000, {}),
    "one unit": (NAMES, 300, {"units": 1}),
    "seven units, a large rate": (NAMES, 500, {"units": 7, "rate": 0.5}),
    "a seed": (NAMES, 1234, {"units": 33, "seed": 4294967293}),
    "letters of one's own": ("été\nœuf\n𓃰a\nåbo\n", 400, {"units": 16, "seed": 3}),
    "clipped at every step": (["ab" * 60, "ba" * 50], 30, {"units": 4, "rate": 0.2}),
}


def settings(name: str) -> tuple[str, dict[str, Any]]:
    """The text of a run, and what the page's trainer takes for it."""
    names, steps, options = RUNS[name]
    text = names if isinstance(names, str) else "\n".join(names)
    symbols = list(vocabulary(text)[0])
    return text, {"names": read_names(text), "symbols": symbols, "steps": steps, "options": options}


@pytest.fixture(scope="module")
def digests(node: str, node_packages: Any) -> dict[str, str]:
    """The digest of the parameters of each run in Node."""
    runs = json.dumps([settings(name)[1] for name in RUNS])
    run = subprocess.run([node, "digest.js"], cwd=PLAYGROUND, input=runs, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    return dict(zip(RUNS, run.stdout.split(), strict=True))


@pytest.mark.parametrize("name", RUNS)
def test_node_gives_pythons_bits(digests: dict[str, str], name: str) -> None:
    """The digest of the parameters is that of `train`, for any units, rate, seed and letters."""
    (text, run), given = settings(name), RUNS[name][2]
    parameters, _ = train(text, run["steps"], given.get("units", 50), given.get("rate", 0.01), given.get("seed", 0))
    assert digests[name] == digest(parameters)


def test_node_gives_the_digest_that_is_written_down(digests: dict[str, str]) -> None:
    """After 35,000 steps on the course's names it is the one that the test of the Python engine asserts."""
    assert digests["the course's"] == DIGEST


def trained(tab: Any, **settings: str) -> str:
    """Train in the page with some settings, and return what it says at the end."""
    for key, value in settings.items():
        tab.fill(f"#{key}", value)
    tab.click("#train")
    until(tab, "!document.querySelector('#train').disabled")
    return tab.inner_text("#training-said")


@pytest.mark.browser
def test_chromium_gives_pythons_bits_and_explores_what_it_trained(tab: Any, parameters: dict[str, Any]) -> None:
    """35,000 steps in a worker end in the digest that Python's test asserts; the network above is the trained one."""
    tab.fill("#beginning", "tyra")
    before = tab.get_attribute("#expectation", "data-entropy")
    said = trained(tab)
    until(tab, "document.querySelector('#digest').textContent !== ''")
    assert tab.inner_text("#digest") == DIGEST
    assert "the loss fell from" in said
    until(tab, "!document.querySelector('#back').disabled")
    assert "after 35,000 steps" in tab.inner_text("#which")
    assert tab.get_attribute("#expectation", "data-entropy") != before
    assert tab.locator("#training-table tbody tr").count() == 18
    tab.click("#back")
    assert tab.get_attribute("#expectation", "data-entropy") == before


@pytest.mark.browser
def test_exploding_gradients_are_seen_and_told(tab: Any) -> None:
    """Without clipping and with a large rate, the loss ends above that of a network that knows nothing."""
    tab.uncheck("#clipped")
    assert tab.is_disabled("#limit")
    assert "it exploded; a rate below 1, or clipped gradients, would help" in trained(tab, rate="1", steps="2000")
    assert "ran away" in trained(tab, rate="100", steps="20000") or "exploded" in tab.inner_text("#training-said")


@pytest.mark.browser
def test_settings_that_make_no_sense_start_nothing(tab: Any) -> None:
    """The page says what is wrong, and stays as it was."""
    tab.fill("#units", "0")
    tab.click("#train")
    assert tab.inner_text("#training-problem").startswith("The number of hidden units should be")
    assert tab.is_disabled("#stop") and tab.inner_text("#training-said") == ""


@pytest.mark.browser
def test_training_is_started_and_stopped_by_keyboard(tab: Any) -> None:
    """The focus goes to Stop and comes back to Train; what was trained so far stays to be explored."""
    tab.fill("#steps", "1000000")
    tab.focus("#train")
    tab.keyboard.press("Enter")
    until(tab, "document.querySelector('#training-now').textContent !== ''")
    assert tab.evaluate("document.activeElement.id") == "stop"
    tab.keyboard.press("Enter")
    assert tab.inner_text("#training-said").startswith("Stopped after")
    assert tab.evaluate("document.activeElement.id") == "train"
    assert tab.is_enabled("#train") and tab.is_disabled("#stop")


@pytest.mark.browser
def test_the_network_in_training_is_seen_by_those_who_like_motion(browser: Any, page: Any) -> None:
    """The picture above follows the training; where motion is reduced it changes at its end alone."""
    for motion, shown in (("no-preference", True), ("reduce", False)):
        context = browser.new_context(reduced_motion=motion)
        tab = context.new_page()
        tab.goto(page.as_uri())
        tab.fill("#steps", "1000000")
        tab.click("#train")
        until(tab, "document.querySelector('#training-now').textContent !== ''")
        assert (tab.inner_text("#which") != "") == shown
        context.close()


@pytest.mark.browser
def test_a_browser_without_workers_is_told(browser: Any, page: Any) -> None:
    """Where no worker may be started, the page says so, and the rest of it works on."""
    tab = browser.new_page()
    tab.add_init_script("Worker = class { constructor() { throw new Error('refused') } }")
    tab.goto(page.as_uri())
    tab.click("#train")
    assert "It cannot be trained here: Error: refused." in tab.inner_text("#training-said")
    assert tab.is_enabled("#train")
    tab.fill("#beginning", "mei")
    assert tab.inner_text("#expectation").startswith("After “Mei”")
    tab.close()
