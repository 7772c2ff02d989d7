"""The walks are several times as fast as the published ones, in the CPU time of this process."""

from __future__ import annotations

import statistics
import time

import numpy as np
import pytest

from utils import initialize_parameters, load_dinosaurs, read_names, rnn_backward, rnn_forward, update_parameters
from utils.text import example

CHAR_TO_IX = {symbol: ix for ix, symbol in enumerate("\nabcdefghijklmnopqrstuvwxyz")}


def published_softmax(x):
    powers = np.exp(x - np.max(x))
    return powers / powers.sum(axis=0)


def published_forward(X, Y, a_prev, parameters):
    """Step by step, every symbol a one-hot column, everything kept in dictionaries."""
    x, a, y_hat, loss = {}, {-1: np.copy(a_prev)}, {}, 0
    for t in range(len(X)):
        x[t] = np.zeros((27, 1))
        if X[t] is not None:
            x[t][X[t]] = 1
        a[t] = np.tanh(np.dot(parameters["Wax"], x[t]) + np.dot(parameters["Waa"], a[t - 1]) + parameters["b"])
        y_hat[t] = published_softmax(np.dot(parameters["Wya"], a[t]) + parameters["by"])
        loss -= np.log(y_hat[t][Y[t], 0])
    return loss, (y_hat, a, x)


def published_backward(X, Y, parameters, cache):
    """Step by step, every gradient a sum of outer products."""
    y_hat, a, x = cache
    gradients = {"d" + name: np.zeros_like(weights) for name, weights in parameters.items()}
    da_next = np.zeros_like(a[0])
    for t in reversed(range(len(X))):
        dy = np.copy(y_hat[t])
        dy[Y[t]] -= 1
        gradients["dWya"] += np.dot(dy, a[t].T)
        gradients["dby"] += dy
        dz = (1 - a[t] * a[t]) * (np.dot(parameters["Wya"].T, dy) + da_next)
        gradients["db"] += dz
        gradients["dWax"] += np.dot(dz, x[t].T)
        gradients["dWaa"] += np.dot(dz, a[t - 1].T)
        da_next = np.dot(parameters["Waa"].T, dz)
    return gradients, a


def published_update(parameters, gradients, lr):
    for name in parameters:
        parameters[name] += -lr * gradients["d" + name]
    return parameters


def seconds_for(examples, forward, backward, update):
    """CPU seconds of one pass through the examples from the published start, and the weights it ends with."""
    parameters, a_prev = initialize_parameters(50, 27, 27), np.zeros((50, 1))
    began = time.process_time()
    for X, Y in examples:
        _, cache = forward(X, Y, a_prev, parameters)
        gradients, a = backward(X, Y, parameters, cache)
        update(parameters, gradients, 0.001)
        a_prev = a[len(X) - 1]
    return time.process_time() - began, parameters


@pytest.mark.slow
def test_a_step_of_training_is_several_times_as_fast_as_published():
    """Both take the same 300 names in turn, nine times; the weights agree, and the median ratio is 3 at least.

    Measured on an idle machine it is about 4 on names of the usual length and more on longer ones; the limit leaves
    room for a busy one.
    """
    examples = [example(name, CHAR_TO_IX) for name in read_names(load_dinosaurs())[:300]]
    ratios = []
    for _ in range(9):
        slow, theirs = seconds_for(examples, published_forward, published_backward, published_update)
        fast, ours = seconds_for(examples, rnn_forward, rnn_backward, update_parameters)
        ratios.append(slow / fast)
    for name, weights in theirs.items():
        np.testing.assert_allclose(ours[name], weights, rtol=0, atol=1e-12, err_msg=name)
    assert statistics.median(ratios) >= 3, ratios
