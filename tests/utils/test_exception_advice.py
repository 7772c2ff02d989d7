"""What is said of an exception: the slip on the student's own line, in words that are true of it."""

from __future__ import annotations

import linecache
import re

import numpy as np
import pytest

import utils
from autograder.exercises import masters
from utils.feedback.exercises.registry import helpers, read
from utils.feedback.fixtures import load
from utils.feedback.observe import observe
from utils.feedback.traceback_facts import Facts

EDITS = {
    # exercise, what stands in the solution, what an answer has in its place, what is said of it
    "another state": (
        "sample",
        "a_prev = a\n",
        "a_prev = y\n",
        r"`a_prev` has the shape \(27, 1\) there; it should have the shape \(100, 1\).*`a_prev = y`",
    ),
    "entry by entry": ("sample", "Waa @ a_prev", "Waa * a_prev", r"`Waa \* a_prev` multiplies entry by entry"),
    "a flat input": (
        "sample",
        "x = np.zeros((vocab_size, 1))",
        "x = np.zeros(vocab_size)",
        r"`x` has the shape \(27,\)",
    ),
    "weights exchanged": ("sample", "Wax @ x", "Waa @ x", "Wax goes with x, Waa with a_prev"),
    "turned over": ("sample", "Wax @ x", "Wax.T @ x", "turned over by .T"),
    "the other bias": ("sample", "Waa @ a_prev + b", "Waa @ a_prev + by", "the bias of the new state is `b`"),
    "no softmax": ("sample", "y = softmax(Wya @ a + by)", "y = Wya @ a + by", "The softmax is missing on line"),
    "one column": ("sample", "y.ravel()", "y[:, counter]", "one column, number 0"),
    "a slash": ("sample", r'char_to_ix["\n"]', 'char_to_ix["/n"]', "written with a backslash"),
    "tanh alone": ("sample", "np.tanh", "tanh", "It is a function of NumPy: np.tanh"),
    "random alone": ("sample", "np.random.seed", "random.seed", "NumPy's module is np.random"),
    "append gives None": (
        "sample",
        "indices.append(idx)",
        "indices = indices.append(idx)",
        "append changes the list itself and returns None",
    ),
    "no first value": ("sample", "idx = -1", "pass", "one that is no symbol: -1"),
    "small letters": ("clip", "-maxValue, maxValue", "-maxvalue, maxvalue", "it is called `maxValue`"),
    "misspelled function": ("clip", "np.clip", "np.clp", r"did you mean np\.clip\?"),
    "calls itself": (
        "clip",
        "np.clip(gradient, -maxValue, maxValue, out=gradient)",
        "clip(gradient, 5)",
        "calls itself",
    ),
    "keys for items": (
        "clip",
        "for gradient in gradients.values():",
        "for key, gradient in gradients:",
        r"gradients\.items\(\)",
    ),
    "the whole dictionary": ("clip", "np.clip(gradient,", "np.clip(gradients,", "the whole dictionary"),
    "results exchanged": (
        "optimize",
        "loss, cache = rnn",
        "cache, loss = rnn",
        "`cache` holds the first result of rnn_forward, which is the loss",
    ),
    "array by array": (
        "optimize",
        "gradients = clip(gradients, 5)",
        "gradients = {name: clip(gradients[name], 5) for name in gradients}",
        "clip was given one array; it takes the whole dictionary",
    ),
    "not unpacked": ("optimize", "gradients, a = rnn", "gradients = rnn", r"Take them apart: `gradients, a = rnn_b"),
    "one name too many": ("optimize", "loss, cache = rnn", "loss, cache, a = rnn", "that line has 3 names for them"),
    "arguments exchanged": (
        "optimize",
        "rnn_forward(X, Y, a_prev, parameters)",
        "rnn_forward(X, Y, parameters, a_prev)",
        "The arguments of rnn_forward are, in this order: X, Y, a_prev, parameters",
    ),
    "states clipped": ("optimize", "clip(gradients, 5)", "clip(a, 5)", "which holds the hidden states"),
    "a limit without a name": (
        "optimize",
        "clip(gradients, 5)",
        "clip(gradients)",
        r"^(?!.*_clip).*gradients, maxValue",
    ),
    "gradients without d": (
        "optimize",
        "update_parameters(parameters, gradients, learning_rate)",
        "{name: parameters[name] - gradients[name] for name in parameters}",
        'gradients has the key "dWax"',
    ),
    "the other dictionary": ("model", "char_to_ix[letter]", "ix_to_char[letter]", "ix_to_char goes from an index"),
    "a whole name": ("model", "for letter in name", "for letter in examples", "one character at a time"),
    "past the end": ("model", "j % len(examples)", "j % 1318", "`j` is 3 there, and examples has 3 entries"),
    "parameters lost": (
        "model",
        "curr_loss, gradients, a_prev =",
        "curr_loss, parameters, a_prev =",
        "`parameters` holds the gradients",
    ),
    "loss without a name": (
        "model",
        "curr_loss, gradients",
        "loss, gradients",
        "the first thing that optimize returns",
    ),
    "too early": (
        "model",
        'Y = X[1:] + [char_to_ix["\\n"]]',
        "Y = targets\n        targets = X",
        "`targets` gets its value further down, on line",
    ),
}


def asked(exercise: str, code: str):
    """Return the first exception of an answer to the visible cases, as a student reads it."""
    name = f"<answer to {exercise}>"
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    earlier = {other: masters.reference(other) for other in masters.names()[: masters.names().index(exercise)]}
    scope = {"__name__": "answer", "np": np, **{word: getattr(utils, word) for word in utils.__all__}, **earlier}
    exec(compile(code, name, "exec"), scope)
    lesson, cases = load(exercise)
    for case in cases:
        outcome = observe(scope[exercise], case.args, helpers(lesson, case))
        if outcome.problem is not None:
            return read(exercise, case, outcome).fault.sentence
    raise AssertionError("it raised nothing")


@pytest.mark.parametrize("label", EDITS)
@pytest.mark.filterwarnings("ignore")
def test_an_exception_is_explained_by_the_line_that_raised(label, capsys):
    """Names, shapes, order of results and arguments: what is wrong there is said."""
    exercise, old, new, said = EDITS[label]
    solution = masters.solution(exercise)
    assert old in solution
    assert re.search(said, asked(exercise, solution.replace(old, new)))


def test_facts_from_another_process_are_believed_only_in_their_form():
    """What is sent may be anything: it is cut, and what is no fact is left out."""
    rubbish = {
        "line": "7",
        "statement": "x" * 10**5,
        "values": {"a": ["array", [1, 2]], "b": "array", "c": [[]], 3: ["int", 1], "d": ["int", {}]},
        "origins": {"a": [[1, "a = 1"], ["1", "a = 2"], 5], "b": 7},
        "near": [1, "b"],
        "expression": "a\x1b[31m\u202eb",
    }
    facts = Facts.believed(rubbish)
    assert facts.expression == "a[31mb" and facts.line == 0 and len(facts.statement) < 200 and facts.near == ["b"]
    assert facts.values == {"a": ["array", [1, 2]]} and facts.origins == {"a": [(1, "a = 1")]}
    assert Facts.believed(None) == Facts() == Facts.believed([1])
    assert Facts.believed(Facts(line=3, values={"a": ["int", 1]}).plain()) == Facts(line=3, values={"a": ["int", 1]})
