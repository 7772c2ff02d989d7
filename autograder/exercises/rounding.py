"""Makes a case's numbers the same on every machine, so that the file that students get is the same to the byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.certify.proofs import Unsafe
from utils.feedback.cases import Case, Want

DECIMALS = 12  # of expected numbers; a tolerance is a hundred times as large at least
FEW = 6  # of the known mistakes' numbers
APART = 1e-11  # how far a mistake's numbers may be from one machine to another


def settled(case: Case, exact: Mapping[str, np.ndarray], mistakes: Mapping[str, Any]) -> Case:
    """Round a case's numbers.

    Parameters
    ----------
    case : Case
        With wants computed in double precision.
    exact : dict of str to ndarray
        The same sources with 50 digits behind them; a source that is missing here must be exact already.
    mistakes : dict of str to answers
        What the known mistakes give.

    Returns
    -------
    Case
        With rounded wants and mistakes.

    Raises
    ------
    Unsafe
        Where the two disagree by more than the tolerance, or a mistake's number might round differently elsewhere.
    """
    wants = {source: _exact(case, source, want, exact) for source, want in case.wants.items()}
    final = {source: _exact(case, source, want, exact) for source, want in case.final.items()}
    theirs = {name: answer and _rounded(case, name, answer) for name, answer in mistakes.items()}
    return replace(case, wants=wants, final=final, mistakes=theirs)


def _exact(case: Case, source: str, want: Want, exact: Mapping[str, np.ndarray]) -> Want:
    """Replace the numbers of one want."""
    if source not in exact or isinstance(want.value, list):
        return want
    value = exact[source] if want.at is None else exact[source].reshape(-1)[list(want.at)]
    if not np.all(np.abs(value - want.value) <= want.tolerance):
        raise Unsafe(f"{case.title}: {source} is not what a run with 50 digits gives.")
    return replace(want, value=np.asarray(np.round(value, DECIMALS) + 0.0))


def _rounded(case: Case, name: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Round a mistake's numbers to six decimals, where every machine rounds to the same ones."""
    found: dict[str, Any] = {}
    for source, value in answer.items():
        if source in case.final:
            continue
        if not isinstance(value, np.ndarray):
            found[source] = value
            continue
        if not np.all(np.isfinite(value)):
            raise Unsafe(f"{case.title}: the mistake {name!r} gives numbers that are not finite.")
        scaled = value * 10**FEW
        to_boundary = np.abs(scaled - np.floor(scaled) - 0.5) / 10**FEW
        if np.any(to_boundary <= APART * np.maximum(1.0, np.abs(value))):
            raise Unsafe(
                f"{case.title}: a number of the mistake {name!r} could be rounded either way; choose another seed."
            )
        found[source] = np.asarray(np.round(value, FEW) + 0.0)
    return found
