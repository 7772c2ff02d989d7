"""The command line: measure, print the table, write ``benchmarks/results.json`` and ``docs/bench.png``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from benchmarks import names, report, roofline, training
from benchmarks.measure import Results, machine

ROOT = Path(__file__).parents[1]
PARTS = ("training", "generation", "roofline", "grading")


def main(
    units: Annotated[list[int] | None, typer.Option(help="Hidden units (may be given again).")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Turns for each rival, besides one that does not count.")] = 21,
    steps: Annotated[int, typer.Option(min=1, help="Names read in a turn of the published training.")] = 150,
    count: Annotated[int, typer.Option(min=1, help="Names generated in a turn.")] = 10_000,
    submissions: Annotated[int, typer.Option(min=2, help="Submissions of the larger class that is graded.")] = 6,
    only: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(PARTS)} (may be given again).")] = None,
    data: Annotated[Path | None, typer.Option(help="JSON file to write.")] = ROOT / "benchmarks" / "results.json",
    picture: Annotated[Path | None, typer.Option(help="Bar chart to write.")] = ROOT / "docs" / "bench.png",
) -> None:
    """Measure how fast the course is, each thing against its peer in the same run, in turns."""
    wanted = only or PARTS
    if unknown := set(wanted) - set(PARTS):
        raise typer.BadParameter(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    results = Results(machine())
    for n_a in units or [50, 100]:
        if "training" in wanted:
            results.rows += training.rows(n_a, rounds, steps)
        if "generation" in wanted:
            results.rows += names.rows(n_a, rounds, count)
        if "roofline" in wanted:
            results.rows += roofline.rows(n_a, rounds, 70 * steps)
    if "grading" in wanted:
        from benchmarks import grading

        results.rows += grading.rows(submissions)
    report.write(results, data, picture)


if __name__ == "__main__":
    typer.run(main)
