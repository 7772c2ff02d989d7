"""Advice on shapes that do not fit: follows a value back to the first line where a shape leaves the exercise's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .clue import Clue, names_in

PARTNERS = {"Wax": "x", "Waa": "a_prev", "Wya": "a"}
FACTOR = r"[A-Za-z_][\w.]*(?:\[[\"']\w+[\"']\])?"
PRODUCTS = (rf"(?:dot|matmul)\(\s*({FACTOR})\s*,\s*({FACTOR})\s*\)", rf"({FACTOR})\s*@\s*({FACTOR})")
ENTRYWISE = rf"({FACTOR})\s*\*\s*({FACTOR})"
ABOUT = (
    r"not aligned|core dimension|could not be broadcast|non-broadcastable|must have same size|must be 1-dimensional|"
    r"object too deep|out of bounds|too many indices|inhomogeneous|cannot reshape|probabilities|0-dimensional|"
    r"setting an array element|must be a sequence"
)


def shapes(clue: Clue) -> str:
    """Advice where an array on the line, or one that it was made of, has another shape than the exercise gives it."""
    if not re.search(ABOUT, clue.said):
        return ""
    expected = _expected(clue)
    if not expected:
        return ""
    started = names_in(clue.facts.expression) or clue.names
    wrong = next((name for name in [*started, *clue.names] if _is_wrong(clue, expected, name)), "")
    if not wrong:
        statement = clue.facts.statement
        return _operation(clue, expected, statement) or _choice(clue, expected) or _probabilities(clue)
    name, statement = _first_wrong(clue, expected, wrong)
    if re.search(r"softmax\(\s*a\w*\s*\)", statement):
        return "The softmax is taken of the state; it belongs to the scores, z = Wya a + by."
    return _operation(clue, expected, statement) or _told(clue, expected, name)


def _expected(clue: Clue) -> dict[str, tuple[int, ...] | int]:
    """Return the shapes (and sizes) of the names that the exercise's text uses."""
    if clue.exercise != "sample" or not clue.args or not isinstance(clue.args[0], Mapping):
        return {}
    try:
        symbols, units = len(clue.args[0]["by"]), len(clue.args[0]["b"])
    except (KeyError, TypeError):
        return {}
    column, state = (symbols, 1), (units, 1)
    return {
        **dict.fromkeys(("x", "y", "z", "by"), column),
        **dict.fromkeys(("a", "a_prev", "a_next", "b"), state),
        "Wax": (units, symbols),
        "Waa": (units, units),
        "Wya": (symbols, units),
        "vocab_size": symbols,
        "n_a": units,
    }


def _is_wrong(clue: Clue, expected: Mapping[str, tuple[int, ...] | int], name: str) -> bool:
    """Say whether a name has another shape or size than it should have; a flat x, z or y may be meant."""
    if name not in expected:
        return False
    wanted = expected[name]
    if isinstance(wanted, int):
        number = clue.number(name)
        return number is not None and number != wanted
    if clue.kind(name) in ("int", "float"):
        return True
    shape = clue.shape(name)
    return shape is not None and shape != wanted


def _first_wrong(clue: Clue, expected: Mapping[str, tuple[int, ...] | int], name: str) -> tuple[str, str]:
    """Follow a wrong shape back as long as what it was made of is wrong too; return the name and its line."""
    seen: set[str] = set()
    statement = ""
    while name not in seen:
        seen.add(name)
        origin = clue.origin(name)
        statement = origin[1] if origin else ""
        right = statement.partition("=")[2]
        sources = [one for one in names_in(right) if one != name and _is_wrong(clue, expected, one)]
        copied = right.strip() in names_in(right)  # a plain copy of another kind of thing is itself the slip
        if not sources or copied:
            break
        name = sources[0]
    return name, statement


def _told(clue: Clue, expected: Mapping[str, tuple[int, ...] | int], name: str) -> str:
    """Say which shape a name has, which it should have, and where it comes from."""
    wanted = expected[name]
    if isinstance(wanted, int):
        of = {"vocab_size": "the number of rows of by", "n_a": "the number of rows of b"}[name]
        return f"`{name}` is {clue.number(name)} there; {of} is {wanted} in this call{clue.told(name)}."
    number = clue.kind(name) in ("int", "float")
    has = "is a single number" if number else f"has the shape {clue.shape(name)}"
    more = " (a one-hot column)" if name == "x" and number else ""
    return f"`{name}` {has} there; it should have the shape {wanted}{more}{clue.told(name)}."


def _operation(clue: Clue, expected: Mapping[str, tuple[int, ...] | int], statement: str) -> str:
    """Say which product or sum of a line does not fit, where all that goes into it has the right shape."""
    products = [found for pattern in PRODUCTS for found in re.findall(pattern, statement)]
    for one, other in re.findall(ENTRYWISE, statement):
        if _bare(one) in PARTNERS or _bare(other) in PARTNERS:
            return (
                f"`{one} * {other}` multiplies entry by entry; the product of a matrix and a vector is "
                f"`{one} @ {other}`, or np.dot({one}, {other})."
            )
    for one, other in products:
        first, second = _bare(one), _bare(other)
        if second in PARTNERS and first in ("x", "a", "a_prev", "a_next"):
            return f"The matrix comes first in the product: np.dot({other}, {one})."
        if first in PARTNERS and one.endswith(".T"):
            return f"`{first}` is turned over by .T: without it its shape {expected.get(first)} fits."
        partner = PARTNERS.get(first, "")
        if partner and second in ("x", "z", "y", "a", "a_prev", "b", "by") and not _fits(clue, first, second):
            whole = "Wax goes with x, Waa with a_prev, and Wya with the new a"
            return f"`{one}` {clue.shape(first) or expected[first]} does not go with {_shown(clue, second)}: {whole}."
    return _sum(clue, statement)


def _sum(clue: Clue, statement: str) -> str:
    """Say which bias belongs where."""
    if "broadcast" not in clue.said and "same size" not in clue.said and "1-dimensional" not in clue.said:
        return ""
    names = names_in(statement)
    if "by" in names and ("Waa" in names or "Wax" in names) and "Wya" not in names:
        return "`by` belongs to the scores, which have one row for each symbol; the bias of the new state is `b`."
    if "b" in names and "Wya" in names and "by" not in names:
        return "`b` belongs to the new state, which has one row for each hidden unit; the bias of the scores is `by`."
    return ""


def _choice(clue: Clue, expected: Mapping[str, tuple[int, ...] | int]) -> str:
    """Say what np.random.choice wants, where y is as it should be."""
    if "same size" not in clue.said or clue.shape("y") is None:
        return ""
    return (
        f"y holds {expected['vocab_size']} probabilities here, one for each symbol, and what is chosen from has "
        "another number of entries: range(vocab_size) has as many."
    )


def _probabilities(clue: Clue) -> str:
    """Say what is missing on the way from the scores to the probabilities."""
    origin = clue.origin("y")
    if "probabilities" not in clue.said or origin is None or "softmax" in origin[1]:
        return ""
    if "exp(" in origin[1]:
        return f"Line {origin[0]} (`{origin[1]}`) does not divide by the sum; softmax(z) does both."
    return f"The softmax is missing on line {origin[0]} (`{origin[1]}`): probabilities are softmax of the scores."


def _bare(factor: str) -> str:
    """Return the name in a factor: ``Wax`` for ``Wax.T`` and for ``parameters["Wax"]``."""
    found = re.search(r"\[[\"'](\w+)[\"']\]", factor)
    return found[1] if found else factor.partition(".")[0]


def _fits(clue: Clue, matrix: str, column: str) -> bool:
    """Say whether a matrix can be multiplied with a column."""
    one, other = clue.shape(matrix), clue.shape(column)
    return one is None or other is None or one[-1] == other[0]


def _shown(clue: Clue, name: str) -> str:
    """Write a name with its shape."""
    shape = clue.shape(name)
    return f"`{name}` {shape}" if shape else f"`{name}`"
