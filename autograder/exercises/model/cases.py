"""`model`: training, one name after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.certify.portable import Generator
from autograder.certify.proofs import Unsafe, bound_model
from autograder.exercises.masters import reference
from utils.feedback.cases import Check
from utils.feedback.compare import is_same
from utils.feedback.outcome import Outcome
from utils.feedback.sentences import PARAMETERS
from utils.feedback.training_stand_ins import empty_name, patient

from ..case_spec import Draft
from ..exercise import Exercise
from ..fresh_cases import Kind, drawn_once
from ..networks import alphabet
from .edits import EDITS
from .mistakes import VARIANTS

CHECKS = (
    Check("X", "X is None and then the name", 4),
    Check("Y", "Y is the name and then the newline", 4),
    Check("state", "The hidden state is carried from name to name", 4),
    Check("order", "One name after the other, and round again", 3),
    Check("rate", "The learning rate is 0.01", 2, ("X", "Y", "order")),
    Check("returned", "The same parameters are trained from the start, and come back", 3),
)
LETTERS = alphabet(27, 0)


def _draft(
    name: str, title: str, names: Sequence[str], letters: dict[str, int], steps: int, n_a: int, visible: bool = False
) -> Draft:
    """Make a short training run.

    The text has no blank line and does not end with a newline: there, honest ways to split it differ.
    """
    spelled = {index: letter for letter, index in letters.items()}
    args = ("\n".join(names), spelled, letters, steps, n_a, min(2, len(names)), len(letters))
    parts: dict[str, list[Any]] = {
        "X": ["X"],
        "Y": ["Y"],
        "state": ["carried"],
        "order": ["order"],
        "rate": ["rates"],
        "returned": ["chain", "returned"],
    }
    if len(names) > 1 and _shuffled(names) in (list(names), sorted(names)):
        raise Unsafe(f"{title}: the shuffle must change the order, or it could be left out.")
    exact = (lambda: _exact(args)) if visible else None
    return Draft(name, title, visible, args, parts, final=PARAMETERS, bounds=_bounds, exact=exact)


def _shuffled(names: Sequence[str]) -> list[str]:
    """Return the names as `model` shuffles them."""
    order = list(names)
    np.random.RandomState(0).shuffle(order)
    return order


def _bounds(outcome: Outcome) -> dict[str, float]:
    """Bound the learned parameters; the trace is of whole numbers, and of a rate that is handed on as it is."""
    trace = dict.fromkeys(("X", "Y", "order", "rates", "carried", "chain", "returned"), 0.0)
    return trace | bound_model([call for call in outcome.calls if call.name == "optimize"])


def _exact(args: tuple[Any, ...]) -> dict[str, np.ndarray]:
    """Train with 50 digits, from first parameters that do not depend on the C library's logarithm."""
    from autograder.certify.high_precision import exact_training

    outcome = EXERCISE.observe(reference("model"), args)
    (X, Y, a_prev, parameters, rate), *later = [call.args for call in outcome.calls if call.name == "optimize"]
    random = Generator(1)
    first = {name: random.randn(*parameters[name].shape) * 0.01 for name in ("Wax", "Waa", "Wya")}
    first |= {name: np.zeros_like(parameters[name]) for name in ("b", "by")}
    if not is_same(parameters, first):
        raise Unsafe("model: the first parameters are not those of initialize_parameters.")
    return exact_training([(X, Y, a_prev, first, rate), *later])


def seeded() -> list[Draft]:
    """Return the cases that are the same for everybody."""
    spaced = alphabet(8, 2)
    spaced[" "] = spaced.pop("g")
    return [
        _draft("three", "a run over three names", ["abab", "cdecde", "fghfgh"], LETTERS, 7, 3, visible=True),
        _draft("letters", "a run over names of one letter", ["o", "y", "e", "i"], LETTERS, 4, 2, visible=True),
        _draft(
            "spaces",
            "a run over names with capitals and spaces",
            [" Abab", "CDdc ", "Effe  "],
            spaced,
            5,
            3,
            visible=True,
        ),
        _draft("one", "a run over one name", ["xyzxyz"], LETTERS, 3, 5, visible=True),
        _draft("fewer", "a run with fewer steps than names", ["klkl", "mnomno", "pqpq", "rsrs", "tutu"], LETTERS, 3, 4),
        _draft("newline", "a run with another index of the newline", ["baab", "dccd"], alphabet(6, 2), 5, 3),
        replace(
            _draft(
                "many",
                "a run over many names",
                ["baba", "dada", "fefe", "gigi", "hoho", "lulu", "kmpqr" * 5],  # the last is longer than any dinosaur's
                LETTERS,
                17,
                6,
                visible=True,
            ),
            untold=True,
        ),
        *drawn_once(fresh, DRAWN),
    ]


def fresh(random: np.random.RandomState, number: int) -> Draft:
    """Draw names of letters that belong to one name alone, so that each call says which name it is about.

    The second kind has capitals, spaces and a newline with an index of its own; the third has fewer steps than names.
    """
    letters = alphabet(*((27, 0), (17, int(random.randint(1, 16))), (27, 0))[number])
    if number == 1:
        letters[" "] = letters.pop("p")
    pool = [letter for letter in sorted(letters) if letter not in "\n "]
    random.shuffle(pool)
    count = int(random.randint(3, 6))
    names = []
    for place in range(count):
        own = pool[2 * place : 2 * place + 2]
        names.append("".join(own * int(random.randint(2, 4))))
    if number == 1:
        names = [f" {name.title()}  " for name in names]
    steps = count - 1 if number == 2 else count + int(random.randint(1, count))
    title = (
        f"a {'short ' if number == 2 else ''}run over fresh names{' with capitals and spaces' if number == 1 else ''}"
    )
    return _draft(f"fresh {number}", title, names, letters, steps, int(random.randint(2, 6)))


class Model(Exercise):
    """`model`, whose helpers bear with wrong arguments."""

    def helper(self, name: str) -> Callable:
        """Return the reference `optimize`, or a `sample` of empty names (they are only printed)."""
        found = super().helper(name)
        return patient(found) if name == "optimize" else empty_name


KINDS = (
    Kind("names", tuple(check.name for check in CHECKS), ("newline is 0", "places", "not stripped", "not lowered")),
    Kind("spaces", ("X", "Y")),
    Kind("fewer"),
)
# Seeds of draws of each kind that are the same for everybody: enough for a slip that shows now and then to show.
DRAWN = {0: (1, 2, 3), 1: (1, 2, 3), 2: (1, 2)}
EXERCISE = Model("model", CHECKS, seeded, fresh, KINDS, 2, VARIANTS, EDITS)
