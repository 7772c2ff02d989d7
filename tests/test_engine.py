"""The engine learns what the readable functions learn, to the same last bit everywhere."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import mpmath
import numpy as np
import pytest

from utils import exact
from utils.corpora import load_dinosaurs, load_text
from utils.engine import _normals, train
from utils.network import initialize_parameters, rnn_backward, rnn_forward, update_parameters
from utils.text import example, vocabulary
from utils.training import examples_from

ROOT = Path(__file__).parents[1]
NAMES = ["anzu", "mei", "tawa", "zuul", "yi", "dracorex", "aardonyx", "gasosaurus", "micropachycephalosaurus", "a"]
KEYS = ("Wax", "Waa", "Wya", "b", "by")
DIGEST = "0c67b8781c6bd267bbf0017c166f693adcc11ffa4114af104b7b5c41ec0eb69c"  # all defaults, the embedded dinosaurs
PUBLISHED_DIGEST = "2b47756a07b5f255"  # all defaults, the published ones (its beginning)
LAST_NAMES = "Njyutolonosaurus Liga Luusraplosaurus Necalothegosaurus Ustripiosaurus Gabbropeltrosaurus Trocolosaurus"


def digest(parameters):
    """The SHA-256 of the bytes of all parameters."""
    return hashlib.sha256(b"".join(parameters[key].tobytes() for key in KEYS)).hexdigest()


def in_a_new_process(code, **environment):
    """What a fresh interpreter prints."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


@pytest.fixture(scope="module")
def full_run():
    """35,000 steps on the dinosaurs that ship with the course, and the parameters at the last note."""
    noted = []
    parameters, history = train(load_dinosaurs(), callback=lambda j, loss, p: noted.append(p))
    return parameters, history, noted[-1]


def ulps(function, reference, points):
    """The largest error of a function in units in the last place."""
    worst = 0.0
    with mpmath.workprec(140):
        for x, y in zip(points.tolist(), function(points).tolist()):
            true = reference(mpmath.mpf(x))
            if true != 0:
                worst = max(worst, float(abs(y - true) / np.spacing(abs(float(true)))))
    return worst


@pytest.mark.parametrize(
    ("name", "points", "limit"),
    [
        ("exp", np.r_[np.linspace(-40, 1, 6001), np.random.default_rng(0).uniform(-700, 700, 6000)], 0.9),
        ("tanh", np.r_[np.linspace(-6, 6, 6001), np.random.default_rng(1).uniform(-1, 1, 9000)], 2.5),
        ("tanh", 10 ** np.random.default_rng(2).uniform(-300, 1.4, 4000), 2.5),
        ("log", np.r_[np.linspace(0.4, 30, 6001), 10 ** np.random.default_rng(3).uniform(-300, 300, 6000)], 0.9),
    ],
)
def test_exp_tanh_and_log_are_as_exact_as_they_say(name, points, limit):
    """No error is larger than the docstring says, against fifty-digit arithmetic."""
    assert ulps(getattr(exact, name), getattr(mpmath, name), points) < limit


def test_exact_functions_hold_their_ends():
    """Saturation, oddness, zero and nan are as they should be."""
    x = np.array([0.0, 22.0, 700.0, np.inf])
    assert exact.tanh(x).tolist() == [0.0, 1.0, 1.0, 1.0]
    assert (exact.tanh(-x) == -exact.tanh(x)).all()
    assert exact.exp(np.array([0.0, -1e9, 1e9])).tolist() == [
        1.0,
        exact.exp(np.array([-708.0]))[0],
        exact.exp(np.array([709.0]))[0],
    ]
    assert exact.log(np.array([1.0])).tolist() == [0.0]
    assert np.isnan(exact.tanh(np.array([np.nan]))).all() and np.isnan(exact.exp(np.array([np.nan]))).all()


def readable_run(names, steps, n_a):
    """The same training by the functions that students read; every name's loss, and the parameters."""
    char_to_ix, _ = vocabulary("\n".join(names))
    examples = examples_from("\n".join(names))
    parameters, a, losses = initialize_parameters(n_a, len(char_to_ix), len(char_to_ix)), np.zeros((n_a, 1)), []
    for j in range(steps):
        X, Y = example(examples[j % len(examples)], char_to_ix)
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


def test_every_bit_is_the_same_everywhere(full_run):
    """The digest of all parameters after 35,000 steps is the one that was written down."""
    parameters, history, _ = full_run
    assert digest(parameters) == DIGEST
    assert history.losses[-1] == pytest.approx(21.988607, abs=5e-7)
    assert len(history.each) == 35000


@pytest.mark.slow
@pytest.mark.parametrize("features", ["the host's", "its own"])
@pytest.mark.parametrize("cpu", ["generic", "haswell", "skylake-avx512", "znver3"])
def test_same_bits_for_other_processors(cpu, features, tmp_path, published_data):
    """Compiled for any processor, afresh or from the cache, with one thread or two, the digests are the same."""
    own = {
        "generic": "",
        "haswell": "+avx2,+fma",
        "skylake-avx512": "+avx512f,+avx512vl,+avx512dq,+fma,+avx2",
        "znver3": "+avx2,+fma",
    }
    code = (
        "from tests.test_engine import *; import utils.engine_kernels as k; assert k.COMPILED;"
        "print(*(digest(train(text)[0]) for text in (load_dinosaurs(), load_text('dinos'))))"
    )
    said = [
        in_a_new_process(
            code,
            NUMBA_CPU_NAME=cpu,
            NUMBA_CACHE_DIR=str(tmp_path),
            **dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), threads),
            **({"NUMBA_CPU_FEATURES": own[cpu]} if features == "its own" else {}),
        )
        for threads in ("1", "2")  # the second finds what the first has compiled
    ]
    assert said[0] == said[1]
    assert said[0].split()[0] == DIGEST
    assert said[0].split()[1].startswith(PUBLISHED_DIGEST)


def test_numpy_gives_the_same_bits_where_numba_is_missing():
    """Two hundred steps without Numba end in the same bits as with it."""
    parameters, history = train(NAMES, 200, 20)
    assert history.compiled
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "from tests.test_engine import *\n"
        "parameters, history = train(NAMES, 200, 20)\n"
        "print(digest(parameters), hashlib.sha256(history.each.tobytes()).hexdigest(), history.compiled)"
    )
    said = in_a_new_process(code).split()
    assert said == [digest(parameters), hashlib.sha256(history.each.tobytes()).hexdigest(), "False"]


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


def drawn(parameters, seed):
    """A name as the course's `sample` draws it, in exact arithmetic, and the draws' least distance from a boundary."""
    Wax, Waa, Wya, b, by = (parameters[key] for key in KEYS)
    a, inputs, indices, margin = np.zeros(len(b)), b[:, 0], [], 1.0
    while len(indices) < 50 and (not indices or indices[-1]):
        z = inputs.copy()
        for j in range(len(b)):
            z += Waa[:, j] * a[j]
        a, scores = exact.tanh(z), by[:, 0].copy()
        for j in range(len(b)):
            scores += Wya[:, j] * a[j]
        up_to = np.cumsum(exact.exp(scores - scores.max()))
        uniform = np.random.RandomState(seed + 2 * len(indices)).random_sample()
        margin = min(margin, np.abs(up_to / up_to[-1] - uniform).min())
        indices.append(int((up_to / up_to[-1] <= uniform).sum()))
        inputs = b[:, 0] + Wax[:, indices[-1]]
    return "".join(chr(96 + i) for i in indices if i).capitalize(), margin


def test_last_names_are_the_same_for_everybody(full_run):
    """The seven names of the last note are these, and no draw of theirs is so close that rounding could change it."""
    names, margins = zip(*(drawn(full_run[2], seed) for seed in range(7)))
    assert " ".join(names) == LAST_NAMES
    assert min(margins) > 1e-4


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
    code = (
        "import sys, utils.engine, utils.generation; print('numba' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    assert in_a_new_process(code) == "False False"


def test_kept_machine_code_is_named_after_all_its_sources(tmp_path):
    """A change in any of its files gives the compiled function another name, so nothing stale is loaded."""
    from utils.engine_compiled import keep

    def function(x):
        return x

    (tmp_path / "a").write_text("one")
    first = keep(function, str(tmp_path / "a")).py_func.__qualname__
    (tmp_path / "a").write_text("two")
    function.__qualname__ = "function"
    assert keep(function, str(tmp_path / "a")).py_func.__qualname__ != "function" != first.split(".")[-1]
