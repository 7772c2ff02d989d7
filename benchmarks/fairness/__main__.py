"""Grade the banks of right and wrong answers under other arithmetics, other seeds, or grade mutants: see --help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .emulated import compare_emulated
from .marks_by_seed import compare_seeds
from .measure import fairness


def main(
    quick: Annotated[bool, typer.Option("--quick", help="Two environments instead of all.")] = False,
    json: Annotated[
        Path | None, typer.Option("--json", help="Write every check of every answer to this file as well.")
    ] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Grade mutants of the solutions, here, in place of the banks.")
    ] = False,
    emulated: Annotated[
        bool, typer.Option("--emulated", help="Grade the banks on aarch64, by the Python that .ci/aarch64 makes.")
    ] = False,
    seeds: Annotated[
        int | None,
        typer.Option(min=2, help="Grade the banks under so many seeds, here, and print every mark that differs."),
    ] = None,
    part: Annotated[int, typer.Option(min=1, help="With --seeds or --emulated: one answer in so many.")] = 1,
    choice: Annotated[int | None, typer.Option(help="With these: repeat the choice that a run printed.")] = None,
) -> None:
    """Grade the banks of right and wrong answers under every arithmetic this machine can imitate."""
    if emulated:
        raise typer.Exit(compare_emulated(part, choice))
    if seeds is not None:
        raise typer.Exit(compare_seeds(seeds, part, choice))
    raise typer.Exit(fairness(quick=quick, json=json, mutate=mutants))


if __name__ == "__main__":
    typer.run(main)
