"""The engine's run is the same to the last bit on every processor, and so are its ``exp``, ``tanh`` and ``log``."""

from __future__ import annotations

import hashlib

import mpmath
import numpy as np
import pytest
from llvmlite.binding import get_host_cpu_features

from tests.utils.test_engine import KEYS, NAMES, digest, in_a_new_process
from utils.corpora import load_dinosaurs
from utils.engine import elementary, train

DIGEST = "0c67b8781c6bd267bbf0017c166f693adcc11ffa4114af104b7b5c41ec0eb69c"  # all defaults, the embedded dinosaurs
PUBLISHED_DIGEST = "2b47756a07b5f255"  # all defaults, the published ones (its beginning)
LAST_NAMES = "Njyutolonosaurus Liga Luusraplosaurus Necalothegosaurus Ustripiosaurus Gabbropeltrosaurus Trocolosaurus"


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
    assert ulps(getattr(elementary, name), getattr(mpmath, name), points) < limit


def test_exact_functions_hold_their_ends():
    """Saturation, oddness, zero and nan are as they should be."""
    x = np.array([0.0, 22.0, 700.0, np.inf])
    assert elementary.tanh(x).tolist() == [0.0, 1.0, 1.0, 1.0]
    assert (elementary.tanh(-x) == -elementary.tanh(x)).all()
    assert elementary.exp(np.array([0.0, -1e9, 1e9])).tolist() == [
        1.0,
        elementary.exp(np.array([-708.0]))[0],
        elementary.exp(np.array([709.0]))[0],
    ]
    assert elementary.log(np.array([1.0])).tolist() == [0.0]
    assert np.isnan(elementary.tanh(np.array([np.nan]))).all() and np.isnan(elementary.exp(np.array([np.nan]))).all()


def test_every_bit_is_the_same_everywhere(full_run):
    """The digest of all parameters after 35,000 steps is the one that was written down."""
    parameters, history, _ = full_run
    assert digest(parameters) == DIGEST
    assert history.losses[-1] == pytest.approx(21.988607, abs=5e-7)
    assert len(history.each) == 35000


OWN_FEATURES = {
    "generic": "",
    "haswell": "+avx2,+fma",
    "skylake-avx512": "+avx512f,+avx512vl,+avx512dq,+fma,+avx2",
    "znver3": "+avx2,+fma",
}


@pytest.mark.slow
@pytest.mark.parametrize("features", ["the host's", "its own"])
@pytest.mark.parametrize("cpu", OWN_FEATURES)
def test_same_bits_for_other_processors(cpu, features, tmp_path, published_data):
    """Compiled for any processor, afresh or from the cache, with one thread or two, the digests are the same."""
    wanted = OWN_FEATURES[cpu] if features == "its own" else ""
    has = get_host_cpu_features()
    if missing := [feature for feature in wanted.split(",") if feature and not has.get(feature[1:])]:
        pytest.skip(f"this processor cannot run what is compiled for {cpu}: it has no {' '.join(missing)}")
    code = (
        "from tests.utils.test_engine_bits import *; from utils.corpora import load_text;"
        "import utils.engine.kernels as k; assert k.COMPILED;"
        "print(*(digest(train(text)[0]) for text in (load_dinosaurs(), load_text('dinos'))))"
    )
    said = [
        in_a_new_process(
            code,
            NUMBA_CPU_NAME=cpu,
            NUMBA_CACHE_DIR=str(tmp_path),
            **dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), threads),
            **({"NUMBA_CPU_FEATURES": wanted} if features == "its own" else {}),
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
        "from tests.utils.test_engine_bits import *\n"
        "parameters, history = train(NAMES, 200, 20)\n"
        "print(digest(parameters), hashlib.sha256(history.each.tobytes()).hexdigest(), history.compiled)"
    )
    said = in_a_new_process(code).split()
    assert said == [digest(parameters), hashlib.sha256(history.each.tobytes()).hexdigest(), "False"]


def drawn(parameters, seed):
    """A name as the course's `sample` draws it, in exact arithmetic, and the draws' least distance from a boundary."""
    Wax, Waa, Wya, b, by = (parameters[key] for key in KEYS)
    a, inputs, indices, margin = np.zeros(len(b)), b[:, 0], [], 1.0
    while len(indices) < 50 and (not indices or indices[-1]):
        z = inputs.copy()
        for j in range(len(b)):
            z += Waa[:, j] * a[j]
        a, scores = elementary.tanh(z), by[:, 0].copy()
        for j in range(len(b)):
            scores += Wya[:, j] * a[j]
        up_to = np.cumsum(elementary.exp(scores - scores.max()))
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
