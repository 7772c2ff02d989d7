"""Generated rubbish: whatever bytes are handed in, intake returns a clean notebook or a sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.submission import intake
from autograder.submission.parse import read_cells
from autograder.submission.timestamps import moment_of
from tests.support.classroom import notebook
from tests.support.intakes import ANSWER, is_clean, take

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=20,
)
WORDS = st.sampled_from(["clip", "clip_check", "clip_setup", "clip-text-00", "", "code", "markdown", "raw", ANSWER])
CELL = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": WORDS | JSON,
        "id": WORDS | JSON,
        "source": WORDS | st.lists(WORDS | JSON, max_size=4) | JSON,
        "metadata": JSON
        | st.fixed_dictionaries({"nbgrader": JSON | st.fixed_dictionaries({"grade_id": WORDS | JSON})}),
    },
)
GENTLE = settings(max_examples=150, deadline=20_000, derandomize=True, suppress_health_check=list(HealthCheck))


def holds(taken: intake.RestoredNotebook) -> None:
    """Assert what is promised about every intake."""
    assert (taken.cells is None) == bool(taken.reason)
    assert taken.cells is None or is_clean(taken)
    assert all(isinstance(note, str) and "\n" not in note and len(note) < 500 for note in taken.notes)
    assert json.loads(taken.to_bytes())["nbformat"] == 4
    assert "BEGIN" not in taken.to_bytes().decode()


@GENTLE
@given(content=st.binary(max_size=300))
def test_any_bytes_give_four_entries(tmp_path_factory, content):
    """Bytes of any kind are a problem with a sentence, never an exception."""
    folder = tmp_path_factory.getbasetemp() / "bytes"
    folder.mkdir(exist_ok=True)
    holds(take(folder, content))


@GENTLE
@given(root=JSON)
def test_any_json_gives_an_entry(tmp_path_factory, root):
    """So does any JSON."""
    folder = tmp_path_factory.getbasetemp() / "json"
    folder.mkdir(exist_ok=True)
    holds(take(folder, json.dumps(root).encode()))


@pytest.mark.slow
@GENTLE
@given(cells=st.lists(CELL | JSON, max_size=12), extra=st.dictionaries(WORDS, JSON, max_size=3))
def test_any_cells_among_real_ones_give_a_clean_notebook(tmp_path_factory, cells, extra):
    """Odd cells between, before and behind the real ones never displace a cell of the course."""
    folder = tmp_path_factory.getbasetemp() / "cells"
    folder.mkdir(exist_ok=True)
    node = notebook("clip", ANSWER) | extra
    for position, cell in enumerate(cells):
        node["cells"].insert(position * 2, cell)
    text = json.dumps(node)
    read = read_cells(text.encode(), "")[0]
    assert all(type(part) is str for cell in read for part in (cell.kind, cell.cell_type, cell.source, cell.grade_id))
    taken = take(folder, text)
    holds(taken)
    assert taken.reason == ""


@GENTLE
@given(text=st.binary(max_size=80) | st.text(max_size=64).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_timestamp_is_a_time_or_none(text):
    """Nothing that is written in timestamp.txt raises."""
    assert moment_of(text) is None or moment_of(text).tzinfo is None
