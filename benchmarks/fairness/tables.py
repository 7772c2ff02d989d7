"""What came of grading the banks, and the tables that say it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.exercises import EXERCISES, masters
from benchmarks.fairness import mutants
from benchmarks.fairness.banks import Answer
from benchmarks.fairness.environments import Environment

NUMBERS = re.compile(r": expected .*, yours is .*$", re.DOTALL)  # helps, but names nothing
VAGUE = re.compile(r"is not right\.?$|is not the index|^This counts only once|It took too long\.$|^[\w\"\[\] ]{,40}$")
SHARE = 0.9  # of the wrong answers should get a sentence that names their mistake
SAID = ("named", "general", "beside the point", "misleading")
COLUMNS = ("right", "false failures", "wrong", "false passes", *SAID)


@dataclass(frozen=True)
class Graded:
    """What one answer got in one environment.

    Attributes
    ----------
    answer : Answer
        The answer.
    environment : str
        Where it was computed.
    points, most : int
        What it got, and what there is to get.
    sentences : tuple of str
        What its student would read: the messages of the checks that failed, without the title of the case.
    python : tuple of str
        Python's own words in them: an exception's name and message, which name no mistake.
    """

    answer: Answer
    environment: str
    points: int
    most: int
    sentences: tuple[str, ...]
    python: tuple[str, ...] = ()

    @property
    def unfair(self) -> bool:
        """A right answer that lost points, or a wrong one that lost none."""
        return (self.answer.kind == "right") != (self.points == self.most)

    @property
    def said(self) -> list[str]:
        """What the sentences say beyond Python's own words and beyond two numbers that differ."""
        own = []
        for sentence in self.sentences:
            for words in self.python:
                sentence = sentence.replace(words, "")
            own.append(NUMBERS.sub("", sentence).lstrip(" ."))
        return [sentence for sentence in own if sentence and not VAGUE.search(sentence)]

    @property
    def named(self) -> bool:
        """Some sentence names the mistake; an exception's name, or that two numbers differ, names nothing."""
        return any(self.answer.names.search(sentence) for sentence in self.said)

    @property
    def misleading(self) -> list[str]:
        """Sentences of known mistakes that this answer does not make."""
        exercise = EXERCISES[self.answer.exercise]
        known = [one.sentence for one in (*exercise.variants, *exercise.edits)]
        return [sentence for sentence in self._astray if any(one in sentence for one in known)]

    @property
    def _astray(self) -> list[str]:
        """Sentences that neither name the mistake nor say what is listed as true of the answer besides."""
        answer = self.answer
        return [
            sentence
            for sentence in self.sentences
            if any(said in sentence for said in self.said)
            and not answer.names.search(sentence)
            and not answer.also.search(sentence)
        ]

    @property
    def how_told(self) -> str:
        """Which of :data:`SAID` the whole of the sentences is.

        Misleading is one untrue sentence, whatever the others say; named one that names the mistake; beside the point
        is advice about something else; general is only that, and where, something differs.
        """
        if self.misleading:
            return "misleading"
        if self.named:
            return "named"
        return "beside the point" if self._astray else "general"

    def plain(self) -> dict[str, Any]:
        """Return the same as data for a JSON file."""
        return {
            "answer": str(self.answer),
            "environment": self.environment,
            "points": self.points,
            "most": self.most,
            "unfair": self.unfair,
            "said": self.how_told,
            "misleading": self.misleading,
            "sentences": self.sentences,
        }


def show_banks(console: Console, graded: Sequence[Graded], places: Sequence[Environment]) -> bool:
    """Print a row for each exercise and one for each environment, with the offenders; tell whether all is fair."""
    exercises = Table("exercise", *COLUMNS, title="The banks, by exercise")
    for name in masters.names():
        exercises.add_row(name, *_row([one for one in graded if one.answer.exercise == name]))
    by_place = Table("environment", *COLUMNS, title="The banks, by environment")
    for place in places:
        by_place.add_row(place.name, *_row([one for one in graded if one.environment == place.name]))
    by_place.add_section()
    by_place.add_row("all", *_row(graded))
    console.print(exercises, by_place)
    _offenders(console, graded)
    wrong = [one for one in graded if one.answer.kind == "wrong"]
    named = sum(one.named for one in wrong) >= SHARE * len(wrong)
    return named and not any(one.unfair or one.misleading for one in graded)


def _row(graded: Sequence[Graded]) -> list[str]:
    """Count what a row says."""
    right = [one for one in graded if one.answer.kind == "right"]
    wrong = [one for one in graded if one.answer.kind == "wrong"]
    counts = [len(right), sum(one.unfair for one in right), len(wrong), sum(one.unfair for one in wrong)]
    said = [sum(one.how_told == how_told for one in wrong) for how_told in SAID]
    return [*map(str, counts), *(f"{number} ({100 * number / len(wrong):.1f} %)" if wrong else "-" for number in said)]


def _offenders(console: Console, graded: Sequence[Graded]) -> None:
    """Print, once each, the answers that were graded unfairly, misled, or got no sentence of their own."""
    for title, chosen in (
        ("graded unfairly", [one for one in graded if one.unfair]),
        ("misled", [one for one in graded if one.misleading]),
        *(
            (how, [one for one in graded if one.answer.kind == "wrong" and one.how_told == how and not one.unfair])
            for how in ("beside the point", "general")
        ),
    ):
        places: dict[Answer, list[Graded]] = {}
        for one in chosen:
            places.setdefault(one.answer, []).append(one)
        for answer, found in places.items():
            said = (found[0].misleading or found[0].sentences or ("",))[0]
            console.print(f"{title}: {answer} in {len(found)}: {found[0].points}/{found[0].most}. {said}", markup=False)


def show_mutants(console: Console, graded: Sequence[Graded]) -> bool:
    """Print the mutation score, and what is wrong with the list of equivalent mutants; tell whether nothing is."""
    listed = mutants.equivalent()
    table = Table("exercise", "mutants", "caught", "equivalent", "score", title="Mutants of the solutions")
    fair = True
    for name in masters.names():
        mine = [one for one in graded if one.answer.exercise == name]
        survivors = {one.answer.name for one in mine if one.unfair}
        known = set(listed.get(name, {}))
        caught, killable = len(mine) - len(survivors), len(mine) - len(survivors & known)
        score = f"{100 * caught / killable:.1f} %" if killable else "-"
        table.add_row(name, *map(str, (len(mine), caught, len(survivors & known))), score)
        for mutant in sorted(survivors - known):
            console.print(f"survives: {name}: {mutant}", markup=False)
        for mutant in sorted(known - survivors):
            console.print(f"listed as equivalent, but caught or gone: {name}: {mutant}", markup=False)
        fair = fair and survivors == known
    console.print(table)
    return fair
