"""In a notebook a function sees the packages of the contract alone, as it will where it is graded."""

from __future__ import annotations

import sys
import types

import numpy as np
import pytest

from utils.feedback.check import check, examine
from utils.feedback.contract import allowed
from utils.feedback.own_imports import contract_only, is_outside, outside

PACKAGE = "an_extra_of_ours"
SAID = f"{PACKAGE} is not there where this is graded; allowed are {allowed()}"
SOURCE = """
import numpy as np

def limited(value, low, high):
    return np.clip(value, low, high)

class Limits:
    low = -5

ready = Limits()
"""
RIGHT = "def clip(gradients, maxValue):\n    return {k: %s(v, -maxValue, maxValue) for k, v in gradients.items()}\n"


@pytest.fixture(autouse=True)
def extra(tmp_path, monkeypatch):
    """A package that is installed at home, as SciPy may be."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    (folder / f"{PACKAGE}.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(folder))
    is_outside.cache_clear()
    yield
    sys.modules.pop(PACKAGE, None)
    is_outside.cache_clear()


def answer(*cells: str) -> types.FunctionType:
    """Run cells as a notebook does, and return its clip."""
    scope: dict = {"__name__": "__main__", "np": np, "In": ["", *cells]}
    for cell in cells:
        exec(compile(cell, "<a cell>", "exec"), scope)
    return scope["clip"]


@pytest.mark.parametrize(
    "cells",
    [
        (f"from {PACKAGE} import limited\n" + RIGHT % "limited",),
        (f"import {PACKAGE} as extra", RIGHT % "extra.limited"),
        (f"from {PACKAGE} import ready", (RIGHT % "np.clip").replace("(v, -max", "(v, 0 * ready.low - max")),
        ((RIGHT % "limited").replace("    return", f"    from {PACKAGE} import limited\n    return"),),
        ((RIGHT % "extra.limited").replace("    return", f"    import {PACKAGE} as extra\n    return"),),
    ],
    ids=["a name", "a module", "an object", "a name, inside", "a module, inside"],
)
def test_a_package_that_the_contract_leaves_out_is_told_at_home(cells):
    """The answer is right here and would fail there; each check that fails says why, in the grader's words."""
    report = examine(answer(*cells))
    assert not report.passed
    assert all(SAID in verdict.message for verdict in report.verdicts)


def test_all_is_as_before_when_the_check_is_over():
    """Names, modules and the import itself."""
    real = __import__
    clip = answer(f"from {PACKAGE} import limited\n" + RIGHT % "limited")
    limited = clip.__globals__["limited"]
    examine(clip)
    assert clip.__globals__["limited"] is limited and __builtins__["__import__"] is real
    assert np.array_equal(clip({"a": np.array([9.0])}, 2)["a"], [2.0])


def test_what_does_not_matter_for_the_answer_is_no_mistake():
    """A package for pictures, say, which the function does not use."""
    assert examine(answer(f"import {PACKAGE} as extra", RIGHT % "np.clip")).passed


def test_who_can_do_without_the_package_is_right():
    """An import with something in its place works where this is graded, too."""
    above = f"try:\n    from {PACKAGE} import limited\nexcept ImportError:\n    limited = np.clip\n"
    within = above.replace("\n", "\n    ")
    assert examine(answer(above, RIGHT % "limited")).passed
    assert examine(answer((RIGHT % "limited").replace("    return", f"    {within}return"))).passed


def test_a_file_of_ones_own_is_no_package(tmp_path, monkeypatch):
    """Helpers beside the notebook are handed in with it."""
    (tmp_path / "my_helpers.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        assert examine(answer("from my_helpers import limited\n" + RIGHT % "limited")).passed
    finally:
        sys.modules.pop("my_helpers", None)


def test_where_a_value_comes_from():
    """Modules, functions, classes, objects and ufuncs, of the contract and not."""
    import matplotlib
    import numba

    extra = __import__(PACKAGE)
    own = np.frompyfunc(abs, 1, 1)
    vars(extra)[own.__name__] = own  # as SciPy's lie in scipy.special
    for value in (extra, extra.limited, extra.Limits, extra.ready, own):
        assert outside(value) == PACKAGE
    for value in (np, np.exp, np.float64(1), np.zeros(1), matplotlib, numba.njit, sys, len, None, "a", outside, check):
        assert outside(value) == "", value


def test_nothing_is_taken_away_where_nothing_is_outside():
    """The usual case leaves the scope alone."""
    scope = {"np": np, "one": 1}
    with contract_only(lambda: None, [scope]) as lost:
        assert lost == {} and scope == {"np": np, "one": 1}
