"""What the sources of an outcome are called in a sentence, and what is said of those that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

GRADIENTS = ("dWax", "dWaa", "dWya", "db", "dby")
PARAMETERS = ("Wax", "Waa", "Wya", "b", "by")
NAMES = {
    **{name: f'gradients["{name}"]' for name in GRADIENTS},
    **{name: f'parameters["{name}"]' for name in PARAMETERS},
    "untouched": "what was passed in",
}
UNTOUCHED = "{} changed during the call; it should stay as it was."


def _no_words(came: int, wanted: int) -> str:
    """Say nothing of its own about a length."""
    return ""


@dataclass(frozen=True)
class Sentences:
    """What is said of one exercise's sources, and of the exceptions in it.

    Attributes
    ----------
    exercise : str
        The exercise's name.
    kinds : mapping of str to str
        What kind of value the names of the exercise's own text hold: ``"array"``, ``"dict"``, ``"int"``, ...
    foreign : mapping of str to str
        Names that belong to another exercise, and what is said of one that is used here without a value.
    names : mapping of str to str
        What to call a source; its own name where it is not there.
    entries : mapping of str to str
        What to call one entry of a list, with ``{}`` for its place.
    facts : mapping of str to str
        For sources that only say yes or no, entry by entry: the sentence for an entry that should be a yes.
    told : mapping of (str, str) to str
        The same where what came was telling: for a source and the word that stood in place of the yes.
    places : mapping of str to tuple of str
        What to put into a fact's sentence in place of the entry's number.
    closed : mapping of str to str
        What to say of a wrong entry, before its values or in their place: ``{0}`` is the entry, ``{1}`` its place.
    steps : tuple of str
        Sources with one entry a step, whose right number of entries a reader may be told.
    length_first : tuple of str
        Sources whose length is looked at before their entries.
    step_count : callable
        From how many steps there were and should have been to a sentence.
    advice : tuple of (str, str)
        A pattern of what an exception says, and what that means in this exercise; before the common advice.
    call_advice : str
        How a sentence about a call with wrong arguments ends.
    timeout : str
        What a call that does not return may come from.
    """

    exercise: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    foreign: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=lambda: NAMES)
    entries: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[tuple[str, str], str] = field(default_factory=dict)
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    length_first: tuple[str, ...] = ()
    step_count: Callable[[int, int], str] = _no_words
    advice: tuple[tuple[str, str], ...] = ()
    call_advice: str = "."
    timeout: str = ""

    def name_of(self, source: str) -> str:
        """Return what to call a source, e.g. ``gradients["dWaa"]``."""
        return self.names.get(source, source)

    def entry_of(self, source: str, place: int) -> str:
        """Return what to call one entry of a list."""
        return self.entries.get(source, f"{source}[{{}}]").format(place)

    def closed_of(self, source: str, place: int | None) -> str | None:
        """Return what should be there in words, without the right value and without a full stop."""
        closed = self.closed.get(source)
        if closed is None or place is None:
            return closed
        return closed.format(self.entry_of(source, place), place)

    def length_of(self, source: str, came: int, wanted: int) -> str:
        """Return the sentence for a list of the wrong length."""
        told = self.step_count(came, wanted) if source in self.steps else ""
        return told or f"{self.name_of(source)} has {came} entr{'y' if came == 1 else 'ies'}, not {wanted}."

    def fact(self, source: str, place: int, came: object = False) -> str:
        """Return the sentence for an entry that should have been true, given what came in its place."""
        places = self.places.get(source)
        sentence = self.told.get((source, came)) if isinstance(came, str) else None
        return (sentence or self.facts[source]).format(places[place] if places else place)
