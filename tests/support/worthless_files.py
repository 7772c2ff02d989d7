"""Submissions whose files hold nothing that can be graded, or a wrong answer that their damage must not help."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from tests.support import classroom
from tests.support.damaged_files import (
    RIGHT,
    ROOT,
    WRONG,
    answer_cell,
    check_cell,
    file_case,
    notebook_case,
    save,
)

WORTHLESS: dict[str, Callable[[Path], None]] = {}
worthless = notebook_case(WORTHLESS, WRONG)


@worthless
def points_raised(notebook):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["points"] = 1000


@worthless
def check_cell_rewritten(notebook):
    check_cell(notebook)["source"] = "10.0"


@worthless
def check_cell_as_the_answer(notebook):
    check_cell(notebook)["metadata"]["nbgrader"].update(solution=True, grade_id="clip")


@worthless
def skip_tag_on_the_check(notebook):
    check_cell(notebook)["metadata"]["tags"] = ["skip-execution"]


@worthless
def answer_as_text(notebook):
    cell = answer_cell(notebook)
    cell["cell_type"] = "markdown"
    cell.pop("outputs", None), cell.pop("execution_count", None)


@worthless
def script_in_text(notebook):
    text = (
        "<script>document.title='owned'</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)> "
        "![p](http://127.0.0.1:9/p.png) <iframe src='http://127.0.0.1:9'></iframe>"
    )
    cell = {"cell_type": "markdown", "id": "evil", "metadata": {}, "source": text}
    cell["attachments"] = {"a.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}
    notebook["cells"].insert(0, cell)


@worthless
def code_that_is_no_python(notebook):
    answer_cell(notebook)["source"] = "def clip(gradients, maxValue:\n\treturn ((((\x00"


@worthless
def ten_megabytes_in_a_line(notebook):
    answer_cell(notebook)["source"] = "x = '" + "a" * 10_000_000 + "'"


@worthless
def source_is_a_number(notebook):
    answer_cell(notebook)["source"] = 42


@worthless
def cells_are_a_dictionary(notebook):
    notebook["cells"] = {"0": notebook["cells"]}


@worthless
def cells_are_null(notebook):
    notebook["cells"] = [None, 1, "x", [], {}]


@worthless
def no_cells(notebook):
    notebook["cells"] = []


@worthless
def nbformat_99(notebook):
    notebook["nbformat"] = 99
    notebook["cells"] = "all right"


@worthless
def metadata_is_a_list(notebook):
    notebook["metadata"] = [1, 2, 3]
    for cell in notebook["cells"]:
        cell["metadata"] = "graded"


def _bytes_case(name: str, data: Callable[[], bytes]) -> None:
    WORTHLESS[name] = lambda folder: (folder / "clip.ipynb").write_bytes(data()) and None


_bytes_case("not_json", lambda: b"%PDF-1.4 this is my homework")
_bytes_case("empty_file", lambda: b"")
_bytes_case("zero_bytes", lambda: b"\x00" * 4096)
_bytes_case("json_list", lambda: b"[]")
_bytes_case("json_null", lambda: b"null")
_bytes_case("nested_100000_deep", lambda: b"[" * 100_000 + b"]" * 100_000)
_bytes_case("nested_objects", lambda: b'{"cells":' * 50_000 + b"1" + b"}" * 50_000)
_bytes_case("number_too_large", lambda: b'{"cells": [], "nbformat": ' + b"9" * 100_000 + b"}")
_bytes_case("not_a_number_format", lambda: b'{"cells": [], "nbformat": NaN, "nbformat_minor": Infinity}')
_bytes_case("random_bytes", lambda: bytes((n * 7919 + n // 13) % 256 for n in range(20_000)))
_bytes_case("cut_in_half", lambda: json.dumps(classroom.notebook("clip", RIGHT)).encode()[:900])
_bytes_case("utf_16_rubbish", lambda: "ünïcödé".encode("utf-16"))
_bytes_case("two_hundred_megabytes", lambda: b'{"cells": ["' + b"a" * 200_000_000 + b'"]}')
_bytes_case(
    "three_hundred_thousand_cells",
    lambda: (
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ['
        + b",".join([b'{"cell_type": "raw", "metadata": {}, "source": ""}'] * 300_000)
        + b"]}"
    ),
)


@file_case(WORTHLESS)
def link_to_the_master(folder):
    (folder / "clip.ipynb").symlink_to(ROOT / "autograder" / "exercises" / "clip" / "master.py")


@file_case(WORTHLESS)
def link_to_a_neighbour(folder):
    (folder / "clip.ipynb").symlink_to("../../honest_0/dinosaur_island/clip.ipynb")


@file_case(WORTHLESS)
def link_to_itself(folder):
    (folder / "clip.ipynb").symlink_to("clip.ipynb")


@file_case(WORTHLESS)
def link_to_endless_zeros(folder):
    (folder / "clip.ipynb").symlink_to("/dev/zero")


@file_case(WORTHLESS)
def folder_is_a_link_to_a_neighbour(folder):
    folder.rmdir()
    folder.symlink_to("../honest_0/dinosaur_island")


@file_case(WORTHLESS)
def pipe_as_notebook(folder):
    os.mkfifo(folder / "clip.ipynb")


@file_case(WORTHLESS)
def folder_as_notebook(folder):
    (folder / "clip.ipynb").mkdir()


@file_case(WORTHLESS)
def nothing_handed_in(folder):
    (folder / "readme.txt").write_text("I was ill")


@file_case(WORTHLESS)
def other_name(folder):
    save(folder, classroom.notebook("clip", WRONG))
    (folder / "clip.ipynb").rename(folder / "Clip (1) final.ipynb")
