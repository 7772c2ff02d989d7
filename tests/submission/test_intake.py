"""Intake rebuilds a notebook: the course's cells put back, the student's kept, and nothing else has power."""

from __future__ import annotations

import copy
import gzip
import json

import pytest

from autograder.course import assignment
from autograder.submission.restore import original_of
from tests.support.classroom import notebook
from tests.support.intakes import (
    ANSWER,
    SETUP,
    cell_of,
    code,
    empty_folder,
    insert_after,
    is_clean,
    kinds,
    take,
)


@pytest.fixture
def folder(tmp_path):
    """An empty submission folder."""
    return empty_folder(tmp_path)


def test_an_honest_notebook_comes_through_unchanged_and_without_a_note(folder):
    """The answer and the course's cells are as handed in, and there is nothing to tell."""
    taken = take(folder, notebook("clip", ANSWER))
    assert taken.reason == "" and taken.notes == ()
    assert kinds(taken, "answer") == [ANSWER]
    assert is_clean(taken)


def test_neither_solution_nor_hidden_test_is_in_a_rebuilt_notebook(folder):
    """What goes to the child holds the visible check only, also where the file could not be used."""
    for taken in (take(folder, notebook("clip", ANSWER)), take(folder, "not a notebook")):
        text = taken.to_bytes().decode()
        assert "autograder" not in text and "HIDDEN" not in text and "SOLUTION" not in text


def test_added_cells_stay_behind_the_cell_they_followed(folder):
    """A helper above the answer, one below it, and one at the very top each keep their neighbour."""
    node = notebook("clip", ANSWER)
    insert_after(node, SETUP, code("helper = 1"), {"cell_type": "markdown", "metadata": {}, "source": ["my ", "note"]})
    insert_after(node, "clip", code("try_it = 2"))
    node["cells"].insert(0, code("top = 0"))
    taken = take(folder, node)
    order = [cell.source if cell.kind == "added" else cell.id for cell in taken.cells]
    assert order[0] == "top = 0"
    assert order[order.index(SETUP) :][:3] == [SETUP, "helper = 1", "my note"]
    assert order[order.index("clip") + 1] == "try_it = 2"
    assert taken.notes == () and is_clean(taken)


def test_sources_as_lists_and_windows_newlines_are_the_same_as_text(folder):
    """A list of lines and carriage returns are ways of writing, not changes."""
    node = notebook("clip", ANSWER)
    for cell in node["cells"]:
        cell["source"] = [line.replace("\n", "\r\n") for line in cell["source"].splitlines(keepends=True)]
    taken = take(folder, node)
    assert taken.notes == () and kinds(taken, "answer") == [ANSWER]


def test_a_notebook_without_ids_and_metadata_is_known_by_its_text(folder):
    """A tool that strips ids and metadata costs nothing: cells are matched by their text, the answer by its def."""
    node = notebook("clip", ANSWER)
    for cell in node["cells"]:
        cell.pop("id")
        cell["metadata"] = {}
    node["nbformat_minor"] = 4
    taken = take(folder, node)
    assert is_clean(taken) and kinds(taken, "answer") == [ANSWER] and kinds(taken, "added") == []
    assert taken.notes == ("The answer cell had lost its mark; the last cell that defines clip was taken for it.",)


@pytest.mark.parametrize("kept", ["id", "grade_id"])
def test_either_mark_of_a_cell_is_enough_to_know_it(folder, kept):
    """Tools that write new ids keep metadata, tools that strip metadata keep ids; a changed cell is known by either."""
    node = notebook("clip", ANSWER)
    cell_of(node, "clip_check")["source"] = "print('all right')"
    for number, cell in enumerate(node["cells"]):
        if kept == "id":
            cell["metadata"] = {}
        else:
            cell["id"] = f"new{number}"
    taken = take(folder, node)
    assert is_clean(taken) and kinds(taken, "added") == [] and kinds(taken, "answer") == [ANSWER]
    assert taken.notes == ("Cells of the course that were changed were put back: clip_check.",)


def test_old_notebook_formats_are_read_with_a_note(folder):
    """nbformat 3 keeps its cells in worksheets and calls a source an input."""
    cells = [{"cell_type": "code", "input": ["import numpy\n"]}, {"cell_type": "code", "input": ANSWER}]
    taken = take(folder, {"nbformat": 3, "worksheets": [{"cells": cells}]})
    assert kinds(taken, "answer") == [ANSWER] and kinds(taken, "added") == ["import numpy\n"]
    assert "nbformat 4" in taken.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_other_encodings_can_be_read_with_and_without_a_mark(folder, encoding):
    """Editors on Windows write these; JSON begins with a sign that tells them apart without a mark."""
    content = json.dumps(notebook("clip", ANSWER + "# dinosaur: \N{SAUROPOD}"), ensure_ascii=False).encode(encoding)
    taken = take(folder, content)
    assert taken.reason == "" and "\N{SAUROPOD}" in kinds(taken, "answer")[0]


def test_zeros_at_the_end_are_left_out_with_a_note(folder):
    """A disk or an upload that went wrong pads a file; the notebook before the padding is whole."""
    taken = take(folder, json.dumps(notebook("clip", ANSWER)).encode() + bytes(4096))
    assert kinds(taken, "answer") == [ANSWER] and "bytes of zero" in taken.notes[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [(gzip.compress(b"{}", mtime=0), "it is a gzip archive; unpack it"), (bytes(400), "file of zero bytes")],
    ids=["gzip", "zeros"],  # pytest would make one of the bytes, and with them of the moment
)
def test_a_file_of_another_kind_is_named(folder, content, said):
    """An archive, and what a broken upload leaves."""
    assert said in take(folder, content).reason


def test_a_stray_latin_letter_costs_a_note_not_the_mark(folder):
    """One character that is not UTF-8, in a comment, is replaced."""
    content = json.dumps(notebook("clip", ANSWER + "# caf\xe9"), ensure_ascii=False).encode("latin-1")
    taken = take(folder, content)
    assert kinds(taken, "answer")[0].startswith(ANSWER) and "not UTF-8" in taken.notes[0]


def test_of_two_copies_of_the_answer_the_last_written_one_counts_and_the_other_still_runs(folder):
    """As in a run from top to bottom; an untouched copy below does not undo the answer."""
    node = notebook("clip", "first = 1\n" + ANSWER)
    second, stub = copy.deepcopy(cell_of(node, "clip")), copy.deepcopy(cell_of(node, "clip"))
    second["source"] = ANSWER
    stub["source"] = next(cell.source for cell in original_of("clip").cells if cell.kind == "answer")
    insert_after(node, "clip", second, stub)
    taken = take(folder, node)
    assert kinds(taken, "answer") == [ANSWER]
    assert kinds(taken, "added") == ["first = 1\n" + ANSWER]
    assert is_clean(taken) and len(taken.notes) == 2


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_old_version_kept_below_as_text_is_no_answer(folder, kind):
    """A copy of the answer cell that would not run does not count, whatever its mark says, and stays text."""
    node = notebook("clip", ANSWER)
    old = copy.deepcopy(cell_of(node, "clip"))
    old |= {"cell_type": kind, "source": "def clip(gradients, maxValue):\n    return {}"}
    insert_after(node, "clip", old)
    taken = take(folder, node)
    assert kinds(taken, "answer") == [ANSWER]
    assert [cell.cell_type for cell in taken.cells if cell.kind == "added"] == [kind]


@pytest.mark.parametrize("cell", ["clip_check", "a cell of text"])
def test_an_answer_written_into_a_cell_of_the_course_counts(folder, cell):
    """The function is defined where it was written, behind the course's own cell, as it was when the student ran it."""
    node = notebook("clip", ANSWER)
    last_text = next(other for other in reversed(node["cells"]) if other["cell_type"] == "markdown")
    place = cell_of(node, cell) if cell == "clip_check" else last_text
    place |= {"cell_type": "code", "source": ANSWER}
    taken = take(folder, node)
    assert kinds(taken, "added") == [ANSWER] and "was kept and runs behind it" in " ".join(taken.notes)


@pytest.mark.parametrize(
    "answer", ["if True:\n    def clip(gradients, maxValue):\n        return gradients", "clip: object = None"]
)
def test_an_answer_of_another_form_is_found_too(folder, answer):
    """Indented, or assigned with a type."""
    node = notebook("clip", ANSWER)
    node["cells"].remove(cell_of(node, "clip"))
    insert_after(node, SETUP, code(answer))
    assert kinds(take(folder, node), "answer") == [answer]


def test_lines_without_newlines_and_unseen_characters_are_mended(folder):
    """Lines from a tool that splits at newlines; a byte order mark, and margins of spaces that do not break."""
    node = notebook("clip", ANSWER)
    cell_of(node, "clip")["source"] = ["\ufeffdef clip(gradients, maxValue):", "\xa0\xa0\xa0 return '\xa0'"]
    assert kinds(take(folder, node), "answer") == ["def clip(gradients, maxValue):\n    return '\xa0'"]


def test_an_answer_in_a_new_cell_is_found_when_the_answer_cell_was_deleted(folder):
    """The last cell that defines the function is taken, with a note."""
    node = notebook("clip", ANSWER)
    node["cells"].remove(cell_of(node, "clip"))
    insert_after(node, SETUP, code(ANSWER))
    taken = take(folder, node)
    assert kinds(taken, "answer") == [ANSWER] and "lost its mark" in " ".join(taken.notes)


def test_a_missing_answer_is_a_sentence_and_names_the_notebook_it_seems_to_be(folder):
    """Without any cell that defines the function there is nothing to grade."""
    node = notebook("clip", ANSWER)
    node["cells"].remove(cell_of(node, "clip"))
    assert "defines clip" in take(folder, node).reason
    other = json.loads(json.dumps(assignment.student("sample")))
    assert "hand that in as sample.ipynb" in take(folder, other).reason


def test_an_answer_turned_into_markdown_is_turned_back(folder):
    """A slip of the M key in Jupyter must not cost an exercise."""
    node = notebook("clip", ANSWER)
    cell_of(node, "clip")["cell_type"] = "markdown"
    taken = take(folder, node)
    assert [cell.cell_type for cell in taken.cells if cell.kind == "answer"] == ["code"]
    assert "turned back" in taken.notes[0]


def test_tags_points_ids_kernels_and_attachments_have_no_power(folder):
    """Whatever metadata says, the rebuilt notebook has the master's."""
    plain, node = notebook("clip", ANSWER), notebook("clip", ANSWER)
    node["metadata"] = {"kernelspec": {"name": "bash", "argv": ["rm"]}, "x": 1}
    for cell in node["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
        cell["metadata"].get("nbgrader", {}).update(points=10**9, schema_version=99, locked=False, task=True)
        cell["attachments"] = {"a.svg": {"image/svg+xml": "<script>"}}
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "7.0"}}]
    assert take(folder, node).notebook() == take(folder, plain).notebook()


def test_the_check_cell_deleted_changed_copied_or_emptied_is_put_back_once(folder):
    """And each of these is told in a sentence."""
    deleted, changed, copied, emptied = (notebook("clip", ANSWER) for _ in range(4))
    deleted["cells"].remove(cell_of(deleted, "clip_check"))
    cell_of(changed, "clip_check")["source"] = "print('all right')"
    insert_after(copied, "clip_check", copy.deepcopy(cell_of(copied, "clip_check")))
    cell_of(emptied, "clip_check")["source"] = ""
    sentences = []
    for node in (deleted, changed, copied, emptied):
        taken = take(folder, node)
        assert is_clean(taken) and kinds(taken, "added") == []
        sentences += taken.notes
    assert [sentence.split(":")[0] for sentence in sentences] == [
        "Cells of the course that were missing were put back",
        "Cells of the course that were changed were put back",
        "Second copies of the course's own cells were left out",
        "Cells of the course that were changed were put back",
    ]


def test_code_written_into_a_given_cell_runs_behind_the_courses_own(folder):
    """Somebody who adds an import to the locked cell keeps the import, and the course's text is put back."""
    node = notebook("clip", ANSWER)
    given_source = cell_of(node, SETUP)["source"]
    cell_of(node, SETUP)["source"] = given_source + "\nimport math"
    taken = take(folder, node)
    order = [cell.source for cell in taken.cells]
    assert order.index(given_source) == order.index(given_source + "\nimport math") - 1
    assert is_clean(taken) and "put back" in taken.notes[0]


def test_code_written_into_a_copy_of_the_check_cell_is_kept(folder):
    """Copying a cell and typing into the copy is how many people add one."""
    node = notebook("clip", ANSWER)
    copied = copy.deepcopy(cell_of(node, "clip_check"))
    copied["source"] = "helper = 1"
    insert_after(node, SETUP, copied)
    taken = take(folder, node)
    assert kinds(taken, "added") == ["helper = 1"] and is_clean(taken)


def test_the_order_of_the_course_is_restored(folder):
    """Reversed cells come out in order, and the note says so."""
    node = notebook("clip", ANSWER)
    node["cells"].reverse()
    taken = take(folder, node)
    assert is_clean(taken) and taken.notes == ("The cells of the course were put back in their order.",)


def test_ids_in_a_rebuilt_notebook_are_unique_whatever_was_handed_in(folder):
    """nbformat's own validator agrees, with 300 added cells that all call themselves clip_check."""
    import nbformat

    node = notebook("clip", ANSWER)
    insert_after(node, "clip", *[code(f"a = {n}", id="clip-text-00" if n % 2 else "zz") for n in range(300)])
    taken = take(folder, node)
    nbformat.validate(nbformat.from_dict(taken.notebook()))
    assert len({cell.id for cell in taken.cells}) == len(taken.cells)
