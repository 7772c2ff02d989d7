"""A damaged notebook gets a sentence, quickly; an odd one that Jupyter can live with is graded."""

from __future__ import annotations

import json
import re
import time

import pytest

from autograder.submission.parse import MAX_CELLS
from tests.support.classroom import notebook
from tests.support.intakes import ANSWER, code, empty_folder, insert_after, is_clean, kinds, take

DAMAGED = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "not JSON": (b"hello", "begins with 'hello'"),
    "binary": (bytes(range(256)) * 40, "Expected a notebook"),
    "broken off": (json.dumps({"cells": [{"source": "abc"}]})[:20].encode(), "breaks off"),
    "a comma missing": (b'{"cells": [] "metadata": {}}', "damaged"),
    "merge conflict": (b'{\n<<<<<<< HEAD\n"cells": []\n=======\n}', "merge conflict"),
    "LFS pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:12\n", "Git LFS pointer"),
    "web page": (b"\n<!DOCTYPE html><html></html>", "web page"),
    "zip": (b"PK\x03\x04rest", "zip archive"),
    "PDF": (b"%PDF-1.4", "PDF"),
    "script": (b"# %%\nimport numpy as np\n", "Python script"),
    "a list": (b"[1, 2]", "JSON of another kind"),
    "a number": (b"7", "JSON of another kind"),
    "a bare string": (b'"cells"', "JSON of another kind"),
    "no cells": (b'{"nbformat": 4, "metadata": {}}', "no list of cells"),
    "cells a dict": (b'{"nbformat": 4, "cells": {"0": {}}}', "no list of cells"),
    "cells empty": (b'{"nbformat": 4, "cells": []}', "no cells"),
    "cells of wrong types": (
        b'{"nbformat": 4, "cells": [1, null, [], "x", {"source": 5}, {"source": null}]}',
        "no cells",
    ),
    "a million cells": (b'{"cells": [' + b"{}," * 999_999 + b"{}]}", "too large"),
    "too many cells": (b'{"cells": [' + b"{}," * MAX_CELLS + b"{}]}", "more than the 1,000"),
    "deep": (b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "too deeply"),
    "deep and open": (b'{"a":' * 300_000, "too deeply"),
    "two documents": (b'{"cells": []}\n{"cells": []}', r"two documents.* line 2"),
    "two documents in a line": (b'{"cells": []}[1]', r"two documents.* line 1"),
    "a huge source": (json.dumps({"cells": [{"source": "x" * 2_000_000}]}).encode(), "characters"),
}


@pytest.fixture
def folder(tmp_path):
    """An empty submission folder."""
    return empty_folder(tmp_path)


@pytest.mark.parametrize("content, sentence", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_gets_a_sentence_quickly(folder, content, sentence):
    """No exception, within seconds, one line, with what was wrong."""
    start = time.process_time()
    taken = take(folder, content)
    assert time.process_time() - start < 5
    assert taken.cells is None and re.search(sentence, taken.reason)
    assert "\n" not in taken.reason and len(taken.reason) < 400


ODD_BUT_FINE = {
    "duplicated keys": lambda text: text.replace('"nbformat": 4', '"nbformat": 3, "nbformat": 4'),
    "NaN": lambda text: text.replace('"nbformat_minor": 5', '"nbformat_minor": NaN, "a": -Infinity, "b": 1e999'),
    "a huge integer": lambda text: text.replace('"nbformat_minor": 5', '"nbformat_minor": ' + "9" * 100_000),
    "metadata a list": lambda text: text.replace('"metadata": {}', '"metadata": [1]'),
    "a lone surrogate": lambda text: text.replace("return {", "x = '\\ud800'; return {"),
    "a NUL": lambda text: text.replace("return {", "x = '\\u0000'; return {"),
}


@pytest.mark.parametrize("change", ODD_BUT_FINE.values(), ids=ODD_BUT_FINE)
def test_odd_json_that_jupyter_can_live_with_is_graded(folder, change):
    """The notebook is rebuilt and can be stored as UTF-8."""
    text = json.dumps(notebook("clip", ANSWER))
    assert change(text) != text
    taken = take(folder, change(text))
    assert taken.reason == "" and is_clean(taken)
    assert b"\x00" not in taken.to_bytes()


def test_cells_of_odd_types_are_left_out_and_the_rest_is_graded(folder):
    """Numbers, lists and unknown cell types among the cells do not stop the others."""
    node = notebook("clip", ANSWER)
    insert_after(
        node, "clip", 5, ["x"], code(7), code("raw?", cell_type="mermaid"), code("ok = 1", id=[1], metadata=None)
    )
    taken = take(folder, node)
    assert kinds(taken, "added") == ["raw?", "ok = 1"]
    assert [cell.cell_type for cell in taken.cells if cell.kind == "added"] == ["raw", "code"]
    assert taken.notes == ("3 entries of clip.ipynb that are not cells were left out.",)
