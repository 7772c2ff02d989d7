"""The masters: what each one must hold, and references that give the published figures."""

from __future__ import annotations

import inspect
import re

import numpy as np
import pytest

from autograder.course import assignment
from autograder.exercises import EXERCISES, masters
from utils import initialize_parameters, rnn_backward, rnn_forward

SIGNATURES = {
    "clip": "(gradients, maxValue)",
    "sample": "(parameters, char_to_ix, seed)",
    "optimize": "(X, Y, a_prev, parameters, learning_rate=0.01)",
    "model": "(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27)",
}
LETTERS = {character: i for i, character in enumerate("\nabcdefghijklmnopqrstuvwxyz")}
KERNEL = "#   kernelspec:\n#     display_name: Python 3\n#     language: python\n#     name: python3\n"
HEADER = f"# ---\n# jupyter:\n{KERNEL}# ---\n\n"


def drawn(seed, shapes, scale=1.0):
    """Standard normal arrays in the order given, as the published examples draw them."""
    random = np.random.RandomState(seed)
    return {name: random.randn(*shape) * scale for name, shape in shapes.items()}


def network(seed, n_a=100, first=()):
    """The weights of a published example."""
    shapes = {**dict(first), "Wax": (n_a, 27), "Waa": (n_a, n_a), "Wya": (27, n_a), "b": (n_a, 1), "by": (27, 1)}
    return drawn(seed, shapes)


@pytest.fixture
def write(tmp_path):
    """A function that writes a master called clip.py and returns its path."""

    def writer(text):
        path = tmp_path / "clip.py"
        path.write_text(HEADER + text, encoding="utf-8")
        return path

    return writer


@pytest.mark.parametrize("name", SIGNATURES)
def test_answer_has_the_published_signature(name):
    """Students, graders and published answers all call the functions in this way."""
    assert str(inspect.signature(masters.reference(name))) == SIGNATURES[name]


@pytest.mark.parametrize("name", masters.names())
def test_a_notebook_has_one_answer_one_check_and_locked_given_cells(name):
    """nbgrader and our intake find the cells by these ids."""
    cells = {
        cell.id: cell.metadata.get("nbgrader") for cell in assignment.source(name).cells if cell.cell_type == "code"
    }
    assert [key for key, meta in cells.items() if meta and meta.solution] == [name]
    assert [key for key, meta in cells.items() if meta and meta.grade] == [f"{name}_check"]
    for key, meta in cells.items():
        if meta:
            assert meta.grade_id == key
            assert meta.locked == (key != name)


@pytest.mark.parametrize("name", masters.names())
def test_points_come_from_the_exercise(name):
    """They are written in one place only."""
    (check,) = [cell for cell in assignment.source(name).cells if cell.id == f"{name}_check"]
    assert check.metadata.nbgrader.points == EXERCISES[name].points
    assert "points" not in masters.path_of(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", masters.names())
def test_the_students_version_has_the_stub_and_the_same_cells(name):
    """nbgrader's own stub stands where the solution was, and no cell came or went."""
    source, student = assignment.source(name), assignment.student(name)
    assert [cell.id for cell in source.cells] == [cell.id for cell in student.cells]
    answer = next(cell.source for cell in student.cells if cell.id == name)
    assert re.search(r"^( +)# YOUR CODE HERE\n\1raise NotImplementedError\(\)$", answer, re.MULTILINE)
    assert "SOLUTION" not in answer


@pytest.mark.parametrize("name", masters.names())
def test_the_students_version_is_a_copy(name):
    """Whoever changes it changes nobody else's."""
    assignment.student(name).cells.clear()
    assert assignment.student(name).cells


@pytest.mark.parametrize("name", masters.names())
def test_hidden_test_is_between_nbgraders_markers(name):
    """Under a plain nbgrader the hidden part runs; students never see it."""
    hidden = re.compile(r"### BEGIN HIDDEN TESTS\n(.*)### END HIDDEN TESTS", re.DOTALL)
    source = next(cell.source for cell in assignment.source(name).cells if cell.id == f"{name}_check")
    assert f'score("{name}", {name})' in hidden.search(source).group(1)
    assert hidden.sub("", source).strip() == f"check({name})"


def test_clip_gives_the_published_figures():
    """Random gradients of seed 3, limited to 10."""
    shapes = {"dWax": (5, 3), "dWaa": (5, 5), "dWya": (2, 5), "db": (5, 1), "dby": (2, 1)}
    clipped = masters.reference("clip")(drawn(3, shapes, 10.0), 10)
    assert clipped["dWaa"][1][2] == 10.0 and clipped["dWax"][3][1] == -10.0 and clipped["db"][4] == [10.0]
    assert clipped["dWya"][1][2] == 0.2971381536101662 and clipped["dby"][1] == pytest.approx([8.45833407], abs=5e-9)


def test_clip_works_in_place_and_returns_every_key():
    """The published function does; `da_next` comes along from the way back."""
    gradients = {"db": np.array([9.0, -9.0]), "da_next": np.array([7.0])}
    clipped = masters.reference("clip")(gradients, 5)
    assert clipped is gradients and gradients["db"].tolist() == [5.0, -5.0] and "da_next" in clipped


def test_sample_gives_the_published_indices():
    """The later edition's list in full, and the earlier one's as far as all processors agree."""
    later = [23, 16, 26, 26, 24, 3, 21, 1, 7, 24, 15, 3, 25, 20, 6, 13, 10, 8, 20, 12, 2, 0]
    assert masters.reference("sample")(network(24), LETTERS, 0) == later
    earlier = [12, 17, 24, 14, 13, 9, 10, 22, 24, 6, 13, 11, 12, 6, 21, 15, 21, 14, 3, 2, 1, 21, 18, 24, 7, 25]
    earlier += [6, 25, 18, 10, 16, 2, 3, 8, 15, 12, 11, 7, 1, 12, 10, 2, 7]
    assert masters.reference("sample")(network(2), LETTERS, 0)[:43] == earlier


def test_sample_ends_with_the_newline_at_the_cap():
    """A network that never says newline is stopped after 50 symbols, and the name gets its end."""
    parameters = network(1, n_a=5)
    parameters["by"][LETTERS["\n"]] = -1000.0
    indices = masters.reference("sample")(parameters, LETTERS, 0)
    assert len(indices) == 51 and indices[-1] == 0 and 0 not in indices[:-1]


def test_optimize_gives_the_published_figures():
    """One step from the weights of seed 1."""
    parameters = network(1, first=[("a_prev", (100, 1))])
    a_prev = parameters.pop("a_prev")
    loss, gradients, a_last = masters.reference("optimize")(
        [12, 3, 5, 11, 22, 3], [4, 14, 11, 22, 25, 26], a_prev, parameters
    )
    assert loss == pytest.approx(126.5039757216538, abs=1e-9)
    assert gradients["dWaa"][1][2] == pytest.approx(0.194709315347, abs=1e-9)
    assert np.argmax(gradients["dWax"]) == 93
    assert gradients["dWya"][1][2] == pytest.approx(-0.007773876032, abs=1e-9)
    assert gradients["db"][4] == pytest.approx([-0.06809825], abs=1e-8)
    assert gradients["dby"][1] == pytest.approx([0.01538192], abs=1e-8)
    assert a_last[4] == pytest.approx([-1.0], abs=1e-8)


def test_model_trains_on_the_text_it_is_given(capsys):
    """Blank lines and capitals do no harm, names come round in turn, the state is carried: as in a loop by hand."""
    learned = masters.reference("model")("\nAb\n  cd \n\n", dict(enumerate(LETTERS)), LETTERS, 5, 4, 2, 27)
    assert capsys.readouterr().out.startswith("Iteration: 0, Loss: ")
    names = ["ab", "cd"]
    np.random.seed(0)
    np.random.shuffle(names)
    parameters, state = initialize_parameters(4, 27, 27), np.zeros((4, 1))
    for name in [*names, *names, names[0]]:
        X, Y = [None, *(LETTERS[c] for c in name)], [*(LETTERS[c] for c in name), 0]
        _, cache = rnn_forward(X, Y, state, parameters)
        gradients, states = rnn_backward(X, Y, parameters, cache)
        for key in parameters:
            parameters[key] -= 0.01 * np.clip(gradients["d" + key], -5, 5)
        state = states[len(X) - 1]
    assert all(np.allclose(learned[key], parameters[key], rtol=0, atol=1e-14) for key in parameters)


def test_reference_is_the_same_object_every_time():
    """The judge's helpers are made once a run."""
    assert masters.reference("sample") is masters.reference("sample")


def test_unknown_exercise_is_named_with_those_there_are():
    """The message lists the four."""
    with pytest.raises(ValueError, match="no exercise is called 'clap'; there are clip, sample, optimize, model"):
        masters.solution("clap")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# %%\nx = 1\n", "a cell has role=None, not one of given, answer, check, demonstration"),
        ('# %% role="figure"\nx = 1\n', "a cell has role='figure'"),
        ('# %% role="given"\nx = 1\n', "this cell needs a name"),
        ('# %% role="given" name="a"\nx = 1\n\n# %% role="given" name="a"\ny = 1\n', "two cells are called 'clip_a'"),
    ],
)
def test_a_master_with_a_slip_is_refused(write, text, message):
    """A cell without a role would reach students with no id, or not at all."""
    with pytest.raises(ValueError, match=message):
        masters.read(write(text), "clip")


def test_a_new_paragraph_does_not_rename_the_cells(write):
    """Submissions of last week are matched to this week's master by these ids."""
    answer = '# %% role="answer"\ndef clip(g, m):\n    return g\n'
    texts = answer, "# %% [markdown]\n# Hello.\n\n" + answer
    plain, longer = (masters.read(write(text), "clip") for text in texts)
    assert plain.cells[-1].id == longer.cells[-1].id == "clip"


def test_notebooks_beyond_need_no_roles(tmp_path, monkeypatch):
    """They are for reading on: no answers, no checks, ids by position or by name."""
    text = HEADER + '# %%\nx = 1\n\n# %% name="figure"\ny = 2\n'
    (tmp_path / "poems.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(assignment, "BEYOND", tmp_path)
    notebook = assignment.beyond()["poems"]
    assert [cell.id for cell in notebook.cells] == ["poems-code-00", "poems_figure"]
    assert all(not cell.metadata for cell in notebook.cells)
