"""What the live page shows are the numbers that NumPy computes, within 1e-12."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from utils import encode, rnn_step_backward, rnn_step_forward, vocabulary, with_temperature

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHAR_TO_IX, IX_TO_CHAR = vocabulary("abcdefghijklmnopqrstuvwxyz")
KEYS = ("Wax", "Waa", "Wya", "b", "by")
CASES = [("", 1.0), ("t", 0.1), ("tyrannos", 1.0), ("micropachycephalo", 0.45), ("zzzzqqqq", 3.0), ("saurus", 2.0)]


def one_hot(ix: int | None) -> np.ndarray:
    """The vector of a symbol, of zeros for none."""
    x = np.zeros((27, 1))
    if ix is not None:
        x[ix] = 1
    return x


def expected(parameters: dict[str, Any], beginning: str, temperature: float) -> dict[str, Any]:
    """The same by the functions that students read: states, distributions, entropies, gradients of the likeliest."""
    letters = encode(beginning, CHAR_TO_IX)
    a, states, distributions = np.zeros((50, 1)), [], []
    for ix in [None, *letters]:
        a, p = rnn_step_forward(parameters, a, one_hot(ix))
        states.append(a)
        distributions.append(with_temperature(p, temperature)[:, 0])
    dy = (one_hot(int(distributions[-1].argmax()))[:, 0] - distributions[-1])[:, None] / temperature
    gradients, da = [], np.zeros((50, 1))
    for t in range(len(letters), 0, -1):
        zeros = {"d" + key: np.zeros_like(parameters[key]) for key in KEYS} | {"da_next": da}
        step = rnn_step_backward(dy, zeros, parameters, one_hot(letters[t - 1]), states[t], states[t - 1])
        gradients.insert(0, np.linalg.norm(parameters["Wax"].T @ step["db"]))  # db is this step's dz
        dy, da = np.zeros((27, 1)), step["da_next"]
    entropies = [-sum(x * np.log(x) for x in p if x > 0) for p in distributions]
    return {"states": states, "distributions": distributions, "entropies": entropies, "gradients": gradients}


def set_up(tab: Any, beginning: str, temperature: float) -> None:
    """Type a beginning and slide to a temperature."""
    tab.fill("#beginning", beginning)
    tab.evaluate(
        "t => { const e = document.querySelector('#temperature'); e.value = t; e.dispatchEvent(new Event('input')) }",
        str(temperature),
    )


def values(tab: Any, selector: str) -> list[float]:
    """All digits of some numbers that are shown."""
    return [float(text) for text in tab.eval_on_selector_all(selector, "all => all.map(e => e.dataset.value)")]


@pytest.mark.parametrize(("beginning", "temperature"), CASES, ids=[f"{b or 'empty'} at {t}" for b, t in CASES])
def test_every_number_is_numpys(tab: Any, parameters: dict[str, Any], beginning: str, temperature: float) -> None:
    """Probabilities, entropies, hidden units and gradients differ by 1e-12 at most."""
    want = expected(parameters, beginning, temperature)
    set_up(tab, beginning, temperature)
    names = tab.eval_on_selector_all("#distribution-table tbody th", "all => all.map(e => e.textContent)")
    shown = dict(zip(names, values(tab, "#distribution-table tbody td")))
    p = [shown[IX_TO_CHAR[i] if i else "the end of the name"] for i in range(27)]
    np.testing.assert_allclose(p, want["distributions"][-1], rtol=0, atol=1e-12)
    units = np.reshape(values(tab, "#states-picture .unit"), (len(beginning) + 1, 50))
    np.testing.assert_allclose(units, np.array(want["states"])[:, :, 0], rtol=0, atol=1e-12)
    entropy = float(tab.get_attribute("#expectation", "data-entropy"))
    assert entropy == pytest.approx(want["entropies"][-1], rel=0, abs=1e-12)
    rows = np.reshape(values(tab, "#letters-table td[data-value]"), (len(beginning), 3))
    letters = encode(beginning, CHAR_TO_IX)
    before = [want["distributions"][t][ix] for t, ix in enumerate(letters)]
    np.testing.assert_allclose(rows[:, 0], before, rtol=0, atol=1e-12)
    np.testing.assert_allclose(rows[:, 1], want["entropies"][:-1], rtol=0, atol=1e-12)
    np.testing.assert_allclose(rows[:, 2], want["gradients"], rtol=0, atol=1e-12)


def finished(parameters: dict[str, Any], beginning: str, temperature: float, seed: int) -> str:
    """The name that NumPy draws from the same seed."""
    random, name = np.random.RandomState(seed), beginning
    while len(name) < 50:
        p = expected(parameters, name, temperature)["distributions"][-1]
        ix = int(random.choice(27, p=p))
        if not ix:
            break
        name += IX_TO_CHAR[ix]
    return name


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_names_are_finished_as_numpy_draws_them(tab: Any, parameters: dict[str, Any], seed: int) -> None:
    """The same seed gives the name that `numpy.random.RandomState(seed).choice` gives letter by letter."""
    set_up(tab, "ba", 0.8)
    tab.fill("#seed", str(seed))
    tab.click("#finish")
    assert tab.input_value("#beginning").lower() == finished(parameters, "ba", 0.8, seed)
    assert tab.input_value("#seed") == str(seed + 1)
