"""Compares one source of an outcome with what it should be, and says the nearest useful thing where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .cases import Want
from .sentences import Sentences

LONGEST = 160  # characters of a value that are worth showing
MOST = 120  # entries of a list that are worth comparing
NARROW = (np.dtype("float32"), np.dtype("float16"))


@dataclass(frozen=True)
class Fault:
    """Why a source is not there to be compared, in one sentence.

    ``kind`` is a :class:`Problem`'s, or ``"nothing"``, ``"type"``, ``"missing"``, ``"entry"``, ``"uncalled"``,
    ``"unanswered"``. ``line`` is the student's line that it comes from, where that is known.
    """

    kind: str
    sentence: str
    line: str = ""


@dataclass(frozen=True)
class Difference:
    """How a source differs: ``closed`` says it without the expected value, ``opened`` with it.

    Where two values differ, ``place``, ``expected`` and ``came`` show them side by side; ``line`` is the line of the
    student's that it comes from, where that is known.
    """

    kind: str
    closed: str
    opened: str
    place: str = ""
    expected: str = ""
    came: str = ""
    line: str = ""

    @classmethod
    def values(cls, place: str, closed: str | None, expected: Any, came: Any) -> Difference:
        """Make a difference of two values at a place; ``closed`` says in words what should be there, if it can."""
        wanted, yours = show(expected), show(came)
        words = closed or f"{place} is not right"
        return cls(
            "value", f"{words}.", f"{closed or place}: expected {wanted}, yours is {yours}.", place, wanted, yours
        )

    @classmethod
    def plain(cls, kind: str, sentence: str, line: str = "") -> Difference:
        """Make a difference whose sentence gives no expected value away."""
        return cls(kind, sentence, sentence, line=line)


def differ(
    sentences: Sentences, source: str, came: Any, want: Want, at: Sequence[int] | None = None, given: Any = None
) -> Difference | None:
    """Compare what came with what is wanted.

    Parameters
    ----------
    sentences : Sentences
        What is said in the exercise.
    source : str
        What is compared.
    came : object
        The student's value, or the Fault that stands for it.
    want : Want
        What it should be.
    at : sequence of int, optional
        Positions within ``want.value`` to look at; all of them by default.
    given : ndarray, optional
        The array that was passed in, to tell one that came back untouched.

    Returns
    -------
    Difference or None
        None where they agree.
    """
    if isinstance(came, Fault):
        return Difference.plain(came.kind, came.sentence, came.line)
    if isinstance(want.value, list):
        return _differ_lists(sentences, source, came, want, at)
    difference = _differ_arrays(sentences, source, came, want, at, given)
    if difference is not None and difference.kind == "shape" and source in sentences.steps:
        sentence = sentences.length_of(source, np.size(came), want.value.size)
        return Difference.plain("length", sentence)
    return difference


def kind_of(value: Any) -> str:
    """Name a value's type for a reader, with its article."""
    if value is None:
        return "None"
    name = str(getattr(value, "type_name", None) or type(value).__name__)[:60]
    words = {"ndarray": "an array", "dict": "a dictionary", "int": "an integer", "str": "a string", "type": "a class"}
    return words.get(name, f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}")


def show(value: Any) -> str:
    """Write a value so that it fits in a sentence."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (float, np.floating)):
        return repr(round(float(value), 10))
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def as_numbers(name: str, value: Any, scalar: bool = False) -> np.ndarray | Fault:
    """Turn a student's value into an array of float64, or say why it is none.

    A plain number passes for a ``scalar`` only: what follows (``parameters -= learning_rate * gradient``) needs an
    array.
    """
    if value is None:
        return Fault("nothing", f"{name} is None.")
    plain = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    if not isinstance(value, np.ndarray) and not (scalar and plain):
        return Fault("type", f"{name} should be {'a number' if scalar else 'an array'}; yours is {kind_of(value)}.")
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        return Fault("type", f"{name} should hold real numbers; yours holds {array.dtype}.")
    return array.astype(float)


def _differ_arrays(
    sentences: Sentences, source: str, came: Any, want: Want, at: Sequence[int] | None, given: Any
) -> Difference | None:
    """Compare numbers within the tolerance."""
    name = sentences.name_of(source)
    shape = want.shape if want.shape is not None else want.value.shape
    numbers = as_numbers(name, came, scalar=shape == ())
    if isinstance(numbers, Fault):
        return Difference.plain(numbers.kind, numbers.sentence)
    if numbers.shape != shape and not (shape == () and numbers.size == 1):
        return Difference.plain("shape", _shapes(name, shape, numbers.shape))
    flat, wanted = numbers.reshape(-1), want.value.reshape(-1)
    positions = np.arange(wanted.size) if want.at is None else np.asarray(want.at, dtype=int)
    chosen = np.arange(wanted.size) if at is None else np.asarray(at, dtype=int)
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(flat[positions[chosen]] - wanted[chosen]) <= want.tolerance)
    lazy = _lazy(name, flat, flat[positions], wanted, want.tolerance, given)
    if lazy:
        return lazy if wrong.any() or lazy.kind == "constant" else replace(lazy, kind="unproved")
    if not wrong.any():
        return None
    first = int(chosen[np.argmax(wrong)])
    place = "".join(f"[{index}]" for index in np.unravel_index(int(positions[first]), shape)) if shape else ""
    return _first(sentences.closed_of(source, None), name, place, wanted[first], flat[positions[first]], came)


def _shapes(name: str, shape: tuple[int, ...], came: tuple[int, ...]) -> str:
    """Say which shape is meant, and what to do where the two are close."""
    sentence = f"{name} should have the shape {shape}; yours has {came}."
    if len(shape) == 2 and shape[1] == 1 and came == shape[:1]:
        return sentence + " A column vector keeps its second axis: reshape(-1, 1) brings it back."
    if came == shape[::-1]:
        return sentence + " It is transposed."
    return sentence


def _lazy(
    name: str, flat: np.ndarray, came: np.ndarray, wanted: np.ndarray, tolerance: float, given: Any
) -> Difference | None:
    """Find what is right by chance in some entries only: the array as it went in, or one number everywhere."""
    if given is not None:
        before = np.asarray(given, dtype=float).reshape(-1)
        if np.array_equal(before, flat) and not np.array_equal(came, wanted):
            return Difference.plain("unchanged", f"{name} came back just as it was passed in.")
    if flat.size > 1 and np.all(flat == flat[0]) and np.ptp(wanted) > tolerance:
        return Difference.plain("constant", f"every entry of {name} is {show(flat[0])}.")
    return None


def _first(closed: str | None, name: str, place: str, wanted: float, came: float, value: Any) -> Difference:
    """Say where two arrays first differ."""
    if not np.isfinite(came):
        return Difference.plain("nan", f"{name}{place} is {came}, not a finite number.")
    if getattr(value, "dtype", None) in NARROW and abs(came - wanted) <= 1e-2 * max(1.0, abs(wanted)):
        sentence = f"{name} is {value.dtype}, which keeps too few digits; leave the numbers as they are, float64."
        return Difference.plain("float32", sentence)
    difference = Difference.values(f"{name}{place}", closed, wanted, came)
    return replace(difference, closed=f"{name} is not right.") if closed is None else difference


def _differ_lists(
    sentences: Sentences, source: str, came: Any, want: Want, at: Sequence[int] | None
) -> Difference | None:
    """Compare lists entry by entry: whole, or at some places only."""
    name = sentences.name_of(source)
    length_first = source in sentences.length_first  # there every entry counts, and a wrong one would mislead
    entries = came if length_first and isinstance(came, list) else as_list(name, came)
    if isinstance(entries, Fault):
        return Difference.plain(entries.kind, entries.sentence)
    whole = want.at is None and at is None
    places = range(len(want.value)) if at is None else at
    if length_first and whole and len(entries) != len(want.value):
        sentence = sentences.length_of(source, len(entries), len(want.value))
        return Difference.plain("length", sentence)
    for place in places:
        position = place if want.at is None else want.at[place]
        if position >= len(entries):
            few = f"{name} has only {len(entries)} entr{'y' if len(entries) == 1 else 'ies'}."
            opened = sentences.length_of(source, len(entries), len(want.value)) if whole else few
            return Difference("length", f"{name} is too short." if source not in sentences.steps else opened, opened)
        if entries[position] != want.value[place]:
            difference = _entry(sentences, source, position, want.value[place], entries[position])
            return _in_context(difference, want.value, entries)
    if whole and len(entries) > len(want.value):
        opened = sentences.length_of(source, len(entries), len(want.value))
        return Difference("length", f"{name} is too long." if source not in sentences.steps else opened, opened)
    return None


def _in_context(difference: Difference, wanted: list[Any], came: list[Any]) -> Difference:
    """Show the whole lists beside the entries that differ, where they are lists of numbers."""
    if not difference.place or not all(isinstance(entry, int) for entry in [*wanted, *came]):
        return difference
    expected, yours = f"{difference.expected} in {show(wanted)}", f"{difference.came} in {show(came)}"
    return replace(difference, expected=expected, came=yours)


def _entry(sentences: Sentences, source: str, place: int, wanted: Any, came: Any) -> Difference:
    """Say which entry of a list is the first wrong one."""
    name = sentences.entry_of(source, place)
    if isinstance(came, Fault):
        return Difference.plain(came.kind, f"{name}: {came.sentence}")
    if wanted is True:
        return Difference.plain("fact", sentences.fact(source, place, came))
    return Difference.values(name, sentences.closed_of(source, place), wanted, came)


def as_list(name: str, value: Any) -> list[Any] | Fault:
    """Turn a student's list, tuple or array into a list of plain values, or say why it is none."""
    if isinstance(value, np.ndarray) and value.ndim:
        value = value.tolist()
    if not isinstance(value, (list, tuple)):
        why = " (append, extend and reverse change a list and return None)" if value is None else ""
        return Fault("type", f"{name} should be a list; yours is {kind_of(value)}{why}.")
    return [plain(entry) for entry in value[:MOST]]


def plain(entry: Any, depth: int = 4) -> Any:
    """Take a number out of NumPy's wrapping, a whole float for the integer it is; keep lists as lists."""
    if isinstance(entry, (np.generic, np.ndarray)):
        entry = entry.tolist()
    if isinstance(entry, (list, tuple)):
        return [plain(inner, depth - 1) for inner in entry] if depth else kind_of(entry)
    if isinstance(entry, float) and entry.is_integer():
        return int(entry)
    return entry


def is_same(one: Any, other: Any) -> bool:
    """Compare plain data, arrays within a few units in the last place."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(name in one and is_same(one[name], value) for name, value in other.items())
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        numeric = one.dtype.kind in "iuf" and other.dtype.kind in "iuf"
        if not numeric or one.shape != other.shape:
            return False
        return bool(np.array_equal(one, other) or np.allclose(one, other, rtol=1e-13, atol=1e-16))
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(is_same(mine, theirs) for mine, theirs in zip(one, other))
    plain_data = (type(None), bool, int, float, str, np.generic)
    return isinstance(one, plain_data) and isinstance(other, plain_data) and bool(one == other)
