"""The student's own line that a mistake is about: found by what it assigns, calls or is, or not at all."""

from __future__ import annotations

import pytest

from autograder.exercises import EXERCISES, masters
from utils.feedback.own_lines import own_line, places_of

CELL = """import numpy as np

def sample(parameters, char_to_ix, seed):
    x = np.zeros((3, 1))
    while True:
        a = np.tanh(x)
        probs = softmax(a)
        x = np.zeros((3, 1))
        x[probs.argmax()] = 1
        first, second = probs[0], probs[1]
        if a[0] > 0:
            break
    return [first]
"""


@pytest.mark.parametrize(
    "places, line",
    [
        (["tanh()"], "line 6: a = np.tanh(x)"),
        (["softmax()", "loop y ="], "line 7: probs = softmax(a)"),
        (["loop x[] ="], "line 9: x[probs.argmax()] = 1"),
        (["once x ="], "line 4: x = np.zeros((3, 1))"),
        (["loop x ="], "line 8: x = np.zeros((3, 1))"),
        (["loop second ="], "line 10: first, second = probs[0], probs[1]"),
        (["while"], "line 5: while True:"),
        (["return"], "line 13: return [first]"),
        (["def"], "line 3: def sample(parameters, char_to_ix, seed):"),
        (["a[]"], "line 11: if a[0] > 0:"),
        (["loop x = & zeros()"], "line 8: x = np.zeros((3, 1))"),
        (["x[] = & zeros()"], ""),
        (["zeros()"], ""),
        (["zeros()", "if"], "line 11: if a[0] > 0:"),
        (["loop return", "loop y ="], ""),
        ([], ""),
    ],
)
def test_a_line_is_found_where_it_is_the_only_one(places, line):
    """Two that fit are none: a wrong line would mislead."""
    assert own_line(CELL, "sample", places) == line


@pytest.mark.parametrize("source", ["def sample(:", "x = 1", "", "(" * 300, "\0", "def sample(): pass\n" + "#" * 30000])
def test_a_source_that_cannot_be_read_has_no_line(source):
    """Nothing that a student writes makes it raise."""
    assert own_line(source, "sample", ["while"]) == ""


def test_what_a_solution_calls_in_and_after_its_loop_is_looked_for_where_it_stands():
    """A list that is built in another way is not sought where the newline is appended."""
    code = masters.solution("sample")
    assert places_of(code, "sample", "indices.append(idx)") == ("loop append()",)
    assert places_of(code, "sample", "append(newline)") == ("once append()",)


@pytest.mark.parametrize("name", EXERCISES)
def test_each_description_finds_its_line_in_the_solution_or_none(name):
    """Of an edit's own description the line is the edited one: never another."""
    code = masters.solution(name)
    for edit in EXERCISES[name].edits:
        piece = edit.pieces[0][0]
        number = code.count("\n", 0, code.index(piece) + len(piece) - len(piece.lstrip())) + 1
        found = own_line(code, name, places_of(code, name, piece))
        assert found in ("", f"line {number}: {code.splitlines()[number - 1].strip()}"), edit.sentence
