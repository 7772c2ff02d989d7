"""`optimize`: one step of gradient descent on one name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.certify.high_precision import exact_step
from autograder.certify.portable import Generator
from autograder.certify.proofs import Unsafe, bound_optimize, try_optimize
from autograder.certify.recurrence import portable_backward, portable_forward
from autograder.exercises.masters import reference
from utils.feedback.cases import Check
from utils.feedback.outcome import Outcome
from utils.feedback.sentences import GRADIENTS, PARAMETERS

from ..case_spec import Draft
from ..exercise import Exercise
from ..fresh_cases import Kind, drawn_once
from ..networks import network, published
from .edits import EDITS
from .mistakes import VARIANTS

CHECKS = (
    Check("loss", "The loss comes back", 3),
    Check("gradients", "The gradients come back", 4),
    Check("clipped", "The gradients are clipped at 5 before they are used", 5),
    Check("update", "The parameters are updated once, in place", 4),
    Check("default", "The learning rate is 0.01 where none is given", 1),
    Check("state", "The last hidden state comes back", 3),
)
LARGE = ((100, 1), (100, 27), (100, 100), (27, 100), (100, 1), (27, 1))
LIMIT = 5.0
LIMITS = (
    5,
    0.5,
    1,
    10,
    50,
)  # those that a notebook's `clip` has answers for: the right one, and some that are taken for it
CALM, WILD, PLAIN = "calm", "wild", "default"


def _draft(name: str, title: str, args: tuple[Any, ...], kind: str, visible: bool = False, **more: Any) -> Draft:
    """Give the sources of a case to the checks: clipping is judged where it matters, the update where it does not."""
    parts: dict[str, tuple[str, ...]] = {"loss": ("loss", "untouched"), "state": ("a_last", "untouched")}
    if kind == WILD:
        parts["clipped"] = (*GRADIENTS, *PARAMETERS)
    else:
        parts["gradients"] = GRADIENTS
        parts["default" if kind == PLAIN else "update"] = PARAMETERS
    raw = _raw(args)
    largest = max(float(np.abs(array).max()) for array in raw.values())
    if (largest > LIMIT) != (kind == WILD):
        raise Unsafe(f"{title}: the largest gradient is {largest:.2f}, which is on the wrong side of {LIMIT}.")
    rate = args[4] if len(args) > 4 else 0.01
    proof = {
        "replies": _replies(raw, rate) if visible else None,
        "bounds": lambda outcome: {"untouched": 0.0, **bound_optimize(args, _clipped(raw))},
        "exact": lambda: _exact(args),
    }
    return Draft(name, title, visible, args, parts, **(proof | more))


def _raw(args: tuple[Any, ...]) -> Mapping[str, np.ndarray]:
    """Return the gradients before clipping, the same bits on every machine."""
    X, Y, a_prev, parameters, *_ = args
    gradients, _ = portable_backward(X, Y, parameters, portable_forward(X, Y, a_prev, parameters)[1])
    return {key: gradients[key] for key in GRADIENTS}


def _clipped(raw: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the gradients after clipping."""
    return {key: np.clip(raw[key], -LIMIT, LIMIT) for key in GRADIENTS}


def _exact(args: tuple[Any, ...]) -> Mapping[str, np.ndarray]:
    """Return every source with 50 digits behind it."""
    X, Y, a_prev, parameters, *rate = args
    return exact_step(X, Y, a_prev, parameters, rate[0] if rate else 0.01)


def _replies(
    raw: Mapping[str, np.ndarray], rate: float, at: Mapping[str, tuple[int, ...]] | None = None
) -> Callable[[Outcome], dict]:
    """Record what `clip` answers in a notebook: for these gradients, some limits and the rate, where they change."""

    def replies(outcome: Outcome) -> dict[str, Any]:
        places = {key: list(at[key]) if at else list(range(raw[key].size)) for key in GRADIENTS}
        before = {key: [places[key], np.round(raw[key].reshape(-1)[places[key]], 6) + 0.0] for key in GRADIENTS}
        after = []
        for limit in (*LIMITS, rate):
            limited = reference("clip")({key: raw[key].copy() for key in GRADIENTS}, limit)
            changed = {key: _changed(raw[key], limited[key], places[key]) for key in GRADIENTS}
            after.append([limit, {key: change for key, change in changed.items() if change[0]}])
        return {"clip": {"before": before, "after": after}}

    return replies


def _changed(before: np.ndarray, after: np.ndarray, places: list[int]) -> list[list]:
    """Return the places where two arrays differ, and what the second has there."""
    before, after = before.reshape(-1), after.reshape(-1)
    changed = [place for place in places if before[place] != after[place]]
    return [changed, [float(after[place]) for place in changed]]


def _name(
    random: np.random.RandomState, length: int, symbols: int, letters: int | None = None
) -> tuple[list, list[int]]:
    """Draw a name of some length as X and Y, out of the first few letters."""
    word = [int(index) for index in random.randint(1, letters or symbols, length)]
    return [None, *word], [*word, 0]


def _args(seed: int, n_a: int, symbols: int, length: int, rate: tuple[float, ...], **more: Any) -> tuple[Any, ...]:
    """Draw a case that may be written down."""
    random = Generator(seed)
    X, Y = _name(random, length, symbols, more.get("letters"))
    Y = more.get("targets", Y)
    a_prev = np.round(random.randn(n_a, 1) * 0.5, 3)
    parameters = network(random, n_a, symbols, decimals=3)
    parameters["by"][1] -= more.get("surprise", 0.0)
    return (X, Y, a_prev, parameters, *rate)


def _published() -> Draft:
    """Return the published example; of its 15,000 numbers the published ones and some more are looked at."""
    a_prev, Wax, Waa, Wya, b, by = published(1, LARGE)
    parameters = {"Wax": Wax, "Waa": Waa, "Wya": Wya, "b": b, "by": by}
    args = ([12, 3, 5, 11, 22, 3], [4, 14, 11, 22, 25, 26], a_prev, parameters, 0.01)
    random, raw = np.random.RandomState(0), _raw(args)
    figures = {"dWaa": 102, "dWax": 93, "dWya": 102, "db": 4, "dby": 1}
    at: dict[str, tuple[int, ...]] = {"a_last": (4, *range(10, 20))}
    for key, place in figures.items():
        size = parameters[key[1:]].size
        some = random.choice(size, min(size, 12), replace=False).tolist()
        at[key] = at[key[1:]] = tuple(sorted({place, int(np.abs(raw[key]).argmax()), *some}))
    return _draft(
        "published",
        "the published example",
        args,
        WILD,
        visible=True,
        at=at,
        draws=(1, LARGE),
        bounds=lambda outcome: {"untouched": 0.0} | dict.fromkeys(("loss", "a_last", *GRADIENTS, *PARAMETERS), 1e-10),
        tried=lambda: try_optimize(args),
        replies=_replies(raw, args[4], at),
    )


def _one_sided() -> list[Draft]:
    """Return two cases whose gradients need clipping on one side only, for those who look at one before they clip."""
    below = _args(132, 4, 9, 8, (0.02,), letters=2)
    above = _args(115, 4, 12, 9, (0.02,), targets=[*range(2, 12)], surprise=-4.0)
    return [
        _draft("below", "a name of one repeated letter", below, WILD),
        _draft("above", "a step in which the expected letter never comes", above, WILD, visible=True, untold=True),
    ]


def _close_to_the_limit() -> list[Draft]:
    """Return two cases in which only 5 itself tells what is to be clipped: no limit near it, and no condition on it."""
    below, above = (_args(1, 4, 9, 10, (0.02,), letters=2, surprise=surprise) for surprise in (0.0, 0.06))
    return [
        _draft("just below", "a step whose largest gradient is a little below 5", below, CALM),
        _draft(
            "just above", "a step whose largest gradient is a little above 5", above, WILD, visible=True, untold=True
        ),
    ]


def seeded() -> list[Draft]:
    """Return the cases that are the same for everybody."""
    return [
        _published(),
        _draft("small", "a small network", _args(1, 3, 7, 5, (0.05,)), CALM, visible=True),
        _draft(
            "long", "a step with a long name", _args(2, 3, 7, 24, (0.02,), letters=2, surprise=6.0), WILD, visible=True
        ),
        _draft("default", "a call without a learning rate", _args(44, 3, 7, 4, ()), PLAIN, visible=True),
        _draft("one step", "a name of no letters", _args(4, 4, 9, 0, (0.1,)), CALM, visible=True, untold=True),
        _draft("one letter", "a name of one letter", _args(5, 5, 27, 1, (0.3,)), CALM),
        _draft("forty", "a network of forty symbols", _args(8, 4, 40, 7, (0.003,)), CALM),
        _draft("one unit", "a network of one hidden unit", _args(5, 1, 6, 3, (0.5,)), CALM),
        _draft("plain", "a call without a learning rate", _args(6, 6, 27, 6, ()), PLAIN),
        _draft(
            "targets",
            "a step with targets of its own",
            _args(11, 4, 9, 5, (0.02,), targets=[2, 7, 1, 1, 8, 4]),
            CALM,
            visible=True,
            untold=True,
        ),
        *_one_sided(),
        *_close_to_the_limit(),
        _draft(
            "surprised", "a name that surprises the network", _args(9, 4, 8, 60, (0.01,), letters=2, surprise=8.0), WILD
        ),
        *drawn_once(fresh, DRAWN),
    ]


def fresh(random: np.random.RandomState, number: int) -> Draft:
    """Draw a name and a network: one with nothing to clip, one with much, one without a learning rate."""
    n_a, symbols = int(random.randint(3, 7)), int(random.choice([8, 15, 27]))
    kind = (CALM, WILD, PLAIN)[number]
    X, Y = _name(random, 30 if kind == WILD else int(random.randint(2, 6)), symbols, 2 if kind == WILD else None)
    parameters = network(random, n_a, symbols)
    if kind == WILD:
        parameters["by"][1] -= 6.0
    rate = () if kind == PLAIN else (float(np.round(random.uniform(0.02, 0.2), 4)),)
    args = (X, Y, random.randn(n_a, 1) * 0.5, parameters, *rate)
    title = ("a fresh network", "a fresh network with gradients to clip", "a fresh network, no learning rate given")[
        number
    ]
    return _draft(f"fresh {number}", title, args, kind)


KINDS = (Kind(CALM, ("loss", "gradients", "update", "state")), Kind(WILD, ("clipped",)), Kind(PLAIN, ("default",)))
# Seeds of draws of each kind that are the same for everybody: enough for a slip that shows now and then to show.
DRAWN = {0: (1, 3, 5, 6, 7), 1: (2, 3, 5, 6, 9), 2: (1, 2, 3, 5, 6, 7)}
EXERCISE = Exercise("optimize", CHECKS, seeded, fresh, KINDS, 3, VARIANTS, EDITS)
