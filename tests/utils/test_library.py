"""The library that students hold answers no exercise: whatever it has, called in an answer's place, earns nothing."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import pkgutil
import signal
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import utils
from autograder.exercises import EXERCISES, masters
from autograder.grading.judge import judge_exercise
from autograder.submission import intake
from tests.support import judging
from tests.support.classroom import hand_in, notebook
from tests.support.judging import judged, messages
from utils.feedback.check import examine
from utils.feedback.outcome import Outcome, Problem

optimize = None  # where judging puts an `optimize` of its own
SECONDS = 10  # for one call or check: a right answer takes a small part of that, on a busy machine too


def modules() -> Iterator[ModuleType]:
    """Every module of `utils`, the private ones too."""
    yield utils
    for found in pkgutil.walk_packages(utils.__path__, "utils."):
        yield importlib.import_module(found.name)


def held(space: object, seen: set[int], depth: int = 3) -> Iterator[tuple[str, Callable]]:
    """Every function, class and method in a module or a class, and in the classes in it."""
    for name, value in list(vars(space).items()):
        value = getattr(value, "__func__", value)
        ours = str(getattr(value, "__module__", "")).split(".")[0] == "utils"
        if not ours or not callable(value) or id(value) in seen:
            continue
        seen.add(id(value))
        yield f"{getattr(space, '__name__', space)}.{name}", value
        if inspect.isclass(value) and depth:
            yield from held(value, seen, depth - 1)


def library() -> list[tuple[str, Callable]]:
    """Everything in `utils` that can be called, once."""
    seen: set[int] = set()
    return [found for module in modules() for found in held(module, seen)]


@contextlib.contextmanager
def hurried():
    """Silence what is printed, and end what takes long."""

    def ring(number, frame):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def in_the_notebook(exercise, function):
    """Points that `check` gives."""
    with hurried():
        try:
            return sum(verdict.points for verdict in examine(function, exercise).verdicts if verdict.passed)
        except TimeoutError:
            return 0


def in_grading(exercise, function, cases):
    """Points that the grader gives."""
    outcomes = []
    for case in cases:
        with hurried():
            try:
                outcomes.append(EXERCISES[exercise].observe(function, case.args))
            except TimeoutError:
                outcomes.append(Outcome(problem=Problem("timeout", "late")))
    return sum(verdict.points for verdict in EXERCISES[exercise].verdicts(cases, outcomes) if verdict.passed)


FRAME = """
def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):
    {body}
"""
FROM_THE_ENGINE = {
    "its run": "from utils.engine.train import _Trainer\n    from utils.text import read_names\n"
    "    run = _Trainer(read_names(data), char_to_ix, n_a, 0.01, 0)\n"
    "    run.learn(0, np.zeros(num_iterations))\n    return run.parameters()",
    "train": "from utils import train\n    return train(data, num_iterations, n_a)[0]",
    "imported by name": "import importlib\n    engine = importlib.import_module('utils.engine')\n"
    "    return engine.train(data, num_iterations, n_a)[0]",
    "imported afresh": "import sys\n    sys.modules.pop('utils.engine', None)\n    sys.meta_path.pop(0)\n"
    "    import utils.engine\n    return utils.engine.train(data, num_iterations, n_a)[0]",
    "its kernels": "import utils.engine.numpy_backend\n    from utils.engine import kernels\n    return kernels.run",
    "its source": "import glob\n    source = open(glob.glob('/course/utils/engine/train*')[0]).read()\n"
    "    exec(source)\n    return train(data, num_iterations, n_a)[0]",
    "its byte code": "import glob\n    [found] = glob.glob('/**/engine/*.pyc', recursive=True)\n    return found",
}


WHOLE_DISK = pytest.param("its byte code", marks=pytest.mark.slow)  # as the next test does in its own way


@pytest.mark.parametrize("way", [WHOLE_DISK if way == "its byte code" else way for way in FROM_THE_ENGINE])
def test_the_engine_cannot_train_for_an_answer_that_is_graded(way, tmp_path, sandbox, run):
    """However it is asked for, `utils.engine` is not there, neither its name nor its files."""
    result = judged(tmp_path, sandbox, run, "model", model=FRAME.format(body=FROM_THE_ENGINE[way]))
    assert result.score == 0 and not result.error
    if way in ("its run", "train", "imported by name", "its kernels"):
        assert "is not there while an answer is graded" in messages(result)


LOOK = """
import os
def f(marks):
    files = [os.path.join(where, name) for where, _, names in os.walk("/") for name in names]
    files = [path for path in files if "engine" in path and path.endswith((".py", ".pyc"))]
    return len(files), [path for path in files if any(mark.encode() in open(path, "rb").read() for mark in marks)]
def there():
    return sorted(os.listdir("/course/utils"))
"""


def test_no_file_of_the_engine_is_seen_in_the_sandbox(sandbox):
    """Neither source nor byte code, wherever this environment keeps them; the rest of `utils` is there."""
    marks = ["_first_weights", "_clipped_step", "_write_product"]
    ours = "".join(path.read_text() for path in (Path(utils.__file__).parent / "engine").glob("*.py"))
    assert all(mark in ours for mark in marks)
    with sandbox.job({}) as job:
        job.run([LOOK])
        looked_at, found = job.call("f", [marks], timeout=60).result
        there = job.call("there", []).result
    assert looked_at and not found
    assert "network.py" in there and not {"engine", "__pycache__"} & {*there}


def test_what_else_a_notebook_takes_from_utils_is_there_while_it_is_graded(tmp_path, sandbox, run):
    """A cell that trains with the fast engine, for fun, costs the answer below it nothing."""
    fun = "from utils.engine import train\n_, history = train(load_dinosaurs(), 2000)\nplot_losses(history.each)"
    folder = hand_in(tmp_path, "ada", model=notebook("model", added=[fun], before=True))
    result = judge_exercise("model", intake.read(folder), sandbox, run, "digest")
    assert result.score == result.max
    assert "utils.engine" not in messages(result)


def test_check_refuses_a_model_that_the_engine_trained():
    """In the notebook the engine is there, for the cells behind the answer; it is no answer there either."""
    scope = {"np": np}
    exec(FRAME.format(body=FROM_THE_ENGINE["its run"]), scope)
    report = examine(scope["model"])
    assert not any(verdict.passed for verdict in report.verdicts)
    assert "never called optimize" in report.verdicts[0].message


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES)
def test_nothing_in_the_library_is_an_answer(exercise):
    """Every public and private callable, in place of each answer, earns no point, at home or in grading."""
    cases = judging.cases(exercise)
    right = masters.reference(exercise)
    assert in_the_notebook(exercise, right) == in_grading(exercise, right, cases) == EXERCISES[exercise].points
    for name, function in library():
        assert (in_the_notebook(exercise, function), in_grading(exercise, function, cases)) == (0, 0), name


@pytest.mark.slow
def test_nothing_in_the_library_makes_the_lists_of_the_model():
    """No callable turns a name, or an index and the names, into X and Y: that is the student's part of `model`.

    The loop around them is right here, so that what carries the state and the rate earns its points with no lists too.
    """

    def model_of(pair):
        def model(data, ix_to_char, char_to_ix, num_iterations, n_a, dino_names, vocab_size):
            parameters, examples = utils.initialize_parameters(n_a, vocab_size, vocab_size), utils.examples_from(data)
            a_prev = np.zeros((n_a, 1))
            for j in range(num_iterations):
                X, Y = pair(examples[j % len(examples)], char_to_ix)
                _, _, a_prev = optimize(X, Y, a_prev, parameters, 0.01)
            return parameters

        return model

    def made(name, char_to_ix):
        letters = utils.encode(name, char_to_ix)
        return [None, *letters], [*letters, char_to_ix["\n"]]

    assert in_the_notebook("model", model_of(made)) == EXERCISES["model"].points
    of_the_loop = in_the_notebook("model", model_of(lambda name, letters: ("no", "lists")))
    for name, function in library():
        both = [function, lambda name, letters, function=function: function(letters, name)]
        assert max(in_the_notebook("model", model_of(pair)) for pair in both) <= of_the_loop, name
