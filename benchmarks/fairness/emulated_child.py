"""Asks answers their cases under an emulated processor: imports `utils` alone, reads pickles, writes pickles.

``python emulated_child.py QUESTIONS OUTCOMES``: see `benchmarks.fairness.emulated`, which writes the one and reads the
other.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import pickle
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from utils.answers import load_answer
from utils.feedback.observe import observe
from utils.feedback.outcome import Outcome, Problem
from utils.feedback.time_limit import MAX_STALLS, TimeLimit, Watch, late

SECONDS = 30.0  # for one call: an emulated processor takes about twenty times as long as a real one
GIVEN = "import numpy as np\nfrom utils import *"


def function_of(exercise: str, cells: Sequence[str]) -> Callable:
    """Return the function of an answer that stands in a notebook behind others.

    Parameters
    ----------
    exercise : str
        Its name.
    cells : sequence of str
        The code cells, the answer last.

    Returns
    -------
    callable
    """
    nodes = [{"cell_type": "code", "metadata": {}, "source": source} for source in (GIVEN, *cells)]
    with tempfile.TemporaryDirectory() as folder:
        text = json.dumps({"cells": nodes, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        Path(folder, f"{exercise}.ipynb").write_text(text, encoding="utf-8")
        return load_answer(exercise, folder)


def outcomes_of(function: Callable, cases: Sequence[Sequence[Any]], helpers: Mapping[str, Callable]) -> list[Outcome]:
    """Call a function with the arguments of each case; after two calls that do not return it is asked no more.

    Parameters
    ----------
    function : callable
        The answer.
    cases : sequence of sequence
        The arguments.
    helpers : mapping of str to callable
        What stands for earlier answers.

    Returns
    -------
    list of Outcome
    """
    outcomes: list[Outcome] = []
    stalls = 0
    for args in cases:
        if stalls < MAX_STALLS:
            try:
                outcomes.append(observe(function, args, helpers, Watch(SECONDS, print).call))
                continue
            except TimeLimit:
                stalls += 1
        outcomes.append(Outcome(problem=late(SECONDS)))
    return outcomes


@functools.cache
def helpers_of(names: tuple[str, ...], sources: tuple[str, ...]) -> dict[str, Callable]:
    """Return the references that stand for earlier answers."""
    scope: dict[str, Any] = {}
    for source in (GIVEN, *sources):
        exec(source, scope)
    return {name: scope[name] for name in names}


def main(questions: Path, written: Path) -> None:
    """Answer every question of a file.

    Parameters
    ----------
    questions : Path
        A pickled dict: ``cases`` (exercise -> arguments), ``helpers`` and ``earlier`` (exercise -> names),
        ``sources`` (exercise -> code of the reference), ``answers`` (pairs of exercise and code).
    written : Path
        Where the list of outcomes of each answer goes.
    """
    asked = pickle.loads(questions.read_bytes())
    found: list[list[Outcome]] = []
    warnings.simplefilter("ignore")
    for number, (exercise, code) in enumerate(asked["answers"], 1):
        earlier = tuple(asked["sources"][name] for name in asked["earlier"][exercise])
        helpers = helpers_of(tuple(asked["helpers"][exercise]), earlier)
        with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            try:
                function = function_of(exercise, [*earlier, code])
                found.append(outcomes_of(function, asked["cases"][exercise], helpers))
            except Exception as error:
                missing = Problem("missing", f"{type(error).__name__}: {error}")
                found.append([Outcome(problem=missing) for _ in asked["cases"][exercise]])
        print(f"{number} of {len(asked['answers'])}", file=sys.stderr)
    written.write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
