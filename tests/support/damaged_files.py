"""Submissions whose files, not whose code, are hostile or damaged: each function writes one, named for what it is.

`MENDED` ones hold a right answer that the damage must not cost; `WORTHLESS` ones hold nothing that can be graded, or a
wrong answer that the damage must not help.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path

EXERCISE = "clip"  # whose files are damaged here
RIGHT = """import numpy as np
def clip(gradients, maxValue):
    return {key: np.clip(value, -maxValue, maxValue) for key, value in gradients.items()}
"""
WRONG = """def clip(gradients, maxValue):
    return gradients
"""
ROOT = Path(__file__).parents[2]
MENDED: dict[str, Callable[[Path], None]] = {}
WORTHLESS: dict[str, Callable[[Path], None]] = {}


def student_notebook(exercise: str, answer: str) -> dict:
    """Return the notebook that students get, with an answer in its answer cell."""
    notebook = json.loads((ROOT / "notebooks" / "dinosaur_island" / f"{exercise}.ipynb").read_text(encoding="utf-8"))
    answer_cell(notebook)["source"] = answer
    return notebook


def answer_cell(notebook: dict) -> dict:
    """Return the one cell that the student fills in."""
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))


def check_cell(notebook: dict) -> dict:
    """Return the one cell that is graded."""
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade"))


def save(folder: Path, notebook: object, encoding: str = "utf-8") -> None:
    """Write a notebook as clip.ipynb."""
    (folder / "clip.ipynb").write_bytes(json.dumps(notebook).encode(encoding))


def _notebook_case(bank: dict[str, Callable[[Path], None]], answer: str) -> Callable:
    """Register a function that changes a notebook, as a submission that holds this answer."""

    def register(change: Callable[[dict], object]) -> Callable[[dict], object]:
        def write(folder: Path) -> None:
            notebook = student_notebook("clip", answer)
            save(folder, change(notebook) or notebook)

        bank[change.__name__] = write
        return change

    return register


def _file_case(bank: dict[str, Callable[[Path], None]]) -> Callable:
    def register(write: Callable[[Path], None]) -> Callable[[Path], None]:
        bank[write.__name__] = write
        return write

    return register


mended = _notebook_case(MENDED, RIGHT)
worthless = _notebook_case(WORTHLESS, WRONG)


@mended
def check_cell_copied(notebook):
    notebook["cells"].append(copy.deepcopy(check_cell(notebook)))


@mended
def check_cell_deleted(notebook):
    notebook["cells"].remove(check_cell(notebook))


@mended
def schema_version_99(notebook):
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 99


@mended
def ids_renamed(notebook):
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"new-{number}"
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] = f"other-{number}"


@mended
def metadata_stripped(notebook):
    notebook["metadata"] = {}
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]


@mended
def kernel_of_another_language(notebook):
    notebook["metadata"]["kernelspec"] = {"display_name": "R", "language": "R", "name": "../../evil"}


@mended
def old_outputs_with_a_score(notebook):
    check_cell(notebook)["outputs"] = [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "0.0"}},
        {"output_type": "error", "ename": "AssertionError", "evalue": "no", "traceback": ["no"]},
    ]


@mended
def cells_locked_and_graded(notebook):
    for cell in notebook["cells"]:
        cell["metadata"]["nbgrader"] = {**cell["metadata"].get("nbgrader", {}), "locked": True, "grade": True}


@mended
def cells_reversed(notebook):
    notebook["cells"].reverse()


@mended
def nbformat_minor_of_the_future(notebook):
    notebook["nbformat_minor"] = 4000


@mended
def tags_that_skip(notebook):
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


@mended
def many_added_cells(notebook):
    cell = {"cell_type": "code", "id": "x", "metadata": {}, "source": "1 + 1", "outputs": [], "execution_count": None}
    notebook["cells"] += [{**cell, "id": f"x{n}"} for n in range(60)]


@mended
def sources_as_lists_of_lines(notebook):
    for cell in notebook["cells"]:
        cell["source"] = (
            cell["source"] if isinstance(cell["source"], list) else cell["source"].splitlines(keepends=True)
        )


@_file_case(MENDED)
def byte_order_mark(folder):
    save(folder, student_notebook("clip", RIGHT), "utf-8-sig")


@_file_case(MENDED)
def saved_as_nbformat_3(folder):
    cells = [
        {"cell_type": "code", "input": RIGHT, "outputs": [], "language": "python", "collapsed": False, "metadata": {}}
    ]
    save(folder, {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]})


@_file_case(MENDED)
def modules_handed_in(folder):
    save(folder, student_notebook("clip", RIGHT))
    for name in ("numpy", "ipykernel_launcher", "sitecustomize", "utils", "autograder", "json", "nbgrader_config"):
        (folder / f"{name}.py").write_text("import os\nos._exit(0)\n")
    (folder / "IPython").mkdir()
    (folder / "IPython" / "__init__.py").write_text("raise SystemExit\n")


@_file_case(MENDED)
def timestamp_is_no_time(folder):
    save(folder, student_notebook("clip", RIGHT))
    (folder / "timestamp.txt").write_text("the day before yesterday \x00 99999999999999")


@_file_case(MENDED)
def folders_and_pipes_beside_it(folder):
    save(folder, student_notebook("clip", RIGHT))
    os.mkfifo(folder / "timestamp.txt")
    (folder / "sample.ipynb").mkdir()
    os.mkfifo(folder / "optimize.ipynb")
    (folder / "loop").symlink_to("..")


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
_bytes_case("cut_in_half", lambda: json.dumps(student_notebook("clip", RIGHT)).encode()[:900])
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


@_file_case(WORTHLESS)
def link_to_the_master(folder):
    (folder / "clip.ipynb").symlink_to(ROOT / "autograder" / "masters" / "clip.py")


@_file_case(WORTHLESS)
def link_to_a_neighbour(folder):
    (folder / "clip.ipynb").symlink_to("../../honest_0/dinosaur_island/clip.ipynb")


@_file_case(WORTHLESS)
def link_to_itself(folder):
    (folder / "clip.ipynb").symlink_to("clip.ipynb")


@_file_case(WORTHLESS)
def link_to_endless_zeros(folder):
    (folder / "clip.ipynb").symlink_to("/dev/zero")


@_file_case(WORTHLESS)
def folder_is_a_link_to_a_neighbour(folder):
    folder.rmdir()
    folder.symlink_to("../honest_0/dinosaur_island")


@_file_case(WORTHLESS)
def pipe_as_notebook(folder):
    os.mkfifo(folder / "clip.ipynb")


@_file_case(WORTHLESS)
def folder_as_notebook(folder):
    (folder / "clip.ipynb").mkdir()


@_file_case(WORTHLESS)
def nothing_handed_in(folder):
    (folder / "readme.txt").write_text("I was ill")


@_file_case(WORTHLESS)
def other_name(folder):
    save(folder, student_notebook("clip", WRONG))
    (folder / "clip.ipynb").rename(folder / "Clip (1) final.ipynb")
