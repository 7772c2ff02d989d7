"""`sample`: a name drawn character by character."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.certify.portable import Generator
from autograder.certify.proofs import Unsafe, certify_sample, draw, prove_sample
from autograder.exercises.masters import reference
from utils.feedback.cases import Check
from utils.step import softmax

from ..case_spec import Draft
from ..exercise import Exercise
from ..fresh_cases import Kind, drawn_once
from ..networks import Parameters, alphabet, network, published
from .edits import EDITS
from .mistakes import VARIANTS

ONE_RIGHT = ("distribution", "feedback", "seeding")
CHECKS = (
    Check("distribution", "The first character is drawn from the right distribution", 4),
    Check("feedback", "The drawn character and the new state are fed back", 6),
    Check("seeding", "Every draw is seeded with counter + seed, and both go up by one", 3),
    Check("newline", "A newline ends the name", 2, ONE_RIGHT),
    Check("cap", "After 50 characters the name ends with a newline", 3, ONE_RIGHT),
    Check("vocabulary", "Any vocabulary, any index of the newline", 2),
)
PORTABLE = 20  # draws of the published example that a proof or a trial can vouch for
ORDER = ("Wax", "Waa", "Wya", "b", "by")
LARGE = ((100, 27), (100, 100), (27, 100), (100, 1), (27, 1))
LETTERS = alphabet(27, 0)


def _draft(
    name: str, title: str, parameters: Parameters, letters: dict[str, int], seed: int, kind: str, visible: bool = False
) -> Draft:
    """Make a case and give its places to the checks.

    ``kind`` is ``"usual"`` (all but the vocabulary), ``"vocabulary"``, ``"deaf"`` (a network that hears nothing, for
    the seeding alone), ``"ending"`` (a name of an odd length, for the newline alone), or ``"first"`` (the first
    character alone).
    """
    newline = letters["\n"]
    indices = reference("sample")(parameters, letters, seed)
    capped = len(indices) == 51
    if not len(indices) >= (1 if kind in ("ending", "first") else 5) or indices[49:50] == [newline]:
        raise Unsafe(
            f"{title}: too short to tell much, or its fiftieth character is a newline (right programs differ there)."
        )
    drawn = tuple(range(1, min(len(indices) - 1, 40)))  # the rest is the cap's business
    parts: dict[str, list[Any]] = {"vocabulary": ["indices"]}
    if kind == "deaf":
        parts = {"seeding": [("indices", (0, *drawn[:12]))]}
    elif kind == "ending":
        parts = {"newline": ["ending"]}
    elif kind == "first":
        parts = {"distribution": ["indices"]}
    elif kind == "usual":
        parts = {"distribution": [("indices", (0,))], "feedback": [("indices", drawn), "untouched"]}
        parts["cap" if capped else "newline"] = ["capped" if capped else "ending"]
    return Draft(
        name,
        title,
        visible,
        (parameters, letters, seed),
        parts,
        at={"indices": (0,)} if kind == "first" else {},
        only=("indices",) if kind == "first" else None,
        certify=lambda: prove_sample(parameters, newline, seed, 1 if kind == "first" else 50).demanded(title),
    )


def _large(name: str, title: str, seed: int, draws: int, visible: bool = False) -> Draft:
    """Make a case of a published example: its portable draws alone, or the whole list.

    Rounding errors grow here, and what a known mistake draws is certain for a while only: so lists are compared place
    by place, never by their length.
    """
    parameters = dict(zip(ORDER, published(seed, LARGE)))
    whole = draws == 50
    places = len(reference("sample")(parameters, LETTERS, 0)) if whole else draws
    parts: dict[str, list[Any]] = {"distribution": [("indices", (0,))]}
    if whole:
        parts["feedback"] = ["indices"]
    else:
        parts["feedback"] = [("indices", tuple(range(1, draws)))]
    return Draft(
        name,
        title,
        visible,
        (parameters, LETTERS, 0),
        parts,
        at={"indices": tuple(range(places))},
        only=("indices",),
        certify=lambda: certify_sample(parameters, 0, 0, draws),
        draws=(seed, LARGE),
        chaotic=True,
    )


def _net(
    seed: int, n_a: int, symbols: int = 27, newline: int = 0, rare: bool = False, deaf: bool = False
) -> Parameters:
    """Draw a network for a case that may be written down."""
    parameters = network(Generator(seed), n_a, symbols, decimals=3)
    if rare:
        parameters["by"][newline] -= 6
    if deaf:
        parameters["Wax"][:], parameters["Waa"][:] = 0, 0
    return parameters


def seeded() -> list[Draft]:
    """Return the cases that are the same for everybody."""
    cases = [
        _large("published", f"the published example (its first {PORTABLE} characters)", 2, PORTABLE, visible=True),
        _draft("name", "a small network", _net(5, 4), LETTERS, 3, "usual", visible=True),
        _draft("long", "a network that seldom ends a name", _net(2, 4, rare=True), LETTERS, 0, "usual", visible=True),
        _draft("deaf", "a network that hears nothing", _net(3, 3, deaf=True), LETTERS, 6, "deaf", visible=True),
        _draft(
            "five",
            "a network of five symbols",
            _net(120, 3, 5, 4, rare=True),
            alphabet(5, 4),
            2,
            "vocabulary",
            visible=True,
        ),
        # Single precision is 1e-7 away from double, and shows: one draw is within 5e-9 of another character.
        _draft("close", "a network with a close call", _net(1073, 4, rare=True), LETTERS, 945, "usual", visible=True),
        _draft("again", "the small network once more", _net(5, 4), LETTERS, 3, "usual"),
        _large("second", "the example of a later edition", 24, 50),
    ]
    for k, (seed, n_a, rare, start) in enumerate(NETWORKS):
        title = "a network that seldom ends a name" if rare else "a network with names of its own"
        cases.append(_draft(f"network {k}", title, _net(seed, n_a, rare=rare), LETTERS, start, "usual"))
    cases += [
        _draft("deaf again", "a network that hears nothing", _net(20, 5, deaf=True), LETTERS, 64, "deaf"),
        _draft("forty", "a network of forty symbols", _net(21, 6, 40, 13), alphabet(40, 13), 9, "vocabulary"),
        _draft(
            "middle",
            "a network with another index of the newline",
            _net(24, 5, 27, 1),
            alphabet(27, 1),
            6,
            "vocabulary",
            visible=True,
        ),
    ]
    for length, (seed, n_a, start) in ENDINGS.items():
        title = f"a network whose newline comes {'early' if length < 5 else 'late'}"
        cases.append(_draft(f"newline {length}", title, _net(seed, n_a), LETTERS, start, "ending", visible=True))
    return [*cases, *drawn_once(fresh, DRAWN)]


# Seed, hidden units, whether newlines are rare, and the seed of the first draw: names of 9 to 30 characters, or of 50.
NETWORKS = (
    (10, 5, False, 0),
    (30, 8, True, 7),
    (50, 3, False, 1000),
    (70, 6, True, 1),
    (95, 10, False, 12),
    (110, 1, False, 4),
)
# Where the newline comes, and seed, hidden units and the seed of the first draw: an answer may overlook it there.
ENDINGS = {1: (302, 5, 338), 3: (304, 4, 53), 49: (397, 4, 203)}


def fresh(random: np.random.RandomState, number: int) -> Draft:
    """Draw a network: one that ends its names, one that seldom does, one with a vocabulary of its own, a deaf one, one
    with large biases, so that a slip in the first step shows in the first character.

    So every check asks something that nobody can have stored.
    """
    n_a, seed = int(random.randint(3, 9)), int(random.randint(0, 10000))
    if number == 2:
        symbols = int(random.choice([6, 11, 19, 33]))
        newline = int(random.randint(1, symbols))
        letters = alphabet(symbols, newline)
        parameters = network(random, n_a, symbols)
    else:
        newline, letters = 0, LETTERS
        parameters = network(random, n_a, 27)
    if number in (1, 2):
        parameters["by"][newline] -= 6
    kind, title = FRESH[number]
    if kind == "first":
        parameters["b"] *= 4
        parameters["by"] *= 2
        seed = _rare(random, parameters)
    if kind == "deaf":
        parameters["Wax"][:], parameters["Waa"][:] = 0, 0
    draft = _draft(f"fresh {number}", title, parameters, letters, seed, kind)
    if number == 0 and "newline" not in draft.parts:
        raise Unsafe(f"{title}: this one should end its name.")
    return draft


def _rare(random: np.random.RandomState, parameters: Parameters) -> int:
    """Return the one of sixty seeds whose first character is least probable: what shifts the boundaries misses it."""
    scores = parameters["Wya"] @ np.tanh(parameters["b"]) + parameters["by"]
    chances = softmax(scores).ravel()
    upper = np.cumsum(chances)
    seeds = random.randint(0, 10000, 60).tolist()
    return min(seeds, key=lambda seed: chances[np.searchsorted(upper[:-1], draw(seed, 0), side="right")])


FRESH = (
    ("usual", "a fresh network"),
    ("usual", "a fresh network that seldom ends a name"),
    ("vocabulary", "a fresh network with its own vocabulary"),
    ("deaf", "a fresh network that hears nothing"),
    ("first", "a fresh network with large biases"),
)
KINDS = (
    Kind("ends", ("feedback", "newline")),
    Kind("capped", ("cap",)),
    Kind("vocabulary", ("vocabulary",)),
    Kind("deaf", ("seeding",)),
    Kind("first", ("distribution",)),
)
# Seeds of draws of each kind that are the same for everybody: enough for a slip that shows now and then to show.
DRAWN = {
    0: (1, 4, 8, 13, 16, 19),
    1: (1, 3, 5, 13),
    2: (1, 2, 3, 5, 7, 8, 9, 10, 12, 13),
    3: (2, 4, 7, 8, 10, 11, 12, 13, 16, 18, 19, 20, 22),
    4: (1, 3, 7, 8, 9, 11, 12, 19, 22, 25),
}
EXERCISE = Exercise("sample", CHECKS, seeded, fresh, KINDS, 3, VARIANTS, EDITS)
