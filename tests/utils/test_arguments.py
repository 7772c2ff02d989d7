"""Every public function answers every kind of wrong argument with a sentence of ours, and changes nothing before it."""

from __future__ import annotations

import copy
import inspect
import pickle
import traceback
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import pytest

import utils
from utils import explore, initialize_parameters, rnn_forward
from utils.arguments import described

matplotlib.use("Agg")
HERE = Path(utils.__file__).parent
SYMBOLS = dict(enumerate("\nabcdefghijklmnopqrstuvwxyz"))
CHARS = {symbol: ix for ix, symbol in SYMBOLS.items()}
X, Y = [None, 1, 2], [1, 2, 0]
STATE, COLUMN = np.zeros((4, 1)), np.zeros((27, 1))


class Odd:
    """An object that is none of what a function may want."""

    def __repr__(self) -> str:
        return "something odd"


def network():
    """A small network."""
    return initialize_parameters(4, 27, 27)


def slopes():
    """Gradients that fit it."""
    return {f"d{name}": np.zeros_like(weights) for name, weights in network().items()} | {"da_next": np.zeros((4, 1))}


def right():
    """A right call of every public function that takes an argument: its arguments by name, all of them new."""
    return copy.deepcopy(_right())


@cache
def _right():
    """The same, once."""
    loss_and_cache = rnn_forward(X, Y, STATE, network())
    return {
        "decode": {"indices": [1, 2], "ix_to_char": SYMBOLS},
        "encode": {"text": "ab", "char_to_ix": CHARS},
        "examples_from": {"text": "anzu\nmei\n", "seed": 0},
        "explore": {"parameters": network(), "corpus": "anzu\nmei\n", "ix_to_char": SYMBOLS},
        "generate": {
            "parameters": network(),
            "n": 2,
            "temperature": 1.0,
            "seed": 0,
            "ix_to_char": SYMBOLS,
            "max_length": 5,
        },
        "get_initial_loss": {"vocab_size": 27, "seq_length": 7},
        "get_sample": {"sample_ix": [1, 0], "ix_to_char": SYMBOLS},
        "initialize_parameters": {"n_a": 4, "n_x": 27, "n_y": 27},
        "load_text": {"name": "dinos"},
        "plot_distributions": {"probabilities": np.full((2, 27), 1 / 27), "indices": [1, 0], "ix_to_char": SYMBOLS},
        "plot_gradients": {"before": slopes() | {"db": np.ones((4, 1))}, "after": slopes(), "limit": 5.0},
        "plot_losses": {"losses": [3.0, 2.0], "iterations": [0, 1], "window": 0},
        "print_sample": {"sample_ix": [1, 0], "ix_to_char": SYMBOLS},
        "read_names": {"text": "anzu\nmei\n"},
        "report_names": {"names": ["Anzu"], "corpus": ["mei"]},
        "reset": {"name": "clip"},
        "rnn_backward": {"X": X, "Y": Y, "parameters": network(), "cache": loss_and_cache[1]},
        "rnn_forward": {"X": X, "Y": Y, "a_prev": STATE, "parameters": network(), "vocab_size": 27},
        "rnn_step_backward": {
            "dy": COLUMN,
            "gradients": slopes(),
            "parameters": network(),
            "x": COLUMN,
            "a": STATE,
            "a_prev": STATE,
        },
        "rnn_step_forward": {"parameters": network(), "a_prev": STATE, "x": COLUMN},
        "smooth": {"loss": 20.0, "cur_loss": 30.0},
        "softmax": {"x": [0.0, 1.0]},
        "step_distributions": {"parameters": network(), "indices": [1, 0]},
        "train": {
            "names": ["anzu", "mei"],
            "num_iterations": 2,
            "n_a": 4,
            "learning_rate": 0.01,
            "seed": 0,
            "callback": None,
            "every": 1,
        },
        "update_parameters": {"parameters": network(), "gradients": slopes(), "lr": 0.01},
        "vocabulary": {"text": "ab\n"},
        "with_temperature": {"probabilities": [0.2, 0.8], "temperature": 0.5},
        "load_answer": {"name": "clip", "folder": "."},
        "hint": {"function": "clip"},
        "check": {"function": lambda gradients, maxValue: gradients, "name": "clip"},
    }


#: What may be given for an argument by mistake, whatever it should be.
WRONG = {
    "nothing": None,
    "nan": float("nan"),
    "a negative number": -3,
    "a huge number": 10**30,
    "a fraction": 2.5,
    "a complex number": 1 + 2j,
    "a truth": True,
    "a word": "aachenosaurus",
    "a missing file": "data/no_such_file.txt",
    "a path": Path("data/dinos.txt"),
    "bytes": b"anzu",
    "an empty list": [],
    "a list of words": ["anzu", "mei"],
    "a list of nan": [float("nan"), 1.0],
    "a ragged list": [[1.0], [1.0, 2.0]],
    "a list of lists": [[1], [2]],
    "an empty dictionary": {},
    "a dictionary of lists": {"Wax": [1.0], "dWax": [1.0], 0: [1]},
    "a set": {1, 2},
    "a number by itself as an array": np.float64(7.5),
    "a flat array": np.ones(4),
    "an array of another shape": np.ones((3, 2)),
    "an array of three axes": np.ones((2, 2, 2)),
    "an empty array": np.ones((0, 1)),
    "an array of nan": np.full((4, 1), np.nan),
    "an array of words": np.array([["a"]] * 4),
    "an array of objects": np.array([[None]] * 4),
    "a function": len,
    "an object": Odd(),
}
#: Right, or as good as right, for these arguments.
FINE = {
    ("generate", "n"): (),
    ("train", "callback"): ("nothing", "a function"),
    ("load_answer", "folder"): ("nothing",),
    ("check", "name"): ("nothing",),
    ("get_initial_loss", "vocab_size"): ("a huge number", "a fraction", "a number by itself as an array"),
    ("get_initial_loss", "seq_length"): (
        "a huge number",
        "a fraction",
        "a number by itself as an array",
        "a negative number",
    ),
    ("generate", "temperature"): ("a huge number", "a fraction", "a truth", "a number by itself as an array"),
    ("generate", "ix_to_char"): ("nothing",),
    ("explore", "corpus"): ("nothing", "a word", "a list of words"),
    ("explore", "ix_to_char"): ("nothing",),
    ("smooth", "*"): ("a negative number", "a huge number", "a fraction", "a truth", "a number by itself as an array"),
    ("softmax", "x"): (
        "an array of another shape",
        "a flat array",
        "an array of three axes",
        "a list of lists",
    ),
    ("with_temperature", "probabilities"): (
        "an array of another shape",
        "a flat array",
        "an array of three axes",
        "a list of lists",
    ),
    ("with_temperature", "temperature"): ("a huge number", "a fraction", "a number by itself as an array"),
    ("update_parameters", "lr"): (
        "a negative number",
        "a huge number",
        "a fraction",
        "a truth",
        "a number by itself as an array",
    ),
    ("train", "learning_rate"): ("a huge number", "a fraction", "a truth", "a number by itself as an array"),
    ("train", "names"): ("a word", "a list of words"),
    ("encode", "text"): ("a word", "a list of words", "an empty list", "a set", "an empty array"),
    ("encode", "char_to_ix"): (),
    ("decode", "indices"): ("an empty list", "an empty array", "a list of lists", "a flat array"),
    ("get_sample", "sample_ix"): ("an empty list", "an empty array", "a list of lists", "a flat array"),
    ("print_sample", "sample_ix"): ("an empty list", "an empty array", "a list of lists", "a flat array"),
    ("step_distributions", "indices"): ("a list of lists", "a flat array"),
    ("read_names", "text"): ("a word",),
    ("vocabulary", "text"): ("a word",),
    ("examples_from", "text"): ("a word",),
    ("report_names", "*"): ("a list of words", "an empty list", "an empty array"),
    ("plot_gradients", "before"): ("a dictionary of lists",),
    ("plot_gradients", "after"): ("nothing", "a dictionary of lists"),
    ("plot_gradients", "limit"): ("a huge number", "a fraction", "a number by itself as an array"),
    ("plot_losses", "losses"): ("a list of nan", "a flat array"),
    ("plot_losses", "iterations"): ("nothing", "a list of nan"),
    ("plot_losses", "window"): ("a huge number",),
    ("hint", "function"): ("a function",),
}


def test_every_public_function_is_asked():
    """A new one joins the table, or this fails."""
    silent = {"CorpusError", "History", "NameReport", "check_all", "hand_in", "load_dinosaurs", "progress"}
    assert set(utils.__all__) - silent == set(right())
    for name in silent - {"CorpusError", "History", "NameReport"}:
        assert not inspect.signature(getattr(utils, name)).parameters


def test_the_right_calls_are_right(published_data):
    """What is changed in the other tests is the argument alone."""
    for name, arguments in right().items():
        if name not in ("check", "hint", "reset", "load_answer", "explore"):
            getattr(utils, name)(**arguments)
    explore(network())


def fingerprint(given):
    """All that arguments hold, to the last bit; what cannot be pickled is not changed by anybody."""
    return pickle.dumps({name: value for name, value in given.items() if not callable(value)})


def problem(function, argument, value, tmp_path):
    """What is wrong with the answer to a wrong argument; nothing where it is a sentence and nothing was changed."""
    given = copy.deepcopy(_right()[function]) | {argument: value}
    before = fingerprint(given)
    try:
        getattr(utils, function)(**given)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        ours = Path(where.filename).is_relative_to(HERE) and "raise" in where.line
        if not ours or len(str(error).split()) < 5:
            return f"{type(error).__name__}: {error} ({where.filename}, {where.line})"
    else:
        return "it was accepted"
    return "something was changed" if fingerprint(given) != before or list(tmp_path.iterdir()) else ""


@pytest.mark.parametrize("function", _right())
def test_wrong_arguments_get_a_sentence(function, tmp_path, monkeypatch):
    """Each is raised by our own code, in words, before anything is changed."""
    monkeypatch.chdir(tmp_path)
    found = {}
    for argument in _right()[function]:
        fine = FINE.get((function, argument), FINE.get((function, "*"), ()))
        for kind, value in WRONG.items():
            if kind not in fine and (said := problem(function, argument, value, tmp_path)):
                found[argument, kind] = said
    assert not found


def test_a_known_name_is_not_called_new():
    """A text in place of the list of names is refused, and so is one in place of the corpus."""
    with pytest.raises(TypeError, match=r"corpus should be a list of names; it is a text.*read_names\(text\)"):
        utils.report_names(["Aachenosaurus"], utils.load_dinosaurs())
    with pytest.raises(ValueError, match=r"looks like the name of a file: read it first"):
        utils.train("data/dinos.txt")


def test_history_takes_figures_alone():
    """A text in place of a list of names would be taken apart into its letters."""
    history = utils.History()
    for wrong in ({"iteration": 1.5}, {"loss": "3"}, {"loss": float("nan")}, {"names": "Trex"}, {"names": [3]}):
        with pytest.raises((TypeError, ValueError), match=f"^{next(iter(wrong))} "):
            history.add(**({"iteration": 0, "loss": 1.0, "names": ["Trex"]} | wrong))
    assert history == utils.History()


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_whatever_came_is_described_in_words(value):
    """The second half of each sentence."""
    assert 0 < len(described(value)) < 80
