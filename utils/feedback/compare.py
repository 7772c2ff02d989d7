"""Compares one part of an outcome with what it should be, and says the nearest useful thing where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .lesson import Want

LONGEST = 200  # characters of a value that are worth showing


@dataclass(frozen=True)
class Fault:
    """Why a part of an outcome is not there to be compared: one sentence."""

    kind: str
    sentence: str


@dataclass(frozen=True)
class Difference:
    """How a part differs: ``closed`` says it without, ``opened`` with the expected value."""

    kind: str
    closed: str
    opened: str


def same(kind: str, sentence: str) -> Difference:
    """Make a difference that tells nothing about the expected value, so both sentences are one."""
    return Difference(kind, sentence, sentence)


def differ(name: str, came: Any, want: Want, at: Sequence[int] | None = None, given: Any = None) -> Difference | None:
    """Compare what came with what is wanted.

    Parameters
    ----------
    name : str
        What to call the part in a sentence, e.g. ``gradients["dWaa"]``.
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
        return same(came.kind, came.sentence)
    if isinstance(want.value, list):
        return _differ_lists(name, came, want)
    return _differ_arrays(name, came, want, at, given)


def kind_of(value: Any) -> str:
    """Name a value's type for a reader, with its article."""
    if value is None:
        return "None"
    name = getattr(value, "type_name", None) or type(value).__name__
    names = {"ndarray": "an array", "dict": "a dictionary", "int": "an integer", "str": "a string", "type": "a class"}
    return names.get(name, f"{'an' if str(name)[:1].lower() in 'aeiou' else 'a'} {str(name)[:60]}")


def show(value: Any) -> str:
    """Write a value so that it fits in a sentence."""
    if isinstance(value, (np.floating, float)):
        text = repr(round(float(value), 10)) if abs(value) < 1e6 else repr(float(value))
    elif isinstance(value, np.ndarray) and value.ndim == 0:
        return show(value.item())
    else:
        text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _differ_arrays(name: str, came: Any, want: Want, at: Sequence[int] | None, given: Any) -> Difference | None:
    """Compare numbers within the tolerance."""
    numbers = as_numbers(name, came)
    if isinstance(numbers, Fault):
        return same(numbers.kind, numbers.sentence)
    shape = want.shape if want.shape is not None else want.value.shape
    if numbers.shape != shape and not (shape == () and numbers.size == 1):
        return same("shape", f"{name} should have the shape {shape}; yours has {numbers.shape}.")
    flat, wanted = numbers.reshape(-1), want.value.reshape(-1)
    lazy = _lazy(name, flat, want, wanted, given)
    if lazy:
        return lazy
    positions = np.arange(wanted.size) if want.at is None else np.asarray(want.at)
    chosen = np.arange(wanted.size) if at is None else np.asarray(at, dtype=int)
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(flat[positions[chosen]] - wanted[chosen]) <= want.tolerance)
    if not wrong.any():
        return None
    first = chosen[np.argmax(wrong)]
    return _first(name, shape, int(positions[first]), wanted[first], flat[positions[first]], came)


def _lazy(name: str, flat: np.ndarray, want: Want, wanted: np.ndarray, given: Any) -> Difference | None:
    """Find the answers that are right by chance in some entries: the array untouched, or one number everywhere."""
    if given is not None:
        before = np.asarray(given, dtype=float).reshape(-1)
        if before.size == flat.size and np.array_equal(before, flat) and not np.array_equal(before, wanted):
            return same("unchanged", f"{name} came back just as it was passed in.")
    if flat.size > 1 and np.all(flat == flat[0]) and np.ptp(wanted) > want.tolerance:
        return same("constant", f"every entry of {name} is {show(flat[0])}.")
    return None


def _first(name: str, shape: tuple[int, ...], position: int, wanted: float, came: float, value: Any) -> Difference:
    """Say where two arrays first differ."""
    place = "".join(f"[{index}]" for index in np.unravel_index(position, shape)) if shape else ""
    if np.isnan(came):
        return same("nan", f"{name}{place} is NaN, not a number.")
    if getattr(value, "dtype", None) in (np.dtype("float32"), np.dtype("float16")):
        closed = f"{name} has the type {value.dtype}, which keeps too few digits; leave the numbers as float64."
        if abs(came - wanted) <= 1e-2 * max(1.0, abs(wanted)):
            return same("float32", closed)
    return Difference(
        "value",
        f"{name} has a wrong value.",
        f"{name}{place}: expected {show(wanted)}, yours is {show(came)}.",
    )


def as_numbers(name: str, value: Any) -> np.ndarray | Fault:
    """Turn a student's value into an array of float64, or say why it is none."""
    if value is None:
        return Fault("nothing", f"{name} is None.")
    if isinstance(value, (str, bytes, Mapping, set, bool)) or getattr(value, "type_name", None):
        return Fault("type", f"{name} should be numbers; yours is {kind_of(value)}.")
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return Fault("type", f"{name} should be an array of numbers; yours is {kind_of(value)} of uneven lengths.")
    if array.dtype.kind not in "iuf":
        return Fault("type", f"{name} should be numbers; yours is {kind_of(value)}.")
    return array.astype(float)


def _differ_lists(name: str, came: Any, want: Want) -> Difference | None:
    """Compare lists entry by entry."""
    entries = as_list(name, came)
    if isinstance(entries, Fault):
        return same(entries.kind, entries.sentence)
    if entries == want.value:
        return None
    for place, (wanted, yours) in enumerate(zip(want.value, entries)):
        if wanted != yours:
            opened = f"{name}[{place}]: expected {show(wanted)}, yours is {show(yours)}."
            return Difference("value", f"{name} has a wrong entry.", opened)
    closed = f"{name} has the wrong length."
    return Difference("length", closed, f"{name} should have {len(want.value)} entries; yours has {len(entries)}.")


def as_list(name: str, value: Any) -> list[Any] | Fault:
    """Turn a student's list, tuple or array into a list of plain values, or say why it is none."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, (list, tuple)):
        return Fault("type", f"{name} should be a list; yours is {kind_of(value)}.")
    return [_plain(entry) for entry in value]


def _plain(entry: Any) -> Any:
    """Take a number out of NumPy's wrapping; keep lists as lists."""
    if isinstance(entry, np.generic) or (isinstance(entry, np.ndarray) and entry.ndim == 0):
        entry = entry.item()
    if isinstance(entry, np.ndarray):
        entry = entry.tolist()
    if isinstance(entry, (list, tuple)):
        return [_plain(inner) for inner in entry]
    if isinstance(entry, float) and entry.is_integer():
        return int(entry)
    return entry
