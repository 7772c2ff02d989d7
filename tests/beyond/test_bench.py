"""The bench's rivals that need further packages."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context

import numpy as np
import pytest

from tests.benchmarks.test_bench import first_losses
from utils.corpora import load_dinosaurs
from utils.engine import train
from utils.text import read_names


@pytest.mark.parametrize("package", [*filter(find_spec, ("jax", "torch"))])
def test_a_rival_learns_the_same(package):
    """Its losses are the engine's."""
    _, history = train(read_names(load_dinosaurs()), 12, 9)
    # in a process of its own: it starts threads, and other tests fork
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        losses = elsewhere.submit(first_losses, f"_{package}").result()
    np.testing.assert_allclose(losses, history.each, rtol=1e-9)
