"""Tells which name a step of `model` trains on, whatever its X and Y make of that name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .cases import Case
from .compare import Fault, as_list

Indices = list[int]
UNSAID = Fault(
    "unseen",
    "X and Y hold no letter of any name, so that nothing shows which name a step trains on: mend them first.",
)


class Names:
    """The names of a case, each by the set of its symbols.

    Parameters
    ----------
    case : Case
        A training run; each of its names has letters that no other has, or nearly so.
    """

    def __init__(self, case: Case) -> None:
        self._wants, self._letters = case.wants, case.args[2]
        self._newline = self._letters["\n"]
        lines = [line.strip().lower() for line in case.args[0].split("\n")]
        known = [line for line in lines if line and all(letter in self._letters for letter in line)]
        names = [[self._letters[letter] for letter in line] for line in known]
        self._names = {repr(sorted(set(name))): name for name in names}

    def symbols(self, call: dict[str, Any]) -> Indices:
        """Return which symbols a call is about.

        Where X and Y together are no name but one of them is, and the other is not another name, that one says it. So
        does a name of which some letters are there, if none of another is: shortened, nested, or spelled out.
        """
        found = [self._found(call[source]) for source in ("X", "Y")]
        both = sorted({*found[0], *found[1]})
        if repr(both) in self._names:
            return both
        whole = [symbols for symbols in found if repr(symbols) in self._names]
        if len(whole) == 1:
            return whole[0]
        near = [sorted(set(name)) for name in self._names.values() if not {*name}.isdisjoint(both)]
        return near[0] if len(near) == 1 else both

    def own(self, source: str, entries: list[Any], order: Sequence[Indices]) -> list[Any]:
        """Return what X or Y should be wherever it is right for the name that its own call is about.

        Which name comes when, and how often, is another check's business.
        """
        if source not in self._wants:
            return entries
        wanted, newline = self._wants[source].value, self._newline
        right = {key: [None, *name] if source == "X" else [*name, newline] for key, name in self._names.items()}
        fine = [entry == right.get(repr(symbols)) for entry, symbols in zip(entries, order)]
        if all(fine):
            return list(wanted)
        return [wanted[j] if good and j < len(wanted) else entry for j, (entry, good) in enumerate(zip(entries, fine))]

    def unsaid(self, order: list[Indices]) -> list[Indices] | Fault:
        """Return the order of the names, where a step without any symbol says nothing for or against it."""
        if "order" not in self._wants or all(order):
            return order
        if not any(order):
            return UNSAID
        wanted = self._wants["order"].value
        return [symbols or (wanted[j] if j < len(wanted) else symbols) for j, symbols in enumerate(order)]

    def _found(self, value: Any) -> Indices:
        """Return the indices of symbols in X or Y, but for the newline's: in lists in it too, and letters as well."""
        entries = as_list("", value)
        found = set(self._spelled(entries)) if isinstance(entries, list) else set()
        return sorted(found - {self._newline})

    def _spelled(self, entries: list[Any]) -> Iterator[int]:
        """Yield the symbols in a list and in the lists in it."""
        for entry in entries:
            if isinstance(entry, list):
                yield from self._spelled(entry)
            elif isinstance(entry, str):
                yield from (self._letters[letter] for letter in entry if letter in self._letters)
            elif isinstance(entry, int):
                yield entry
