"""Measures the judge: grades the banks of right and wrong answers, and mutants, under every arithmetic at hand.

The road is the one of a real grading run: the answer goes into the course's own notebook, its cells run in the sandbox,
every case is asked there and judged here. Only the arithmetic in the sandbox is another in each environment.
"""

from __future__ import annotations

import json as jsonlib
import re
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder import banks, master, mutants
from autograder.banks import Answer
from autograder.environments import Environment, environments
from autograder.exercises import EXERCISES
from autograder.files import write_whole
from autograder.grading_run import PATIENCE, Run
from autograder.intake import Cell
from autograder.interview import Interview
from autograder.restore import original_of
from autograder.sandbox import Sandbox

VAGUE = re.compile(r"expected .*, yours is|is not right\.$|is not the index|^This counts only once|It took too long\.$")
SHARE = 0.9  # of the wrong answers should get a sentence that names their mistake
IMPATIENCE = 3.0  # seconds less than in a real run for a call without an end: nothing here needs more than a few ms


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
    """

    answer: Answer
    environment: str
    points: int
    most: int
    sentences: tuple[str, ...]

    @property
    def unfair(self) -> bool:
        """A right answer that lost points, or a wrong one that lost none."""
        return (self.answer.kind == "right") != (self.points == self.most)

    @property
    def named(self) -> bool:
        """Some sentence names the mistake; that two numbers differ names nothing."""
        return any(self.answer.names.search(one) for one in self.sentences if not VAGUE.search(one))

    @property
    def misleading(self) -> list[str]:
        """Sentences of known mistakes that this answer does not make."""
        known = [variant.sentence for variant in EXERCISES[self.answer.exercise].variants]
        return [
            sentence
            for sentence in self.sentences
            if not self.answer.names.search(sentence) and any(one in sentence for one in known)
        ]


def fairness(quick: bool = False, json: Path | None = None, mutate: bool = False) -> int:
    """Grade the banks (or the mutants) and print the tables.

    Parameters
    ----------
    quick : bool
        Two environments in place of all.
    json : Path, optional
        Where to write every answer's points and sentences besides.
    mutate : bool
        Grade the mutants of the solutions, in one environment, in place of the banks.

    Returns
    -------
    int
        0 where everything is fair, 1 where it is not.
    """
    console = Console()
    start = time.perf_counter()
    answers = [*_mutants()] if mutate else [*_banks()]
    places = [Environment("this machine")] if mutate else environments(quick)
    run = impatient_run()
    console.print(f"{len(answers)} answers in {len(places)} environments; the run's secret is {run.secret}.")
    graded = grade(answers, places, run)
    fair = _show_mutants(console, graded) if mutate else _show(console, graded, places)
    console.print(f"{time.perf_counter() - start:.0f} s")
    if json is not None:
        write_whole(json, (jsonlib.dumps([_plain(one) for one in graded], indent=1) + "\n").encode())
    return 0 if fair else 1


def grade(answers: Sequence[Answer], places: Sequence[Environment], run: Run) -> list[Graded]:
    """Grade every answer in every environment, two environments at a time.

    Parameters
    ----------
    answers : sequence of Answer
        What to grade.
    places : sequence of Environment
        Where to compute it.
    run : Run
        The cases.

    Returns
    -------
    list of Graded
        Environment by environment, in the order of the answers.
    """

    def all_in(place: Environment) -> list[Graded]:
        with Sandbox(environment=place.variables, first=place.path) as sandbox:
            return [_graded(answer, place, sandbox, run) for answer in answers]

    with ThreadPoolExecutor(2) as pool:
        return [one for found in pool.map(all_in, places) for one in found]


def _graded(answer: Answer, place: Environment, sandbox: Sandbox, run: Run) -> Graded:
    """Grade one answer in one environment."""
    exercise = EXERCISES[answer.exercise]
    with Interview(answer.exercise, _notebook(answer), {}, sandbox, run, "") as interview:
        verdicts = exercise.verdicts(run.cases[answer.exercise], interview.outcomes())
    points = sum(verdict.points for verdict in verdicts if verdict.passed)
    titles = "|".join(re.escape(case.title) for case in run.cases[answer.exercise])
    untitled = re.compile(rf"^(In )?({titles}): ")
    sentences = dict.fromkeys(untitled.sub("", verdict.message) for verdict in verdicts if not verdict.passed)
    return Graded(answer, place.name, points, exercise.points, tuple(sentences))


def _notebook(answer: Answer) -> list[Cell]:
    """Return the course's own notebook with the answer in its place."""
    cells = [part.cell for part in original_of(answer.exercise).parts]
    return [replace(cell, source=answer.code) if cell.kind == "answer" else cell for cell in cells]


def impatient_run(secret: int | None = None) -> Run:
    """Draw a run that waits less long for an answer without an end."""
    run = Run.draw(secret)
    patience = {name: [most - min(IMPATIENCE, PATIENCE) for most in each] for name, each in run.patience.items()}
    return replace(run, patience=patience)


def _banks() -> Iterable[Answer]:
    """Read all banks."""
    for exercise in master.names():
        for kind in banks.KINDS:
            yield from banks.read(exercise, kind)


def _mutants() -> Iterable[Answer]:
    """Make all mutants."""
    for exercise in master.names():
        yield from mutants.mutants(exercise)


def _show(console: Console, graded: Sequence[Graded], places: Sequence[Environment]) -> bool:
    """Print a row for each exercise and one for each environment, with the offenders; tell whether all is fair."""
    exercises = Table("exercise", *COLUMNS, title="The banks, by exercise")
    for name in master.names():
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


COLUMNS = ("right", "false failures", "wrong", "false passes", "mistake named", "misleading")


def _row(graded: Sequence[Graded]) -> list[str]:
    """Count what a row says."""
    right = [one for one in graded if one.answer.kind == "right"]
    wrong = [one for one in graded if one.answer.kind == "wrong"]
    named = sum(one.named for one in wrong)
    share = f"{named} ({100 * named / len(wrong):.1f} %)" if wrong else "-"
    counts = [len(right), sum(one.unfair for one in right), len(wrong), sum(one.unfair for one in wrong), share]
    return [*map(str, counts), str(sum(bool(one.misleading) for one in wrong))]


def _offenders(console: Console, graded: Sequence[Graded]) -> None:
    """Print, once each, the answers that were graded unfairly, misled, or got no sentence of their own."""
    for title, chosen in (
        ("graded unfairly", [one for one in graded if one.unfair]),
        ("misled", [one for one in graded if one.misleading]),
        ("not named", [one for one in graded if one.answer.kind == "wrong" and not one.named and not one.unfair]),
    ):
        places: dict[Answer, list[Graded]] = {}
        for one in chosen:
            places.setdefault(one.answer, []).append(one)
        for answer, found in places.items():
            said = (found[0].misleading or found[0].sentences or ("",))[0]
            console.print(f"{title}: {answer} in {len(found)}: {found[0].points}/{found[0].most}. {said}", markup=False)


def _show_mutants(console: Console, graded: Sequence[Graded]) -> bool:
    """Print the mutation score, and what is wrong with the list of equivalent mutants; tell whether nothing is."""
    listed = mutants.equivalent()
    table = Table("exercise", "mutants", "caught", "equivalent", "score", title="Mutants of the solutions")
    fair = True
    for name in master.names():
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


def _plain(one: Graded) -> dict:
    """Return what the JSON says of one answer in one environment."""
    return {
        "answer": str(one.answer),
        "environment": one.environment,
        "points": one.points,
        "most": one.most,
        "unfair": one.unfair,
        "named": one.named,
        "misleading": one.misleading,
        "sentences": one.sentences,
    }
