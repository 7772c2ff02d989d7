"""What the notebooks import: the network, its data, its plots, and the checks.

Read the modules in this order: ``step``, ``network``, ``sampling``, ``training``, ``plots``, then ``feedback``.
"""

from __future__ import annotations

from .answers import load_answer
from .feedback import check, hint
from .network import (
    initialize_parameters,
    rnn_backward,
    rnn_forward,
    rnn_step_backward,
    rnn_step_forward,
    softmax,
    update_parameters,
)
from .sampling import (
    NameReport,
    get_sample,
    print_sample,
    report_names,
    step_distributions,
    with_temperature,
)
from .training import History, examples_from, follow, get_initial_loss, smooth

__all__ = [
    "History",
    "NameReport",
    "check",
    "examples_from",
    "follow",
    "get_initial_loss",
    "get_sample",
    "hint",
    "initialize_parameters",
    "load_answer",
    "print_sample",
    "report_names",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "smooth",
    "softmax",
    "step_distributions",
    "update_parameters",
    "with_temperature",
]
