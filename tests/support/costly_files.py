"""Right answers among texts and names that cost a parser, a pattern or a page far more than their length."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.support import classroom
from tests.support.damaged_files import RIGHT, answer_cell, save

COSTLY: dict[str, Callable[[Path], None]] = {}


def _with(*texts: str, kind: str = "code") -> dict:
    """Return a notebook with a right answer and these texts as cells behind it."""
    notebook = classroom.notebook("clip", RIGHT)
    at = notebook["cells"].index(answer_cell(notebook)) + 1
    cells = [{"cell_type": kind, "id": f"own{n}", "metadata": {}, "source": text} for n, text in enumerate(texts)]
    notebook["cells"][at:at] = cells
    return notebook


def _case(write: Callable[[Path], None]) -> Callable[[Path], None]:
    COSTLY[write.__name__] = write
    return write


@_case
def blank_lines_in_many_cells(folder):
    save(folder, _with(*(" \n" * 9_990 + f"x{number}" for number in range(45))))


@_case
def blank_lines_in_one_cell(folder):
    save(folder, _with(" \n" * 450_000 + "x = 1"))


@_case
def blank_lines_in_the_answer(folder):
    save(folder, classroom.notebook("clip", RIGHT + " \n" * 30_000))


@_case
def white_space_of_every_kind(folder):
    save(folder, _with(*("\u2028\x0b\x0c\u3000\x85 " * 3_000 + "x" for _ in range(20))))


@_case
def cells_of_text_by_the_hundred(folder):
    save(folder, _with(*("[" * 400 + "*a _" * 50 + "$$" + "> " * 100 for _ in range(900)), kind="markdown"))


@_case
def spaces_where_a_definition_could_be(folder):
    texts = ("clip" + " " * 200_000, "clip:" + "x" * 200_000, "async" + "\t" * 200_000 + "def", "\xa0" * 200_000)
    save(folder, _with(*texts))


@_case
def words_without_number(folder):
    save(folder, _with(" ".join(f"w{number}" for number in range(100_000))))


@_case
def numbers_without_end(folder):
    text = json.dumps(_with())
    extra = f'{{"metadata": {{"int": {"7" * 2_000_000}, "float": 1.{"7" * 2_000_000}e{"9" * 2_000_000}}}, '
    (folder / "clip.ipynb").write_text(extra + text[1:])


@_case
def ten_thousand_names_of_underscores(folder):
    save(folder, _with())
    for number in range(9_000):
        (folder / (f"{number:05d}a" + "_" * 234 + ".ipynb")).touch()


@_case
def names_that_were_copied_without_end(folder):
    save(folder, _with())
    for number in range(900):
        (folder / f"{number}{'(1)' * 70}.ipynb").touch()
        (folder / f"{number}{'_1 copy' * 30}.ipynb").touch()
        (folder / f"{number}{chr(0xFDFA) * 70}.ipynb").touch()
