"""Intake: whatever lies in a submission's folder, four entries come out, each a clean notebook or a sentence."""

from __future__ import annotations

import copy
import json
import os
import pickle
import re
import socket
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import intake, master
from autograder.handin import MAX_BYTES, collect, meant
from autograder.raw_cells import MAX_CELLS, read_cells
from autograder.restore import original_of
from autograder.timestamps import moment_of

ANSWER = "def clip(gradients, maxValue):\n    return {name: value for name, value in gradients.items()}\n"
SETUP, STUB_MARK = "clip_setup", "raise NotImplementedError()"


def notebook(answer: str = ANSWER) -> dict:
    """Return the student's clip notebook with an answer typed in."""
    node = json.loads(json.dumps(master.student("clip")))
    cell_of(node, "clip")["source"] = answer
    return node


def cell_of(node: dict, identity: str) -> dict:
    """Return the first cell with this id."""
    return next(cell for cell in node["cells"] if cell.get("id") == identity)


def code(source: str, **rest) -> dict:
    """Return a code cell as a student would add one."""
    return {"cell_type": "code", "id": "x1", "metadata": {}, "source": source, "outputs": []} | rest


def insert_after(node: dict, identity: str, *cells: dict) -> None:
    """Insert cells behind another."""
    at = node["cells"].index(cell_of(node, identity)) + 1
    node["cells"][at:at] = cells


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty submission folder."""
    made = tmp_path / "submitted" / "ada" / "dinosaur_island"
    made.mkdir(parents=True)
    return made


def take(folder: Path, content: dict | bytes | str) -> intake.Intake:
    """Hand in something as clip.ipynb and take it in."""
    content = json.dumps(content) if isinstance(content, dict | list) else content
    (folder / "clip.ipynb").write_bytes(content.encode() if isinstance(content, str) else content)
    return intake.read(folder)["clip"]


def kinds(taken: intake.Intake, *wanted: str) -> list[str]:
    """Return the sources of the cells of some kinds, in order."""
    return [cell.source for cell in taken.cells if cell.kind in wanted]


def is_clean(taken: intake.Intake) -> bool:
    """Tell whether every cell of the master is there once, in order, with its own text (the answer's aside)."""
    wanted = [(part.cell.id, part.cell.source) for part in original_of(taken.exercise).parts]
    came = [(cell.id, cell.source) for cell in taken.cells if cell.kind != "added"]
    same_ids = [identity for identity, _ in wanted] == [identity for identity, _ in came]
    return same_ids and all(a == b for a, b in zip(wanted, came) if a[0] != taken.exercise)


# --- honest notebooks ---------------------------------------------------------------------------------------------


def test_an_honest_notebook_comes_through_unchanged_and_without_a_note(folder):
    """The answer and the course's cells are as handed in, and there is nothing to tell."""
    taken = take(folder, notebook())
    assert taken.problem is None and taken.notes == ()
    assert kinds(taken, "answer") == [ANSWER]
    assert is_clean(taken)


def test_neither_solution_nor_hidden_test_is_in_a_rebuilt_notebook(folder):
    """What goes to the child holds the visible check only, also where the file could not be used."""
    for taken in (take(folder, notebook()), take(folder, "not a notebook")):
        text = taken.to_bytes().decode()
        assert "autograder" not in text and "HIDDEN" not in text and "SOLUTION" not in text


def test_added_cells_stay_behind_the_cell_they_followed(folder):
    """A helper above the answer, one below it, and one at the very top each keep their neighbour."""
    node = notebook()
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
    node = notebook()
    for cell in node["cells"]:
        cell["source"] = [line.replace("\n", "\r\n") for line in cell["source"].splitlines(keepends=True)]
    taken = take(folder, node)
    assert taken.notes == () and kinds(taken, "answer") == [ANSWER]


def test_a_notebook_without_ids_and_metadata_is_known_by_its_text(folder):
    """A tool that strips ids and metadata costs nothing: cells are matched by their text, the answer by its def."""
    node = notebook()
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
    node = notebook()
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


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_other_encodings_that_say_what_they_are_can_be_read(folder, encoding):
    """Editors on Windows write these; the first two are marked, the third is JSON in no guise we read."""
    content = json.dumps(notebook(ANSWER + "# dinosaur: \N{SAUROPOD}"), ensure_ascii=False).encode(encoding)
    taken = take(folder, content)
    if encoding == "utf-16-le":
        assert taken.problem
    else:
        assert taken.problem is None and "\N{SAUROPOD}" in kinds(taken, "answer")[0]


def test_a_stray_latin_letter_costs_a_note_not_the_mark(folder):
    """One character that is not UTF-8, in a comment, is replaced."""
    content = json.dumps(notebook(ANSWER + "# caf\xe9"), ensure_ascii=False).encode("latin-1")
    taken = take(folder, content)
    assert kinds(taken, "answer")[0].startswith(ANSWER) and "not UTF-8" in taken.notes[0]


# --- which cell is the answer -------------------------------------------------------------------------------------


def test_of_two_copies_of_the_answer_the_last_written_one_counts_and_the_other_still_runs(folder):
    """As in a run from top to bottom; an untouched copy below does not undo the answer."""
    node = notebook("first = 1\n" + ANSWER)
    second, stub = copy.deepcopy(cell_of(node, "clip")), copy.deepcopy(cell_of(node, "clip"))
    second["source"] = ANSWER
    stub["source"] = next(part.cell.source for part in original_of("clip").parts if part.cell.kind == "answer")
    insert_after(node, "clip", second, stub)
    taken = take(folder, node)
    assert kinds(taken, "answer") == [ANSWER]
    assert kinds(taken, "added") == ["first = 1\n" + ANSWER]
    assert is_clean(taken) and len(taken.notes) == 2


def test_an_answer_in_a_new_cell_is_found_when_the_answer_cell_was_deleted(folder):
    """The last cell that defines the function is taken, with a note."""
    node = notebook()
    node["cells"].remove(cell_of(node, "clip"))
    insert_after(node, SETUP, code(ANSWER))
    taken = take(folder, node)
    assert kinds(taken, "answer") == [ANSWER] and "lost its mark" in " ".join(taken.notes)


def test_a_missing_answer_is_a_sentence_and_names_the_notebook_it_seems_to_be(folder):
    """Without any cell that defines the function there is nothing to grade."""
    node = notebook()
    node["cells"].remove(cell_of(node, "clip"))
    assert "defines clip" in take(folder, node).problem
    other = json.loads(json.dumps(master.student("sample")))
    assert "hand that in as sample.ipynb" in take(folder, other).problem


def test_an_answer_turned_into_markdown_is_turned_back(folder):
    """A slip of the M key in Jupyter must not cost an exercise."""
    node = notebook()
    cell_of(node, "clip")["cell_type"] = "markdown"
    taken = take(folder, node)
    assert [cell.cell_type for cell in taken.cells if cell.kind == "answer"] == ["code"]
    assert "turned back" in taken.notes[0]


# --- things that have no power ------------------------------------------------------------------------------------


def test_tags_points_ids_kernels_and_attachments_have_no_power(folder):
    """Whatever metadata says, the rebuilt notebook has the master's."""
    plain, node = notebook(), notebook()
    node["metadata"] = {"kernelspec": {"name": "bash", "argv": ["rm"]}, "x": 1}
    for cell in node["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
        cell["metadata"].get("nbgrader", {}).update(points=10**9, schema_version=99, locked=False, task=True)
        cell["attachments"] = {"a.svg": {"image/svg+xml": "<script>"}}
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "7.0"}}]
    assert take(folder, node).notebook() == take(folder, plain).notebook()


def test_the_check_cell_deleted_changed_copied_or_emptied_is_put_back_once(folder):
    """And each of these is told in a sentence."""
    deleted, changed, copied, emptied = notebook(), notebook(), notebook(), notebook()
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
    node = notebook()
    given_source = cell_of(node, SETUP)["source"]
    cell_of(node, SETUP)["source"] = given_source + "\nimport math"
    taken = take(folder, node)
    order = [cell.source for cell in taken.cells]
    assert order.index(given_source) == order.index(given_source + "\nimport math") - 1
    assert is_clean(taken) and "put back" in taken.notes[0]


def test_code_written_into_a_copy_of_the_check_cell_is_kept(folder):
    """Copying a cell and typing into the copy is how many people add one."""
    node = notebook()
    copied = copy.deepcopy(cell_of(node, "clip_check"))
    copied["source"] = "helper = 1"
    insert_after(node, SETUP, copied)
    taken = take(folder, node)
    assert kinds(taken, "added") == ["helper = 1"] and is_clean(taken)


def test_the_order_of_the_course_is_restored(folder):
    """Reversed cells come out in order, and the note says so."""
    node = notebook()
    node["cells"].reverse()
    taken = take(folder, node)
    assert is_clean(taken) and taken.notes == ("The cells of the course were put back in their order.",)


def test_ids_in_a_rebuilt_notebook_are_unique_whatever_was_handed_in(folder):
    """nbformat's own validator agrees, with 300 added cells that all call themselves clip_check."""
    import nbformat

    node = notebook()
    insert_after(node, "clip", *[code(f"a = {n}", id="clip-text-00" if n % 2 else "zz") for n in range(300)])
    taken = take(folder, node)
    nbformat.validate(nbformat.from_dict(taken.notebook()))
    assert len({cell.id for cell in taken.cells}) == len(taken.cells)


# --- damaged files ------------------------------------------------------------------------------------------------

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
    "a huge source": (json.dumps({"cells": [{"source": "x" * 2_000_000}]}).encode(), "characters"),
}


@pytest.mark.parametrize("content, sentence", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_gets_a_sentence_quickly(folder, content, sentence):
    """No exception, within two seconds, one line, with what was wrong."""
    start = time.perf_counter()
    taken = take(folder, content)
    assert time.perf_counter() - start < 2
    assert taken.cells is None and re.search(sentence, taken.problem)
    assert "\n" not in taken.problem and len(taken.problem) < 400


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
    text = json.dumps(notebook())
    assert change(text) != text
    taken = take(folder, change(text))
    assert taken.problem is None and is_clean(taken)
    assert b"\x00" not in taken.to_bytes()


def test_cells_of_odd_types_are_left_out_and_the_rest_is_graded(folder):
    """Numbers, lists and unknown cell types among the cells do not stop the others."""
    node = notebook()
    insert_after(
        node, "clip", 5, ["x"], code(7), code("raw?", cell_type="mermaid"), code("ok = 1", id=[1], metadata=None)
    )
    taken = take(folder, node)
    assert kinds(taken, "added") == ["raw?", "ok = 1"]
    assert [cell.cell_type for cell in taken.cells if cell.kind == "added"] == ["raw", "code"]
    assert taken.notes == ("3 entries of clip.ipynb that are not cells were left out.",)


# --- the folder ---------------------------------------------------------------------------------------------------


def test_a_link_is_not_followed_even_to_a_good_notebook(folder):
    """Neither to another student's file nor to the folder; and its target does not show in the sentence."""
    target = folder.parent / "secret.ipynb"
    target.write_text(json.dumps(notebook()))
    (folder / "clip.ipynb").symlink_to(target)
    problem = intake.read(folder)["clip"].problem
    assert "a link" in problem and "secret" not in problem
    link = folder.parent.parent / "dinosaur_island"
    link.symlink_to(folder)
    assert all("is a link" in taken.problem for taken in intake.read(link).values())


def test_a_link_among_the_courses_folders_is_the_instructors_business(folder, tmp_path):
    """Only what lies in the student's folder is suspect: a linked SUBMITTED is read."""
    (folder / "clip.ipynb").write_text(json.dumps(notebook()))
    (tmp_path / "linked").symlink_to(tmp_path / "submitted")
    assert intake.read(tmp_path / "linked" / "ada" / "dinosaur_island")["clip"].problem is None


def test_pipes_sockets_folders_and_devices_are_named_and_never_waited_for(folder):
    """Opening a pipe that nobody writes to would wait for ever."""
    os.mkfifo(folder / "clip.ipynb")
    (folder / "sample.ipynb").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(folder)  # a socket's path must be short
        try:
            server.bind("optimize.ipynb")
        finally:
            os.chdir(here)
        taken = intake.read(folder)
    said = [taken[name].problem for name in ("clip", "sample", "optimize")]
    assert [text.split(" is ")[1].split(";")[0] for text in said] == ["a pipe", "a folder", "a socket"]


def test_a_file_past_the_limit_is_not_loaded(folder):
    """A sparse file of a terabyte takes no time, and the sentence says how to make it smaller."""
    with open(folder / "clip.ipynb", "wb") as file:
        file.truncate(2**40)
    start = time.perf_counter()
    problem = intake.read(folder)["clip"].problem
    assert time.perf_counter() - start < 1
    assert "1,048,576 MiB where at most 16" in problem and "Clear Outputs" in problem


def test_a_file_just_within_the_limit_is_read_in_time(folder):
    """Sixteen mebibytes of outputs are parsed, and thrown away, within three seconds."""
    node = notebook()
    cell_of(node, "clip")["outputs"] = [{"output_type": "stream", "text": "x" * (MAX_BYTES - 20_000)}]
    start = time.perf_counter()
    assert take(folder, node).problem is None
    assert time.perf_counter() - start < 3


def test_a_file_without_permission_to_read_gets_a_sentence(folder, monkeypatch):
    """The reason is the operating system's own. (Played: root, who runs many tests, may read everything.)"""
    (folder / "clip.ipynb").touch()
    (folder / "sample.ipynb").write_text(json.dumps(master.student("sample")))
    real = os.open

    def refuse(path, *args, **kwargs):
        if path == "clip.ipynb":
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    taken = intake.read(folder)
    assert "Permission denied" in taken["clip"].problem and taken["sample"].problem is None


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_a_folder_that_is_none_gets_a_sentence_for_each_exercise(tmp_path, kind):
    """Nothing handed in at all is still four verdicts."""
    folder = tmp_path / "dinosaur_island"
    if kind == "file":
        folder.write_text("")
    taken = intake.read(folder)
    assert list(taken) == list(master.names())
    assert all(("missing" if kind == "missing" else "is not a folder") in entry.problem for entry in taken.values())


@pytest.mark.parametrize(
    "name", ["Clip.ipynb", "clip (1).ipynb", "clip-copy.ipynb", "clip-Copy1.ipynb", "clip.ipynb.txt"]
)
def test_the_one_file_that_can_only_be_meant_is_graded_with_a_note(folder, name):
    """A browser's or an editor's addition to the name is not the student's mistake."""
    (folder / name).write_text(json.dumps(notebook()))
    taken = intake.read(folder)["clip"]
    assert taken.problem is None
    assert taken.notes == (f"clip.ipynb was missing, so {name} was graded in its place; next time name it clip.ipynb.",)


def test_two_that_could_be_meant_are_named_and_neither_is_chosen(folder):
    """The student must say which."""
    for name in ("clip (1).ipynb", "clip (2).ipynb"):
        (folder / name).write_text(json.dumps(notebook()))
    problem = intake.read(folder)["clip"].problem
    assert "clip (1).ipynb and clip (2).ipynb" in problem


def test_the_exact_name_wins_and_the_other_is_named(folder):
    """With clip.ipynb there, a second version is not graded, and that is said."""
    (folder / "clip (1).ipynb").write_text("not even a notebook")
    taken = take(folder, notebook())
    assert taken.problem is None and "clip (1).ipynb was not graded" in taken.notes[0]


def test_something_else_of_that_name_is_pointed_out(folder):
    """An exported page, or a name of the student's own, in a missing notebook's place is named."""
    (folder / "clip.html").write_text("<html>")
    (folder / "my_sample.ipynb").write_text("{}")
    taken = intake.read(folder)
    assert "clip.html is not a notebook" in taken["clip"].problem
    assert "if my_sample.ipynb is meant, rename it to sample.ipynb" in taken["sample"].problem
    assert meant("clip.html") == "clip.html"


def test_files_beside_the_notebooks_are_not_used_and_said_so(folder):
    """Names that would shadow a module have no effect but a sentence."""
    for name in ("numpy.py", "ipykernel_launcher.py", "bad\nname\udcff", ".ipynb_checkpoints", "Thumbs.db"):
        (folder / name).mkdir()
    notes = take(folder, notebook()).notes
    assert notes == ("Only the notebooks are graded; not used: bad?name?, ipykernel_launcher.py and numpy.py.",)


@pytest.mark.parametrize(
    "content, time_read",
    [
        (b"2026-11-22 02:38:00 UTC\n", "2026-11-22 02:38:00.000000 UTC"),
        (b"2026-11-22 02:38:00.5 +0100", "2026-11-22 01:38:00.500000 UTC"),
        (b"", ""),
        (b"no time", None),
        (b"\xff\xfe\x00", None),
        (b"2026-11-22 02:38:00 /etc/passwd", None),
        (b"9" * 60, None),
        (b"1" * 5000, None),
        (b"0001-01-01 00:00:00 +0100", None),
        (b"0101-01-01 00:00:00", "0101-01-01 00:00:00.000000 UTC"),
    ],
)
def test_a_timestamp_is_read_or_noted_and_never_stops_anything(folder, content, time_read):
    """None stands for a note."""
    (folder / "timestamp.txt").write_bytes(content)
    (folder / "clip.ipynb").write_text(json.dumps(notebook()))
    handin = collect(folder)
    assert handin.timestamp == (time_read or "")
    assert bool(intake.read(handin)["clip"].notes) == (time_read is None)


def test_a_handin_travels_to_another_machine(folder):
    """Pickled and read elsewhere it gives the same notebooks, and its digest follows the bytes."""
    (folder / "clip.ipynb").write_text(json.dumps(notebook()))
    handin = collect(folder)
    again = pickle.loads(pickle.dumps(handin))
    assert again == handin and intake.read(again) == intake.read(folder)
    (folder / "clip.ipynb").write_text(json.dumps(notebook(ANSWER + "#")))
    assert collect(folder).digest != handin.digest


# --- generated rubbish --------------------------------------------------------------------------------------------

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
GENTLE = settings(max_examples=150, deadline=2000, derandomize=True, suppress_health_check=list(HealthCheck))


def holds(taken: intake.Intake) -> None:
    """Assert what is promised about every intake."""
    assert (taken.cells is None) == bool(taken.problem)
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


@GENTLE
@given(cells=st.lists(CELL | JSON, max_size=12), extra=st.dictionaries(WORDS, JSON, max_size=3))
def test_any_cells_among_real_ones_give_a_clean_notebook(tmp_path_factory, cells, extra):
    """Odd cells between, before and behind the real ones never displace a cell of the course."""
    folder = tmp_path_factory.getbasetemp() / "cells"
    folder.mkdir(exist_ok=True)
    node = notebook() | extra
    for position, cell in enumerate(cells):
        node["cells"].insert(position * 2, cell)
    text = json.dumps(node)
    assert all(type(part) is str for cell in read_cells(text.encode(), "")[0] for part in vars(cell).values())
    taken = take(folder, text)
    holds(taken)
    assert taken.problem is None


@GENTLE
@given(text=st.binary(max_size=80) | st.text(max_size=64).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_timestamp_is_a_time_or_none(text):
    """Nothing that is written in timestamp.txt raises."""
    assert moment_of(text) is None or moment_of(text).tzinfo is None
