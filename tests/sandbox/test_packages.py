"""Which packages an answer may import: those of the contract and what they need, whatever else is installed."""

from __future__ import annotations

import importlib.util
import site
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.support import sandboxes
from tests.support.classroom import notebook
from tests.support.judging import judged, messages
from utils.feedback.contract import ALLOWED, PACKAGES, TOOLS, allowed
from utils.feedback.observe import observe
from utils.feedback.packages import absent, distributions, entries, importable

NOT_HERE = "scipy is not there where this is graded; allowed are "
CLIP = """
def clip(gradients, maxValue):
    return {name: np.clip(value, -maxValue, maxValue) + 0 * f(value, 1) for name, value in gradients.items()}
"""
WITHIN = CLIP.replace("    return", "    from scipy.special import xlogy as f\n    return")


@pytest.fixture(scope="module", params=("grader", "open"))
def sandbox(request):
    """The sandbox that grades here, and the one without walls, which finds its packages in another way."""
    with sandboxes.sandbox(request.param) as made:
        yield made


def installed_elsewhere() -> set[str]:
    """Every top-level module that is installed here and does not belong to the contract."""
    named = {name.partition(".")[0] for each in metadata.distributions() for name in entries(each)}
    return {
        name for name in named - importable() if name.isidentifier() and name not in ("utils", "autograder", "beyond")
    }


def test_the_contract_is_installed_here():
    """All that a student has is there, and the tools bring nothing into an answer."""
    assert {name for name in PACKAGES if name not in TOOLS} <= set(distributions())
    assert set(ALLOWED) <= importable() and not {"jupyterlab", "nbgrader", "pytest", "scipy"} & importable()
    assert all(importlib.util.find_spec(name) for name in ALLOWED)


def test_what_the_contract_needs_comes_along():
    """Matplotlib reads dates with dateutil and pictures with Pillow."""
    assert {"dateutil", "PIL", "kiwisolver", "llvmlite", "traitlets", "requests"} <= importable()


def test_a_sandbox_shows_the_packages_of_the_contract_and_no_other(sandbox):
    """Not even by looking: neither tests, nor the grader's own, nor an extra that happens to be installed."""
    others = sorted(installed_elsewhere())
    assert len(others) > 50 and "nbgrader" in others and "pytest" in others
    code = "from importlib.util import find_spec\ndef f(names): return [name for name in names if find_spec(name)]"
    assert sandboxes.result(sandbox, code, others) == []
    assert sandboxes.result(sandbox, code, [*ALLOWED, *others]) == list(ALLOWED)


def test_the_packages_of_the_contract_work_in_a_sandbox(sandbox):
    """Each is imported and does something."""
    code = (
        "import numpy as np, matplotlib.pyplot as plt, numba, pooch, tqdm.auto\nfrom IPython.display import display\n"
        "@numba.njit\ndef g(x): return x + 1\n"
        "def f(x):\n    plt.plot([x])\n    return [g(y) for y in tqdm.auto.tqdm([x])]\n"
    )
    assert sandboxes.result(sandbox, code, 2) == [3]


def test_a_python_of_ones_own_finds_no_more(sandbox):
    """`!python` in a notebook looks where the notebook looks."""
    if sandbox.unsafe:
        pytest.skip("without walls another process may look anywhere")
    beside = (path.name for folder in site.getsitepackages([sys.base_prefix]) for path in Path(folder).glob("*/"))
    names = [name for name in beside if name.isidentifier() and name not in (*importable(), "pip", "__pycache__")]
    look = "import sys; from importlib.util import find_spec; print([n for n in sys.argv[1:] if find_spec(n)])"
    code = f"def f(names): return subprocess.check_output([sys.executable, '-c', {look!r}, *names], text=True)"
    assert sandboxes.result(sandbox, code, ["numpy", *names]).strip() == "['numpy']"


@pytest.mark.parametrize(
    ("answer", "added"),
    [
        ("from scipy.special import xlogy as f\n" + CLIP, ()),
        ("import scipy.special\n" + CLIP.replace("f(", "scipy.special.xlogy("), ()),
        (CLIP, ("from scipy.special import xlogy as f",)),
        (WITHIN, ()),
    ],
    ids=["above", "the whole package", "a cell of its own", "inside"],
)
def test_a_missing_package_is_the_checks_own_message(tmp_path, sandbox, run, answer, added):
    """Never a NameError: the package and what is allowed, in the words of the check that failed."""
    result = judged(tmp_path, sandbox, run, clip=notebook("clip", answer, added, before=True))
    assert result.score == 0
    for verdict in result.verdicts:
        assert NOT_HERE + allowed() in verdict.message and "NameError" not in verdict.message
    assert "scipy" in messages(result)


def test_an_answer_that_can_do_without_keeps_its_points(tmp_path, sandbox, run):
    """Who asks for SciPy and has something in its place is right; so is who never uses it."""
    substitute = "try:\n    from scipy.special import xlogy as f\nexcept ImportError:\n    f = np.multiply\n" + CLIP
    unused = "from scipy.special import xlogy as g\n" + CLIP.replace("f(value, 1)", "value")
    for student, answer in (("ada", substitute), ("bob", unused)):
        result = judged(tmp_path / student, sandbox, run, clip=answer)
        assert result.score == result.max, messages(result)


def test_only_a_missing_package_is_said_to_be_missing():
    """What is missing within a package, and another exception of the kind, keep Python's words."""

    def within():
        import numpy.nowhere  # noqa: F401

    def other():
        raise ImportError("cannot import name 'x' from 'y'")

    def own():
        raise ModuleNotFoundError("mine")

    for function in (within, other, own):
        assert "is not there" not in observe(function, []).problem.sentence
    assert absent(None) == "" and absent(ModuleNotFoundError("", name="no identifier!")) == ""
    assert len(absent(ModuleNotFoundError("", name="x" * 10**6))) < 300
