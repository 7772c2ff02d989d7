"""The notebooks as a student meets them: blank, solved, and what their text promises."""

from __future__ import annotations

import ast
import builtins
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from autograder.exercises import masters
from utils import load_dinosaurs, vocabulary

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks" / "dinosaur_island"
ALLOWED = {"NotImplementedError", "AnswerNotReady", "CheckFailed"}  # the stub, and sentences of ours
LIMIT = 30  # seconds for one cell: nbgrader's default


def committed(name, solved=False):
    """A committed notebook, with the reference's solution put into it if wanted."""
    made = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    if solved:
        next(cell for cell in made.cells if cell.id == name).source = masters.solution(name)
    return made


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A function that runs a notebook from top to bottom, past errors, blank or solved; each only once."""
    made = {}

    def run(name, solved):
        if (name, solved) not in made:
            folder = lay_out(tmp_path_factory.mktemp("course"), solved)
            made[name, solved] = run_notebook(folder, name)
        return made[name, solved]

    return run


def lay_out(root, solved):
    """Make a course folder of blank or solved notebooks and return the folder that the notebooks lie in."""
    for name in ("utils", "data"):
        (root / name).symlink_to(ROOT / name)
    folder = root / "notebooks" / "dinosaur_island"
    folder.mkdir(parents=True)
    for name in masters.names():
        nbformat.write(committed(name, solved), folder / f"{name}.ipynb")
    return folder


def run_notebook(folder, name):
    """Run one notebook in a kernel that sees nobody's settings."""
    made = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    settings = {"metadata": {"path": str(folder)}}
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(variable, str(folder.parent / variable.lower()))
        NotebookClient(made, timeout=LIMIT, allow_errors=True, kernel_name="python3", resources=settings).execute()
    return made


def outputs(made):
    """Every output with the id of its cell."""
    return [(cell.id, output) for cell in made.cells for output in cell.get("outputs", [])]


def errors(made):
    """The id of each cell that raised, with the name of the exception and its message."""
    return [(cell, out.ename, out.evalue) for cell, out in outputs(made) if out.output_type == "error"]


def pictures(made):
    """The ids of the cells that drew something."""
    return [cell for cell, out in outputs(made) if "image/png" in out.get("data", {})]


@pytest.mark.parametrize("name", masters.names())
def test_a_blank_notebook_raises_nothing_unkind(executed, name):
    """Run untouched from top to bottom: the stub's exception, or one of our sentences, and no other."""
    made = executed(name, solved=False)
    found = errors(made)
    assert {kind for _, kind, _ in found} <= ALLOWED, found
    assert f"{name}_check" in [cell for cell, _, _ in found]
    for _, output in outputs(made):
        if output.output_type == "error":
            assert len(output.traceback) == 1, "a sentence, not a traceback"


def test_figures_before_the_exercise_need_no_answer(executed):
    """The pictures that explain are there on the first day."""
    assert pictures(executed("clip", solved=False)) == ["clip_explosion", "clip_figure"]
    assert pictures(executed("sample", solved=False)) == ["sample_beginnings"]
    assert pictures(executed("optimize", solved=False)) == ["optimize_lengths"]
    assert pictures(executed("model", solved=False)) == ["model_corpus"]


@pytest.mark.parametrize(
    "name", ["clip", *(pytest.param(name, marks=pytest.mark.slow) for name in ("sample", "optimize"))]
)
def test_a_solved_notebook_runs_without_an_error(executed, name):
    """With the reference's answers put in, all checks pass, all figures are drawn, and standard error stays empty."""
    made = executed(name, solved=True)
    assert not errors(made)
    assert not [output for _, output in outputs(made) if output.get("name") == "stderr"]
    assert f"{name}_figure" in pictures(made)


@pytest.mark.slow
def test_the_solved_model_trains_and_draws_within_the_cell_limit(executed):
    """The full training runs, and no cell takes as long as nbgrader would wait."""
    made = executed("model", solved=True)
    assert not errors(made)
    assert pictures(made) == ["model_corpus", "model_curve", "model_chaos"]
    printed = "".join(out.text for cell, out in outputs(made) if cell == "model_training")
    assert re.findall(r"Iteration: (\d+)", printed) == [str(step) for step in range(0, 35000, 2000)]
    assert printed.lower().count("saurus") > 20
    engine = "".join(out.text for cell, out in outputs(made) if cell == "model_engine")
    assert engine.strip().endswith("Trocolosaurus")


@pytest.mark.parametrize("name", masters.names())
def test_committed_notebooks_are_valid_and_bare(name):
    """Valid nbformat with ids of our own, a kernel, no outputs, no counts."""
    made = committed(name)
    nbformat.validate(made)
    assert made.metadata.kernelspec.name == "python3"
    assert len({cell.id for cell in made.cells}) == len(made.cells)
    for cell in made.cells:
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None


@pytest.mark.parametrize("name", masters.names())
def test_only_figures_import_matplotlib_or_read_files(name):
    """What is not a demonstration is run in grading, where a second for pyplot counts and `data` is not there."""
    for cell in committed(name).cells:
        if cell.cell_type == "code" and not cell.metadata.get("dinosaur_island", {}).get("demonstration"):
            assert "matplotlib" not in cell.source and "open(" not in cell.source, cell.id


@pytest.mark.parametrize("name", masters.names())
def test_the_answer_never_leans_on_a_demonstration(name):
    """It may use what the given cells bring in; anything else ties the exercise to a figure."""
    scope = {}
    for cell in committed(name).cells:
        if cell.id == f"{name}_setup":
            exec(cell.source, scope)
        if cell.id == f"{name}_earlier":
            exec(re.sub(r"load_answer\(.*\)", "None", cell.source), scope)
    exec(masters.solution(name), scope)
    words = [node for node in ast.walk(ast.parse(masters.solution(name))) if isinstance(node, ast.Name)]
    local = {node.id for node in words if isinstance(node.ctx, ast.Store)} | set(scope[name].__code__.co_varnames)
    assert not {node.id for node in words} - local - set(scope) - set(dir(builtins))


@pytest.mark.parametrize("name", masters.names())
def test_prose_mentions_the_hint_and_the_next_notebook(name):
    """A reader who is stuck, or done, knows what to do."""
    text = "\n".join(cell.source for cell in committed(name).cells if cell.cell_type == "markdown")
    assert f"`hint({name})`" in text
    following = dict(zip(masters.names(), masters.names()[1:])).get(name, "0_start")
    assert text.splitlines()[-1].startswith(("**Next:**", "In the next", "That was"))
    assert f"]({following}.ipynb)" in text.splitlines()[-1]
    assert "](0_start.ipynb)" in text.splitlines()[-1]
    assert "What to remember" in text and "will learn" in text


@pytest.mark.parametrize("name", masters.names())
def test_code_fits_the_width_of_a_notebook(name):
    """Longer lines would have to be scrolled sideways in JupyterLab."""
    for cell in committed(name).cells:
        if cell.cell_type == "code":
            long = [line for line in cell.source.splitlines() if len(line) > 88]
            assert not long, long


def rows(name):
    """The tables of expected values in a notebook: expression -> value, as written."""
    text = "\n".join(cell.source for cell in committed(name).cells if cell.cell_type == "markdown")
    return {
        key: ast.literal_eval(value) for key, value in re.findall(r"^\| `([^`]+)` \| (\[?-?[\d.]+\]?) \|$", text, re.M)
    }


def test_the_expected_values_of_clip_are_those_of_the_published_example():
    """The table in the text is worked out again, with its expressions, from the published draws."""
    random = np.random.RandomState(3)
    shapes = {"dWax": (5, 3), "dWaa": (5, 5), "dWya": (2, 5), "db": (5, 1), "dby": (2, 1)}
    drawn = {key: np.clip(random.randn(*shape) * 10, -10, 10) for key, shape in shapes.items()}
    found = rows("clip")
    assert len(found) == 5
    for expression, value in found.items():
        assert eval(expression, {"gradients": drawn}) == pytest.approx(value, rel=1e-8), expression


def test_the_expected_values_of_optimize_are_those_of_the_published_example():
    """Likewise, by a slow backward pass of the test's own over one-hot columns."""
    random = np.random.RandomState(1)
    shapes = {"a_prev": (100, 1), "Wax": (100, 27), "Waa": (100, 100), "Wya": (27, 100), "b": (100, 1), "by": (27, 1)}
    p = {key: random.randn(*shape) for key, shape in shapes.items()}
    X, Y = [12, 3, 5, 11, 22, 3], [4, 14, 11, 22, 25, 26]
    a, xs, ys, loss = [p["a_prev"]], [], [], 0.0
    for x, y in zip(X, Y):
        xs.append(np.eye(27)[:, [x]])
        a.append(np.tanh(p["Wax"] @ xs[-1] + p["Waa"] @ a[-1] + p["b"]))
        scores = np.exp(p["Wya"] @ a[-1] + p["by"])
        ys.append(scores / scores.sum() - np.eye(27)[:, [y]])
        loss -= np.log((scores / scores.sum())[y, 0])
    grad = {f"d{key}": np.zeros(shape) for key, shape in shapes.items()}
    back = np.zeros((100, 1))
    for t in reversed(range(6)):
        grad["dWya"] += ys[t] @ a[t + 1].T
        grad["dby"] += ys[t]
        dz = (1 - a[t + 1] ** 2) * (p["Wya"].T @ ys[t] + back)
        grad["dWax"] += dz @ xs[t].T
        grad["dWaa"] += dz @ a[t].T
        grad["db"] += dz
        back = p["Waa"].T @ dz
    clipped = {key: np.clip(value, -5, 5) for key, value in grad.items()}
    found = rows("optimize")
    assert len(found) == 7
    for expression, value in found.items():
        scope = {"gradients": clipped, "loss": loss, "a_last": a[-1], "np": np}
        assert eval(expression, scope) == pytest.approx(value, rel=1e-6), expression


def test_the_training_begins_with_the_output_in_the_text(capsys):
    """The losses to six decimals and the names of the first two notes, which every computer gives."""
    text = next(cell.source for cell in committed("model").cells if "output begins with" in cell.source)
    block = re.search(r"(    Iteration: 0.*?)\n\n\(", text, re.DOTALL).group(1)
    data = load_dinosaurs()
    char_to_ix, ix_to_char = vocabulary(data)
    masters.reference("model")(data, ix_to_char, char_to_ix, 2001)
    assert capsys.readouterr().out.strip() == "\n".join(line[4:] for line in block.splitlines())


def test_the_expected_lists_of_sample_are_what_the_reference_draws():
    """Both lists in the text: the first twenty from the weights of seed 2, the whole name from those of seed 24."""
    text = "\n".join(cell.source for cell in committed("sample").cells if cell.cell_type == "markdown")
    listed = [ast.literal_eval(line) for line in re.findall(r"^ +(\[[\d, ]+\])$", text, re.M)]
    shapes = {"Wax": (100, 27), "Waa": (100, 100), "Wya": (27, 100), "b": (100, 1), "by": (27, 1)}
    found = []
    for seed in (2, 24):
        random = np.random.RandomState(seed)
        parameters = {key: random.randn(*shape) for key, shape in shapes.items()}
        found.append(masters.reference("sample")(parameters, {"\n": 0}, 0))
    assert [found[0][:20], found[1]] == listed
