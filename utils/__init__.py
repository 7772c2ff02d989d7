"""What the notebooks import: texts, the network, its names, its training, fast and slow, its plots, and the checks.

Read the modules in the order in which they stand here: ``text``, ``step`` (the equations), ``network`` (a whole name),
``sampling``, ``training``. ``validation`` holds the sentences about wrong arguments, ``engine`` the same training,
fast.
"""

from __future__ import annotations

# ruff: noqa: I001  (the imports stand in reading order)
from .text import decode, encode, read_names, vocabulary
from .corpora import CorpusError, load_dinosaurs, load_text
from .step import initialize_parameters, rnn_step_backward, rnn_step_forward, softmax
from .network import rnn_backward, rnn_forward, update_parameters
from .sampling import NameReport, get_sample, print_sample, report_names, step_distributions, with_temperature
from .training import History, examples_from, get_initial_loss, smooth
from .engine import train
from .generation import generate
from .plots import plot_distributions, plot_gradients, plot_losses
from .feedback import check, hint
from .explore import explore
from .answers import load_answer

__all__ = [
    "CorpusError",
    "History",
    "NameReport",
    "check",
    "decode",
    "encode",
    "examples_from",
    "explore",
    "generate",
    "get_initial_loss",
    "get_sample",
    "hint",
    "initialize_parameters",
    "load_answer",
    "load_dinosaurs",
    "load_text",
    "plot_distributions",
    "plot_gradients",
    "plot_losses",
    "print_sample",
    "read_names",
    "report_names",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "smooth",
    "softmax",
    "step_distributions",
    "train",
    "update_parameters",
    "vocabulary",
    "with_temperature",
]
