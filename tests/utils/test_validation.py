"""Input that the network cannot use gets a sentence: what was expected, what came, and where."""

from __future__ import annotations

import numpy as np
import pytest

from utils import rnn_backward, rnn_forward, softmax, update_parameters

NAMES = ("Wax", "Waa", "Wya", "b", "by")


def network(H=6, V=5, seed=0, scale=0.7):
    """Random weights of moderate size, and a random first state."""
    rng = np.random.default_rng(seed)
    shapes = {"Wax": (H, V), "Waa": (H, H), "Wya": (V, H), "b": (H, 1), "by": (V, 1)}
    return {name: scale * rng.standard_normal(shape) for name, shape in shapes.items()}, rng.standard_normal((H, 1))


@pytest.mark.parametrize("scores", [[np.nan, 1.0], [np.inf, 0.0], [-np.inf, -np.inf]])
def test_softmax_of_no_numbers_says_so(scores):
    """nan and infinity are named, not passed on."""
    with pytest.raises(ValueError, match="finite scores"):
        softmax(scores)


def test_loss_that_is_no_number_names_its_step():
    """A weight of nan that is met at the second step is reported at that step (counted from 0)."""
    parameters, a_prev = network()
    parameters["Wax"][0, 3] = np.nan
    with pytest.raises(ValueError, match=r"step 1 is nan.*smaller learning rate"):
        rnn_forward([None, 3, 1], [3, 1, 0], a_prev, parameters, 5)


@pytest.mark.filterwarnings("ignore:invalid value encountered")
@pytest.mark.parametrize("name", ["Wya", "by"])
def test_infinite_weights_get_the_sentence_too(name):
    """Scores beyond float64 are reported at the step that meets them (NumPy may warn besides)."""
    parameters, a_prev = network()
    parameters[name][2, 0] = np.inf
    with pytest.raises(ValueError, match=r"step [01] is nan"):
        rnn_forward([None, 3], [3, 0], a_prev, parameters, 5)


def wrong(**changes):
    """A walk that is right but for the changes."""
    parameters, a_prev = network()
    return {"X": [None, 1], "Y": [1, 0], "a_prev": a_prev, "parameters": parameters, "vocab_size": 5, **changes}


def without(name):
    return {key: weights for key, weights in network()[0].items() if key != name}


def reshaped(name, shape):
    return {**network()[0], name: np.zeros(shape)}


BAD_WALKS = {
    "an index beyond the vocabulary in X": (wrong(X=[None, 5]), r"X\[1\] is 5.*from 0 to 4"),
    "an index beyond the vocabulary in Y": (wrong(Y=[1, 5]), r"Y\[1\] is 5.*from 0 to 4"),
    "a negative index": (wrong(Y=[-1, 0]), r"Y\[0\] is -1"),
    "None in the middle": (wrong(X=[1, None]), r"X\[1\] is None: only the first"),
    "None to predict": (wrong(Y=[1, None]), r"Y\[1\] is None, and should be a whole number"),
    "a letter in place of its index": (wrong(X=[None, "a"]), r"X\[1\] is 'a'"),
    "half an index": (wrong(Y=[0.5, 0]), r"Y\[0\] is 0.5"),
    "different lengths": (wrong(Y=[1, 0, 0]), r"equally long.*\(2, 3\)"),
    "no steps": (wrong(X=[], Y=[]), "empty"),
    "no list": (wrong(X=3), "X should be a list of indices, one for each step; it is 3"),
    "a flat state": (wrong(a_prev=np.zeros(6)), r"a_prev should have the shape \(6, 1\).*\(6,\)"),
    "a state of another size": (wrong(a_prev=np.zeros((4, 1))), r"a_prev .*\(4, 1\)"),
    "another vocabulary": (wrong(vocab_size=6), "vocab_size is 6.*5 symbols"),
    "weights missing": (wrong(parameters=without("Wya")), "no Wya"),
    "weights of the wrong shape": (wrong(parameters=reshaped("Waa", (6, 5))), r"Waa should .*\(6, 6\).*\(6, 5\)"),
    "a flat bias": (wrong(parameters=reshaped("b", 6)), r"b should have the shape \(6, 1\)"),
    "flat weights": (wrong(parameters=reshaped("Wax", 6)), "Wax should have the shape"),
    "a list of weights": (wrong(parameters=[1, 2]), "dictionary"),
    "weights in nested lists": (wrong(parameters={**network()[0], "b": [[0.0]] * 6}), "b should be a NumPy array"),
}


@pytest.mark.parametrize("arguments, sentence", BAD_WALKS.values(), ids=BAD_WALKS)
def test_bad_walks_get_a_sentence(arguments, sentence):
    """What was expected and what came stands in the error."""
    with pytest.raises(ValueError, match=sentence):
        rnn_forward(**arguments)


def test_vocabulary_size_of_27_is_overruled_by_the_weights():
    """optimize calls rnn_forward without vocab_size, and still works on other vocabularies."""
    parameters, a_prev = network(V=5)
    assert rnn_forward([None], [0], a_prev, parameters)[0] > 0


def test_backward_refuses_a_walk_that_is_not_its_own():
    """Another length, or an index to predict beyond the vocabulary, gets a sentence."""
    parameters, a_prev = network()
    _, cache = rnn_forward([None, 1], [1, 0], a_prev, parameters, 5)
    with pytest.raises(ValueError, match="2 steps, but X and Y have 1 and 1"):
        rnn_backward([None], [0], parameters, cache)
    with pytest.raises(ValueError, match=r"Y\[0\] is 9"):
        rnn_backward([None, 1], [9, 0], parameters, cache)


def test_update_names_what_is_missing_or_misshapen():
    """A gradient that NumPy would stretch over the weights is refused, and so is one that is not there."""
    parameters, _ = network()
    gradients = {"d" + name: np.zeros_like(weights) for name, weights in parameters.items()}
    with pytest.raises(ValueError, match=r"dWya should have the shape of Wya, \(5, 6\); its shape is \(5, 1\)"):
        update_parameters(parameters, {**gradients, "dWya": np.ones((5, 1))}, 0.1)
    del gradients["dby"]
    with pytest.raises(ValueError, match="gradients has no dby"):
        update_parameters(parameters, gradients, 0.1)


@pytest.mark.parametrize("rate", [{"lr": 0.5}, {"learning_rate": 0.5}])
def test_update_takes_the_rate_under_both_of_its_names(rate):
    """`optimize` calls it `learning_rate` and the published helper `lr`: either means the same step."""
    parameters, _ = network()
    gradients = {"d" + name: np.ones_like(weights) for name, weights in parameters.items()}
    before = {name: weights.copy() for name, weights in parameters.items()}
    update_parameters(parameters, gradients, **rate)
    assert all(np.array_equal(parameters[name], before[name] - 0.5) for name in before)


@pytest.mark.parametrize(
    ("rates", "says"),
    [({}, "needs a learning rate"), ({"lr": 0.1, "learning_rate": 0.2}, "two learning rates, lr=0.1 and")],
    ids=["none", "two"],
)
def test_update_needs_one_rate_and_leaves_the_weights_alone_otherwise(rates, says):
    """No rate, or two, is refused in a sentence before anything is changed."""
    parameters, _ = network()
    gradients = {"d" + name: np.ones_like(weights) for name, weights in parameters.items()}
    before = {name: weights.copy() for name, weights in parameters.items()}
    with pytest.raises(TypeError, match=says):
        update_parameters(parameters, gradients, **rates)
    assert all(np.array_equal(parameters[name], before[name]) for name in before)
