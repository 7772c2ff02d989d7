"""The network against oracles: plain Python loops, finite differences, hand-worked cases, published figures."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from utils import (
    initialize_parameters,
    rnn_backward,
    rnn_forward,
    rnn_step_backward,
    rnn_step_forward,
    softmax,
    update_parameters,
)

NAMES = ("Wax", "Waa", "Wya", "b", "by")


def network(H=6, V=5, seed=0, scale=0.7):
    """Random weights of moderate size, and a random first state."""
    rng = np.random.default_rng(seed)
    shapes = {"Wax": (H, V), "Waa": (H, H), "Wya": (V, H), "b": (H, 1), "by": (V, 1)}
    return {name: scale * rng.standard_normal(shape) for name, shape in shapes.items()}, rng.standard_normal((H, 1))


def walk_in_plain_python(X, Y, a_prev, parameters):
    """Loss, states and probabilities by the definition, in lists and loops: nothing of NumPy's is used."""
    Wax, Waa, Wya, b, by = (parameters[name].tolist() for name in NAMES)
    H, V = range(len(Waa)), range(len(by))
    state, loss, states, probabilities = [row[0] for row in a_prev.tolist()], 0.0, [], []
    for read, answer in zip(X, Y, strict=True):
        state = [
            math.tanh(sum(Waa[h][k] * state[k] for k in H) + b[h][0] + (0.0 if read is None else Wax[h][read]))
            for h in H
        ]
        scores = [sum(Wya[v][h] * state[h] for h in H) + by[v][0] for v in V]
        powers = [math.exp(score) for score in scores]
        states.append(state)
        probabilities.append([power / sum(powers) for power in powers])
        loss -= math.log(probabilities[-1][answer])
    return loss, states, probabilities


def walk_back_in_plain_python(X, Y, a_prev, parameters):
    """Gradients by the chain rule, one number at a time."""
    _, states, probabilities = walk_in_plain_python(X, Y, a_prev, parameters)
    Waa, Wya = parameters["Waa"].tolist(), parameters["Wya"].tolist()
    H, V = range(len(Waa)), range(len(Wya))
    slopes = {"d" + name: np.zeros_like(parameters[name]) for name in NAMES}
    from_later = [0.0 for _ in H]
    for t in reversed(range(len(X))):
        before = states[t - 1] if t else [row[0] for row in a_prev.tolist()]
        dy = [probabilities[t][v] - (v == Y[t]) for v in V]
        dz = [(1 - states[t][h] ** 2) * (sum(Wya[v][h] * dy[v] for v in V) + from_later[h]) for h in H]
        for v in V:
            slopes["dby"][v, 0] += dy[v]
            for h in H:
                slopes["dWya"][v, h] += dy[v] * states[t][h]
        for h in H:
            slopes["db"][h, 0] += dz[h]
            if X[t] is not None:
                slopes["dWax"][h, X[t]] += dz[h]
            for k in H:
                slopes["dWaa"][h, k] += dz[h] * before[k]
        from_later = [sum(Waa[h][k] * dz[h] for h in H) for k in H]
    return {**slopes, "da_next": np.array(from_later)[:, None]}


WALKS = {
    "begins with nothing": ([None, 3, 1, 4], [3, 1, 4, 0]),
    "begins with a symbol": ([2, 2, 0], [1, 0, 2]),
    "the same symbol again and again": ([None, 1, 1, 1, 1], [1, 1, 1, 1, 0]),
    "a single step": ([None], [0]),
    "NumPy integers in arrays": (np.array([4, 0, 2]), np.array([0, 2, 1])),
    "tuples": ((None, 1), (1, 0)),
}


@pytest.mark.parametrize("X, Y", WALKS.values(), ids=WALKS)
def test_forward_agrees_with_plain_python(X, Y):
    """Loss, states and probabilities are those of loops written from the definition."""
    parameters, a_prev = network()
    loss, (y_hat, a, _) = rnn_forward(X, Y, a_prev, parameters, 5)
    expected, states, probabilities = walk_in_plain_python(X, Y, a_prev, parameters)
    assert loss == pytest.approx(expected, rel=1e-13)
    np.testing.assert_allclose(a[: len(X), :, 0], states, rtol=0, atol=1e-14)
    np.testing.assert_allclose(y_hat[:, :, 0], probabilities, rtol=0, atol=1e-14)


@pytest.mark.parametrize("X, Y", WALKS.values(), ids=WALKS)
def test_backward_agrees_with_plain_python(X, Y):
    """All gradients, and the slope in the first state, are those of loops written from the chain rule."""
    parameters, a_prev = network(seed=1)
    _, cache = rnn_forward(X, Y, a_prev, parameters, 5)
    gradients, _ = rnn_backward(X, Y, parameters, cache)
    expected = walk_back_in_plain_python(X, Y, a_prev, parameters)
    assert gradients.keys() == expected.keys()
    for name, slopes in expected.items():
        np.testing.assert_allclose(gradients[name], slopes, rtol=0, atol=1e-13, err_msg=name)


@pytest.mark.parametrize("name", [*NAMES, "a_prev"])
def test_every_gradient_is_a_slope_of_the_loss(name):
    """Central finite differences at every single entry of every parameter, and of the first state."""
    parameters, a_prev = network(H=7, V=5, seed=2)
    X, Y = [None, 3, 1, 4, 1], [3, 1, 4, 1, 0]
    _, cache = rnn_forward(X, Y, a_prev, parameters, 5)
    gradients, _ = rnn_backward(X, Y, parameters, cache)
    entries = a_prev if name == "a_prev" else parameters[name]
    slopes, h = np.empty_like(entries), 1e-5
    for position in np.ndindex(entries.shape):
        middle = entries[position]
        entries[position] = middle + h
        above, _ = rnn_forward(X, Y, a_prev, parameters, 5)
        entries[position] = middle - h
        below, _ = rnn_forward(X, Y, a_prev, parameters, 5)
        entries[position] = middle
        slopes[position] = (above - below) / (2 * h)
    claimed = gradients["da_next" if name == "a_prev" else "d" + name]
    assert np.abs(slopes).max() > 0.01, "a gradient of nothing but zeros would prove nothing"
    np.testing.assert_allclose(claimed, slopes, rtol=1e-7, atol=1e-9)


def test_walks_agree_with_single_steps():
    """Walking a name is the same as taking the published steps one by one, there and back."""
    parameters, a_prev = network(H=9, V=27, seed=3)
    X, Y = [None, 20, 18, 5, 24], [20, 18, 5, 24, 0]
    loss, (y_hat, a, x) = rnn_forward(X, Y, a_prev, parameters)
    state, stepped_loss = a_prev, 0.0
    for t, answer in enumerate(Y):
        state, p = rnn_step_forward(parameters, state, x[t])
        stepped_loss -= np.log(p[answer, 0])
        np.testing.assert_allclose(a[t], state, atol=1e-14)
    assert loss == pytest.approx(stepped_loss, rel=1e-13)

    gradients, _ = rnn_backward(X, Y, parameters, (y_hat, a, x))
    stepped = {key: np.zeros_like(value) for key, value in gradients.items()}
    for t in reversed(range(len(X))):
        dy = y_hat[t].copy()
        dy[Y[t]] -= 1
        assert rnn_step_backward(dy, stepped, parameters, x[t], a[t], a[t - 1]) is stepped
    for key, slopes in gradients.items():
        np.testing.assert_allclose(slopes, stepped[key], atol=1e-13, err_msg=key)


def test_cache_keeps_the_published_contract():
    """y_hat[t], a[t], x[t] are columns; a[-1] is the state before the first step, a[len(X) - 1] the last."""
    parameters, a_prev = network(H=6, V=27, seed=4)
    X, Y = [None, 2, 7], [2, 7, 0]
    _, cache = rnn_forward(X, Y, a_prev, parameters)
    y_hat, a, x = cache
    assert [y_hat[0].shape, a[0].shape, x[0].shape] == [(27, 1), (6, 1), (27, 1)]
    assert np.array_equal(a[-1], a_prev)
    assert x[0].sum() == 0 and x[1].argmax() == 2 and x[1].sum() == 1
    gradients, states = rnn_backward(X, Y, parameters, cache)
    assert np.array_equal(states[len(X) - 1], a[2]) and np.array_equal(states[-1], a_prev)
    assert {name: slopes.shape for name, slopes in gradients.items() if name != "da_next"} == {
        "d" + name: parameters[name].shape for name in NAMES
    }


def test_nothing_handed_in_is_changed_by_the_walks():
    """Arguments and cache are the same afterwards, and the gradients are the caller's own to change."""
    parameters, a_prev = network(H=4, V=5)
    X, Y = [None, 1, 1], [1, 1, 0]
    kept = {name: weights.copy() for name, weights in parameters.items()}, a_prev.copy(), list(X), list(Y)
    _, cache = rnn_forward(X, Y, a_prev, parameters, 5)
    entries = [entry.copy() for entry in cache]
    gradients, _ = rnn_backward(X, Y, parameters, cache)
    for slopes in gradients.values():
        slopes += 1000
    again, _ = rnn_backward(X, Y, parameters, cache)
    assert all(np.abs(slopes).max() < 500 for slopes in again.values())
    assert all(np.array_equal(parameters[name], kept[0][name]) for name in NAMES)
    assert np.array_equal(a_prev, kept[1]) and kept[2:] == (X, Y)
    assert all(np.array_equal(now, before) for now, before in zip(cache, entries, strict=True))


def test_update_steps_downhill_in_place():
    """Each weight moves against its slope by the learning rate; the dictionary that comes back is the same one."""
    parameters, _ = network(H=3, V=5)
    before = {name: weights.copy() for name, weights in parameters.items()}
    arrays = dict(parameters)
    gradients = {"d" + name: np.full_like(weights, 2.0) for name, weights in parameters.items()}
    assert update_parameters(parameters, {**gradients, "da_next": np.zeros((3, 1))}, 0.25) is parameters
    for name in NAMES:
        assert parameters[name] is arrays[name]
        np.testing.assert_array_equal(parameters[name], before[name] - 0.5)


def test_initial_weights_are_the_published_ones():
    """Seed 1, small normal weights in the order Wax, Waa, Wya, zero biases."""
    parameters = initialize_parameters(3, 2, 2)
    drawn = np.random.RandomState(1).randn(6 + 9 + 6) * 0.01
    assert np.concatenate([parameters[name].ravel() for name in ("Wax", "Waa", "Wya")]).tolist() == drawn.tolist()
    assert not parameters["b"].any() and not parameters["by"].any()


def test_softmax_takes_each_column_for_itself_and_any_size_of_score():
    """Huge scores neither overflow nor warn, and a far larger column beside it takes nothing from a column."""
    p = softmax([[0.0, 1e6], [math.log(3), 1e6]])
    np.testing.assert_allclose(p, [[0.25, 0.5], [0.75, 0.5]], rtol=1e-15)
    assert softmax([1, 1]).tolist() == [0.5, 0.5]


def test_loss_is_finite_where_probabilities_underflow():
    """A next symbol of probability exp(-2000) costs 2000 nats, not infinity, and nothing warns."""
    parameters = {name: np.zeros_like(weights) for name, weights in network()[0].items()}
    parameters["by"][0] = 2000.0
    loss, cache = rnn_forward([None, 0], [3, 0], np.zeros((6, 1)), parameters, 5)
    assert loss == 2000.0
    assert np.isfinite(rnn_backward([None, 0], [3, 0], parameters, cache)[0]["dWya"]).all()


@pytest.mark.parametrize(
    "convert", [np.asfortranarray, np.float32, lambda w: np.round(w).astype(int), lambda w: np.repeat(w, 2, 0)[::2]]
)
def test_weights_may_be_of_any_layout_and_kind_of_number(convert):
    """Columns first, single precision, whole numbers, or every other row of a larger array: the loss is theirs."""
    parameters, a_prev = network()
    parameters = {name: convert(weights) for name, weights in parameters.items()}
    X, Y = [None, 1.0, 3], [1, 3.0, 0]
    loss, cache = rnn_forward(X, Y, a_prev, parameters, 5)
    exact = {name: np.array(weights, dtype=float) for name, weights in parameters.items()}
    assert loss == pytest.approx(walk_in_plain_python([None, 1, 3], [1, 3, 0], a_prev, exact)[0], rel=1e-6)
    expected = walk_back_in_plain_python([None, 1, 3], [1, 3, 0], a_prev, exact)
    np.testing.assert_allclose(rnn_backward(X, Y, parameters, cache)[0]["dWaa"], expected["dWaa"], atol=1e-6)


def test_published_step_of_training_is_reproduced():
    """Loss, gradients and last state of the published example, weights and all drawn with seed 1."""
    np.random.seed(1)
    a_prev = np.random.randn(100, 1)
    shapes = {"Wax": (100, 27), "Waa": (100, 100), "Wya": (27, 100), "b": (100, 1), "by": (27, 1)}
    parameters = {name: np.random.randn(*shape) for name, shape in shapes.items()}
    X, Y = [12, 3, 5, 11, 22, 3], [4, 14, 11, 22, 25, 26]
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    assert loss == pytest.approx(126.5039757216538, abs=1e-9)
    assert gradients["dWaa"][1][2] == pytest.approx(0.194709315347, abs=1e-9)
    assert gradients["dWax"].clip(-5, 5).argmax() == 93  # published after clipping: the first entry that is 5
    assert gradients["dWya"][1][2] == pytest.approx(-0.007773876032, abs=1e-9)
    assert gradients["db"][4] == pytest.approx([-0.06809825], abs=1e-8)
    assert gradients["dby"][1] == pytest.approx([0.01538192], abs=1e-8)
    assert a[len(X) - 1][4] == pytest.approx([-1.0], abs=1e-8)


def test_nothing_warns_on_ordinary_and_large_weights():
    """Weights a thousand times too large saturate the network; they neither warn nor give infinity."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parameters, a_prev = network(H=8, V=27, scale=1000.0)
        X, Y = [None, *range(1, 27)], [*range(1, 27), 0]
        loss, cache = rnn_forward(X, Y, a_prev, parameters)
        rnn_backward(X, Y, parameters, cache)
    assert math.isfinite(loss) and loss > 1000
