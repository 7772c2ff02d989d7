# Warnings, logging, standard error, an unused import.
import logging
import random
import sys
import warnings


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    warnings.warn("slow", RuntimeWarning)
    logging.warning("step with %s", learning_rate)
    loss, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, a = rnn_backward(X, Y, parameters, cache)
    sys.stderr.write(f"loss {loss}\n")
    gradients = clip(gradients, maxValue=5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]
