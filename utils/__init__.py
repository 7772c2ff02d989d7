"""What the notebooks import: the network, its data, its plots, and the checks."""

from __future__ import annotations

from .network import (
    get_initial_loss,
    get_sample,
    initialize_parameters,
    print_sample,
    rnn_backward,
    rnn_forward,
    rnn_step_backward,
    rnn_step_forward,
    smooth,
    softmax,
    update_parameters,
)

__all__ = [
    "get_initial_loss",
    "get_sample",
    "initialize_parameters",
    "print_sample",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "smooth",
    "softmax",
    "update_parameters",
]
