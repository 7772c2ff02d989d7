"""The live page in a real browser: by keyboard alone, for every reader, in every theme, and in a notebook's frame."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.playground.conftest import until
from utils import explore

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = {"desk": {"width": 1200, "height": 900}, "phone": {"width": 360, "height": 740}}


def faults(tab: Any, node_packages: Path) -> list[str]:
    """What axe-core finds in the page as it stands."""
    tab.evaluate((node_packages / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run(document)")["violations"]
    return [f"{each['impact']}: {each['id']} {[node['html'][:120] for node in each['nodes']]}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Any, page: Path, node_packages: Path, scheme: str, size: str
) -> None:
    """Empty, with a beginning and everything unfolded, with a warning and names on the shelf."""
    context = browser.new_context(color_scheme=scheme, viewport=SIZES[size], reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(page.as_uri())
    assert faults(tab, node_packages) == []
    tab.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
    tab.fill("#beginning", "tyra9")
    assert "“9” left out" in tab.inner_text("#unknown")
    tab.click("#keep")
    tab.click("#finish")
    tab.fill("#steps", "1000")
    tab.click("#train")
    until(tab, "!document.querySelector('#back').disabled")
    assert faults(tab, node_packages) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    context.close()


def reach(tab: Any, wanted: str) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(60):
        if tab.evaluate("document.activeElement.id") == wanted:
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_keyboard_alone_suffices(tab: Any) -> None:
    """Type, slide, choose, finish, keep and remove without a mouse; the focus is never lost."""
    reach(tab, "beginning")
    tab.keyboard.type("Tyra")
    assert tab.inner_text("#expectation").startswith("After “Tyra”")
    reach(tab, "temperature")
    tab.keyboard.press("ArrowRight")
    assert tab.inner_text("#temperature-shown") == "1.05"
    reach(tab, "target")
    tab.keyboard.press("z")
    assert "Whether z comes next" in tab.inner_text("#influence")
    reach(tab, "finish")
    tab.keyboard.press("Enter")
    until(tab, "document.querySelectorAll('#shelf li').length === 1")
    reach(tab, "keep")
    tab.keyboard.press("Space")
    assert tab.locator("#shelf li").count() == 1  # the same name once
    reach(tab, "clear")
    tab.keyboard.press("Enter")
    assert tab.input_value("#beginning") == "" and tab.is_disabled("#keep")
    for _ in range(20):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.textContent") == "Remove":
            break
    tab.keyboard.press("Enter")
    assert tab.locator("#shelf li").count() == 0
    assert tab.evaluate("document.activeElement.id") == "shelf-summary"


def test_shelf_tells_real_new_and_nearly_real_names_apart(tab: Any) -> None:
    """A name of the corpus, one with a letter changed, and one of the reader's own."""
    for name in ("Velociraptor", "velociraptox", "qqq"):
        tab.fill("#beginning", name)
        tab.click("#keep")
    shelf = tab.locator("#shelf li").all_inner_texts()
    assert [" ".join(text.split()) for text in shelf] == [
        "Qqq new Remove",
        "Velociraptox nearly Velociraptor Remove",
        "Velociraptor real Remove",
    ]
    assert tab.inner_text("#shelf-summary") == "3 names: 1 real, 1 nearly real, 1 new."


def test_table_says_in_words_what_the_pictures_show(tab: Any) -> None:
    """A row for every letter, and every symbol from the likeliest down."""
    tab.fill("#beginning", "mei")
    heads = tab.locator("#letters-table tbody th").all_inner_texts()
    assert heads == ["m", "e", "i"]
    assert "unit" in tab.inner_text("#letters-table tbody tr")
    shown = [float(x) for x in tab.eval_on_selector_all("#distribution-table td", "a => a.map(e => e.dataset.value)")]
    assert len(shown) == 27 and shown == sorted(shown, reverse=True)


def test_motion_is_for_those_who_want_it(browser: Any, page: Path) -> None:
    """A name grows letter by letter; where motion is reduced, it is there at once. Typing stops it."""
    for motion in ("no-preference", "reduce"):
        context = browser.new_context(reduced_motion=motion)
        tab = context.new_page()
        tab.clock.install()
        tab.goto(page.as_uri())
        tab.clock.pause_at("2100-01-01")
        tab.fill("#beginning", "tyra")
        tab.click("#finish")
        assert tab.locator("#shelf li").count() == (motion == "reduce")
        if motion == "no-preference":
            assert len(tab.input_value("#beginning")) == len("tyra") + 1
            tab.fill("#beginning", "b")
            tab.clock.run_for(20_000)
            assert tab.input_value("#beginning") == "b" and tab.is_enabled("#finish")
            tab.click("#finish")
            tab.clock.run_for(20_000)
            assert tab.locator("#shelf li").count() == 1
        context.close()


def test_theme_follows_the_system_and_the_reader(browser: Any, page: Path) -> None:
    """Dark where the system is, and whatever the reader chooses after that."""
    context = browser.new_context(color_scheme="dark")
    tab = context.new_page()
    tab.goto(page.as_uri())
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = tab.evaluate(colour)
    tab.select_option("#theme", "light")
    light = tab.evaluate(colour)
    assert light == "rgb(255, 255, 255)" != dark
    tab.select_option("#theme", "dark")
    assert tab.evaluate(colour) == dark
    context.close()


def test_a_notebook_shows_it_whole_and_in_its_own_theme(browser: Any, parameters: Any) -> None:
    """The frame gets the height of the page and the theme of the notebook, and cannot reach into it."""
    context = browser.new_context(viewport=SIZES["desk"])
    tab = context.new_page()
    shown = explore(parameters)._repr_html_()
    tab.set_content(f'<!doctype html><body data-jp-theme-light="false">{shown}{shown}</body>')
    for frame in tab.frames[1:]:
        until(frame, "document.documentElement.dataset.theme === 'dark'")
        frame.fill("#beginning", "tyra")
        until(frame, "document.documentElement.scrollHeight <= innerHeight")
        frame.fill("#steps", "1000")
        frame.click("#train")
        until(frame, "document.querySelector('#training-said').textContent.startsWith('Done after 1,000')")
        assert (
            frame.evaluate("(() => { try { return parent.document.title } catch { return 'refused' } })()") == "refused"
        )
    assert len(tab.frames) == 3
    context.close()
