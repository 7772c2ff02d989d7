"""The live page is filled with the network and the corpus that are handed in, and saved without harm to other files."""

from __future__ import annotations

import base64
import html
import json
import re

import numpy as np
import pytest

from utils import explore, initialize_parameters, load_dinosaurs, read_names
from utils.explore import explorer

NAMES = ["mei", "anzu", "</script><script>alert(1)</script>"]


def data_of(page):
    """What a page was filled with."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page.html, re.DOTALL)
    return json.loads(found.group(1))


def test_page_holds_the_bits_of_the_parameters_and_the_corpus():
    """Weights travel as the bytes of their numbers, names in their order, symbols in the vocabulary's."""
    parameters = initialize_parameters(6, 27, 27)
    data = data_of(explore(parameters))
    bits = b"".join(parameters[name].tobytes() for name in ("Wax", "Waa", "Wya", "b", "by"))
    assert base64.b64decode(data["weights"]) == bits
    assert data["units"] == 6
    assert data["names"] == read_names(load_dinosaurs())
    assert "".join(data["symbols"]) == "\nabcdefghijklmnopqrstuvwxyz"


def test_page_of_the_full_network_is_small_enough():
    """The course's network with its corpus makes a page well below the limit of 400 KB."""
    page = explore(initialize_parameters(50, 27, 27))
    assert len(page.html.encode()) < 250_000
    assert "KB" in repr(page)


def test_nothing_in_the_corpus_can_end_the_script_element():
    """Names are text, whatever they look like."""
    symbols = dict(enumerate(sorted(set("".join(NAMES) + "\n"))))
    page = explore(initialize_parameters(3, len(symbols), len(symbols)), NAMES, symbols)
    assert "<script>alert" not in page.html
    assert data_of(page)["names"] == NAMES


def test_page_in_a_notebook_is_a_frame_without_the_notebooks_origin():
    """The frame holds the whole page, and may run scripts but nothing else of the notebook's."""
    page = explore(initialize_parameters(3, 27, 27))
    shown = page._repr_html_()
    assert 'sandbox="allow-scripts allow-downloads"' in shown
    assert html.unescape(re.search(r'srcdoc="([^"]*)"', shown).group(1)) == page.html


def test_page_loads_nothing_from_elsewhere():
    """Its own policy forbids every request, and no address stands in an attribute that would make one."""
    page = explorer.PAGE.read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    assert page.count(explorer.MARK) == 1


def test_saving_replaces_an_earlier_page_and_nothing_else(tmp_path):
    """Another file of that name, a folder, and a folder that is not there are each told in a sentence."""
    page = explore(initialize_parameters(3, 27, 27))
    place = page.save(tmp_path / "mine.html")
    assert place.read_text(encoding="utf-8") == page.html
    assert explore(initialize_parameters(4, 27, 27)).save(place) == place
    other = tmp_path / "thesis.html"
    other.write_text("years of work")
    for path, error in (
        (other, FileExistsError),
        (tmp_path, FileExistsError),
        (tmp_path / "no" / "a", FileNotFoundError),
    ):
        with pytest.raises(error, match=r"There is no folder|choose another name"):
            page.save(path)
    with pytest.raises(TypeError, match="name of a file"):
        page.save(3)
    assert other.read_text() == "years of work"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.html", "thesis.html"]


SMALL = initialize_parameters(3, 27, 27)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((None,), ValueError, "should be a dictionary"),
        (({"Wax": np.ones((3, 27))},), ValueError, "has no Waa"),
        (({**SMALL, "b": np.ones(3)},), ValueError, r"b should have the shape \(3, 1\)"),
        (({**SMALL, "b": np.full((3, 1), np.nan)},), ValueError, "b holds nan or infinity"),
        (({**SMALL, "b": np.array([["a"]] * 3)},), ValueError, "b should be an array of numbers"),
        (((SMALL, "history"),), TypeError, r"parameters\[0\]"),
        ((SMALL, 3), TypeError, "corpus should be a text"),
        ((SMALL, ["mei", 3]), TypeError, "corpus should be a text"),
        ((SMALL, ""), ValueError, "holds no name"),
        ((SMALL, "mei"), ValueError, "27 symbols, and the corpus 4"),
        ((SMALL, None, {0: "\n"}), ValueError, "index from 0 to 26"),
        ((SMALL, None, 5), ValueError, "index from 0 to 26"),
        ((SMALL, "été", dict(enumerate("\nabcdefghijklmnopqrstuvwxyz"))), ValueError, "not in the vocabulary"),
        ((initialize_parameters(200, 27, 27),), ValueError, "fewer hidden units than 200"),
    ],
)
def test_a_wrong_argument_is_told_in_a_sentence(arguments, error, message):
    """It says what was expected and what came."""
    with pytest.raises(error, match=message):
        explore(*arguments)


def test_symbols_are_those_of_the_corpus_that_is_handed_in():
    """A network trained on names of one's own has their vocabulary."""
    assert data_of(explore(initialize_parameters(4, 3, 3), ["ab", "ba", "abba"]))["symbols"] == ["\n", "a", "b"]
