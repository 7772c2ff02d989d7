"""The engine learns what the readable functions learn, and says in a sentence what it cannot take."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from utils.corpora import load_text
from utils.engine.train import _normals, train
from utils.network import rnn_backward, rnn_forward, update_parameters
from utils.step import initialize_parameters
from utils.text import encode, vocabulary
from utils.training import examples_from

ROOT = Path(__file__).parents[2]
NAMES = ["anzu", "mei", "tawa", "zuul", "yi", "dracorex", "aardonyx", "gasosaurus", "micropachycephalosaurus", "a"]
KEYS = ("Wax", "Waa", "Wya", "b", "by")


def digest(parameters):
    """The SHA-256 of the bytes of all parameters."""
    return hashlib.sha256(b"".join(parameters[key].tobytes() for key in KEYS)).hexdigest()


def in_a_new_process(code, **environment):
    """What a fresh interpreter prints."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests"), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def readable_run(names, steps, n_a):
    """The same training by the functions that students read; every name's loss, and the parameters."""
    char_to_ix, _ = vocabulary("\n".join(names))
    examples = examples_from("\n".join(names))
    parameters, a, losses = initialize_parameters(n_a, len(char_to_ix), len(char_to_ix)), np.zeros((n_a, 1)), []
    for j in range(steps):
        letters = encode(examples[j % len(examples)], char_to_ix)
        X, Y = [None, *letters], [*letters, char_to_ix["\n"]]
        loss, cache = rnn_forward(X, Y, a, parameters, len(char_to_ix))
        gradients, states = rnn_backward(X, Y, parameters, cache)
        for key in KEYS:
            np.clip(gradients["d" + key], -5, 5, out=gradients["d" + key])
        update_parameters(parameters, gradients, 0.01)
        a = states[len(X) - 1]
        losses.append(loss)
    return parameters, losses


@pytest.mark.parametrize("n_a", [1, 7, 8, 16, 33, 50, 100, 128])
def test_learns_what_the_readable_functions_learn(n_a):
    """Losses and parameters agree with the readable code for a few hundred steps, for any number of units."""
    parameters, losses = readable_run(NAMES, 300, n_a)
    fast, history = train(NAMES, 300, n_a)
    np.testing.assert_allclose(history.each, losses, rtol=1e-9)
    for key in KEYS:
        np.testing.assert_allclose(fast[key], parameters[key], rtol=1e-7, atol=1e-10)


def test_clips_as_the_course_does():
    """With a rate so large that gradients pass 5, the two still agree: both clip."""
    names = ["ab" * 60, "ba" * 50]
    _, losses = readable_run(names, 3, 4)
    _, history = train(names, 3, 4)
    np.testing.assert_allclose(history.each, losses, rtol=1e-9)


def test_published_losses_are_reached_to_six_decimals(published_data):
    """The published running losses come out, as far as they are portable."""
    _, history = train(load_text("dinos"), 12001)
    published = ["23.087336", "27.884160", "25.901815", "24.608779", "24.070350", "23.844446", "23.291971"]
    assert [f"{loss:.6f}" for loss in history.losses] == published


def test_two_runs_at_once_do_not_disturb_each_other():
    """Two threads that train at the same time end as each would alone."""
    alone = [digest(train(NAMES, 3000, 16, seed=seed)[0]) for seed in (0, 1)]
    found = {}
    threads = [
        threading.Thread(target=lambda seed=seed: found.update({seed: digest(train(NAMES, 3000, 16, seed=seed)[0])}))
        for seed in (0, 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[0], found[1]] == alone
    assert alone[0] != alone[1]


def test_first_weights_are_the_course_s_to_a_rounding():
    """Our own logarithm draws what NumPy draws, but for the last bit."""
    np.testing.assert_allclose(
        _normals(5001, np.random.RandomState(1)), np.random.RandomState(1).randn(5001), rtol=1e-15
    )


def test_text_and_list_are_the_same_and_numpys_generator_is_left_alone():
    """A text gives what its list of names gives, and nobody's random numbers change."""
    np.random.seed(7)
    expected = np.random.RandomState(7).random_sample()
    one, _ = train("\n".join(NAMES).upper() + "\n\n", 30, 5)
    two, _ = train(NAMES, 30, 5)
    assert digest(one) == digest(two)
    assert np.random.random_sample() == expected


def test_callback_is_told_at_the_course_s_steps():
    """Notes are made after step 0 and every so many; what the callback returns is noted, its copy is its own."""
    told = []

    def callback(j, loss, parameters):
        told.append((j, loss))
        parameters["Waa"][:] = np.nan
        return [f"name {j}"]

    parameters, history = train(NAMES, 21, 4, callback=callback, every=10)
    assert [j for j, _ in told] == history.iterations == [0, 10, 20]
    assert [loss for _, loss in told] == history.losses
    assert history.names == [["name 0"], ["name 10"], ["name 20"]]
    assert digest(parameters) == digest(train(NAMES, 21, 4)[0])


def test_running_loss_is_the_course_s():
    """It starts at that of seven symbols and moves a thousandth of the way a name."""
    _, history = train(NAMES, 3, 4, every=1)
    loss = np.log(len(history.vocabulary)) * 7
    for own, running in zip(history.each, history.losses):
        loss = 0.999 * loss + 0.001 * own
        assert running == pytest.approx(loss, rel=1e-14)


def test_interrupted_run_returns_what_it_has_learned():
    """Stopped after step 1200, it is as if 1201 steps had been asked for."""

    def stop(j, loss, parameters):
        if j == 1200:
            raise KeyboardInterrupt

    parameters, history = train(NAMES, 5000, 8, callback=stop, every=400)
    assert history.interrupted
    assert len(history.each) == 1201
    assert history.iterations == [0, 400, 800]
    assert digest(parameters) == digest(train(NAMES, 1201, 8)[0])


def test_no_steps_give_the_first_weights():
    """Nothing is learned in no steps."""
    parameters, history = train(NAMES, 0, 4)
    assert len(history.each) == 0
    expected = initialize_parameters(4, len(history.vocabulary), len(history.vocabulary))
    for key in KEYS:
        np.testing.assert_allclose(parameters[key], expected[key], rtol=1e-15)


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ({"names": 3}, TypeError, "one name a line"),
        ({"names": ["a", 3]}, TypeError, "list of names"),
        ({"names": b"anzu"}, TypeError, "one name a line"),
        ({"names": " \n"}, ValueError, "no name"),
        ({"names": []}, ValueError, "no name"),
        ({"num_iterations": -1}, ValueError, "num_iterations is -1"),
        ({"num_iterations": 1.5}, TypeError, "whole number"),
        ({"n_a": 0}, ValueError, "n_a is 0"),
        ({"n_a": True}, TypeError, "n_a is True"),
        ({"seed": -1}, ValueError, "seed is -1"),
        ({"seed": 2**32 - 1}, ValueError, "seed is"),
        ({"every": 0}, ValueError, "every is 0"),
        ({"learning_rate": 0}, ValueError, "positive"),
        ({"learning_rate": float("nan")}, ValueError, "positive"),
        ({"learning_rate": "fast"}, ValueError, "positive"),
        ({"learning_rate": 1e308, "num_iterations": 50}, ValueError, "too large"),
        ({"callback": 3}, TypeError, "callback is 3"),
    ],
)
def test_bad_arguments_get_a_sentence(arguments, error, sentence):
    """Each says what came and what was expected."""
    with pytest.raises(error, match=sentence):
        train(**{"names": NAMES, "num_iterations": 5, "n_a": 4, **arguments})


def test_importing_the_engine_does_not_import_numba():
    """Notebooks that only import it wait for nothing."""
    code = "import sys, utils.engine, utils.generation; print({'numba', 'matplotlib.pyplot'} & {*sys.modules})"
    assert in_a_new_process(code) == "set()"


def test_kept_machine_code_is_named_after_all_its_sources(tmp_path):
    """A change in any of its files gives the compiled function another name, so nothing stale is loaded."""
    from utils.engine.compiled import keep

    def function(x):
        return x

    (tmp_path / "a").write_text("one")
    first = keep(function, str(tmp_path / "a")).py_func.__qualname__
    (tmp_path / "a").write_text("two")
    function.__qualname__ = "function"
    assert keep(function, str(tmp_path / "a")).py_func.__qualname__ != "function" != first.split(".")[-1]
