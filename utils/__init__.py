"""What the notebooks import: texts, the network, its names, its training, fast and slow, its plots, and the checks.

Read the modules in the order in which they stand here: ``text``, ``step`` (the equations), ``network`` (a whole name),
``sampling``, ``training``. ``validation`` holds the sentences about wrong arguments, ``engine`` the same training,
fast.
"""

from __future__ import annotations

# ruff: noqa: I001, UP036  (the imports stand in reading order, after what an older Python must be told)
import sys

if sys.version_info < (3, 11):
    raise RuntimeError(
        "The course needs Python 3.11 or newer, and this is {} ({}). Choose another kernel (menu Kernel, Change "
        "Kernel), or install a newer Python and set up the course with that.".format(
            ".".join(map(str, sys.version_info[:2])), sys.executable
        )
    )
try:
    import numpy as _  # noqa: F401
except ImportError as error:
    raise ImportError(
        f"NumPy cannot be used by this Python, {sys.executable} ({error}). Start Jupyter as the course's README says, "
        "or install what the course needs: python -m pip install -r requirements.txt"
    ) from None
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
from .progress import check_all, progress
from .hand_in import hand_in, reset

__all__ = [
    "CorpusError",
    "History",
    "NameReport",
    "check",
    "check_all",
    "decode",
    "encode",
    "examples_from",
    "explore",
    "generate",
    "get_initial_loss",
    "get_sample",
    "hand_in",
    "hint",
    "initialize_parameters",
    "load_answer",
    "load_dinosaurs",
    "load_text",
    "plot_distributions",
    "plot_gradients",
    "plot_losses",
    "print_sample",
    "progress",
    "read_names",
    "report_names",
    "reset",
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
