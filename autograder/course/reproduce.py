"""Prints the figures of the published course beside ours, line by line, and says which of them must agree."""

from __future__ import annotations

import contextlib
import io
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.exercises.masters import reference
from utils import CorpusError, load_text, vocabulary

PUBLISHED = Path(__file__).with_name("published.json")
TAIL = (
    "With standard normal weights and 100 hidden units the network is chaotic: one rounding error grows about "
    "two-billion-fold within 50 steps, and the order in which a processor adds up decides the symbols from the 44th on."
)
HORIZON = (
    "Training is chaotic as well. Through step {until:,} losses and names are the same on every processor; beyond it "
    "they follow the processor's way of adding up, and the published documents differ among themselves."
)


@dataclass(frozen=True)
class Row:
    """One published figure and ours.

    Attributes
    ----------
    figure : str
        What was printed.
    published : tuple of str
        As published, digit for digit; more than one where the documents differ.
    ours : str
        The same figure, made here, with as many digits.
    portable : bool
        Whether every processor gives it: then it must agree.
    """

    figure: str
    published: tuple[str, ...]
    ours: str
    portable: bool = True

    @property
    def agrees(self) -> bool:
        """Whether our figure is a published one."""
        return self.ours in self.published


def reproduce(console: Console | None = None) -> int:
    """Print all published figures beside ours.

    Parameters
    ----------
    console : rich.console.Console, optional
        Where to print; the terminal, if left out.

    Returns
    -------
    int
        Exit status: 0 if every portable figure agrees, 1 if one differs, 2 if a corpus was needed and not there.
    """
    console = console or Console()
    published, began = json.loads(PUBLISHED.read_text(encoding="utf-8")), time.perf_counter()
    rows = _show(console, "clip", clip_rows(published["clip"]))
    rows += _show(console, "sample", sample_rows(published["sample"]), TAIL)
    rows += _show(console, "sample, a later edition", sample_rows(published["sample_second"]))
    rows += _show(console, "optimize", optimize_rows(published["optimize"]))
    try:
        text = load_text("dinos")
    except CorpusError as problem:
        console.print(f"\n[bold]Training was left out:[/] it needs the published list of dinosaurs, and {problem}.")
        return _conclude(console, rows, time.perf_counter() - began) or 2
    with console.status("Training on the published dinosaurs, as published ..."):
        trained = model_rows(published["model"], text)
    rows += _show(console, "model", trained, HORIZON.format(until=published["model"]["portable_until"]))
    return _conclude(console, rows, time.perf_counter() - began)


def clip_rows(figures: Mapping[str, Any]) -> list[Row]:
    """Clip the published random gradients.

    Parameters
    ----------
    figures : mapping
        The part ``clip`` of the published figures.

    Returns
    -------
    list of Row
        The entries that were printed.
    """
    np.random.seed(figures["seed"])
    gradients = {name: np.random.randn(*shape) * 10 for name, shape in figures["shapes"].items()}
    return _entries(figures["printed"], reference("clip")(gradients, figures["maxValue"]))


def sample_rows(figures: Mapping[str, Any]) -> list[Row]:
    """Sample from the published random network.

    Parameters
    ----------
    figures : mapping
        A part ``sample...`` of the published figures.

    Returns
    -------
    list of Row
        The indices in rows of ten; those after the portable prefix are marked.
    """
    np.random.seed(figures["seed"])
    char_to_ix, _ = vocabulary(ascii_lowercase)
    ours = [int(i) for i in reference("sample")(_network(figures["n_a"]), char_to_ix, figures["call_seed"])]
    theirs = figures["indices"]
    prefix = figures.get("portable_prefix", len(theirs))
    cuts = sorted({*range(0, prefix, 10), prefix} - {len(theirs)})
    rows = []
    for start, end in zip(cuts, [*cuts[1:], None], strict=True):
        label = f"symbols {start + 1} to {len(theirs) if end is None else end}"
        rows.append(Row(label, (_spaced(theirs[start:end]),), _spaced(ours[start:end]), portable=start < prefix))
    return rows


def optimize_rows(figures: Mapping[str, Any]) -> list[Row]:
    """Take the published single step of training.

    Parameters
    ----------
    figures : mapping
        The part ``optimize`` of the published figures.

    Returns
    -------
    list of Row
        The loss, entries of the gradients and of the last hidden state.
    """
    np.random.seed(figures["seed"])
    a_prev = np.random.randn(figures["n_a"], 1)
    loss, gradients, a_last = reference("optimize")(
        list(figures["X"]), list(figures["Y"]), a_prev, _network(figures["n_a"]), figures["learning_rate"]
    )
    return _entries(figures["printed"], {**gradients, "loss": loss, "a_last": a_last})


def model_rows(figures: Mapping[str, Any], text: str) -> list[Row]:
    """Train on the published list of dinosaurs for as long as was published.

    Parameters
    ----------
    figures : mapping
        The part ``model`` of the published figures.
    text : str
        The list: one name a line.

    Returns
    -------
    list of Row
        The running loss and the names, every 2,000 steps.
    """
    notes = figures["trajectory"]
    char_to_ix, ix_to_char = vocabulary(text)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        reference("model")(text, ix_to_char, char_to_ix, num_iterations=notes[-1]["iteration"] + 1)
    ours = dict(_notes_in(printed.getvalue()))
    rows = []
    for note in notes:
        j = note["iteration"]
        loss, names = ours.get(j, ("not printed", []))
        portable = j <= figures["portable_until"]
        rows.append(Row(f"step {j:,}: loss", tuple(note["losses"]), loss, portable))
        rows += [
            Row(f"  name {number}", (theirs,), mine, portable)
            for number, (theirs, mine) in enumerate(zip_longest(note["names"], names, fillvalue="(none)"), 1)
        ]
    return rows


def _notes_in(printed: str) -> Iterator[tuple[int, tuple[str, list[str]]]]:
    """Read back what `model` prints: ``Iteration: j, Loss: l``, then a name a line."""
    for note in printed.split("Iteration: ")[1:]:
        head, *names = note.split("\n")
        j, loss = head.split(", Loss: ")
        yield int(j), (loss, [name for name in names if name])


def _network(n_a: int, vocab_size: int = 27) -> dict[str, np.ndarray]:
    """Draw standard normal weights in the published order from NumPy's global generator as it stands."""
    shapes = {
        "Wax": (n_a, vocab_size),
        "Waa": (n_a, n_a),
        "Wya": (vocab_size, n_a),
        "b": (n_a, 1),
        "by": (vocab_size, 1),
    }
    return {name: np.random.randn(*shape) for name, shape in shapes.items()}


def _entries(printed: Mapping[str, str], values: Mapping[str, Any]) -> list[Row]:
    """Look up figures such as ``dWaa[1][2]`` and print each with as many decimals as were published."""
    rows = []
    for figure, published in printed.items():
        name, *position = re.findall(r"\w+", figure)
        if name == "argmax":
            value = np.argmax(values[position[0]])
        else:
            value = np.asarray(values[name])[tuple(int(i) for i in position)]
        decimals = len(published.partition(".")[2])
        rows.append(Row(figure, (published,), f"{float(np.ravel(value)[0]):.{decimals}f}"))
    return rows


def _spaced(indices: list[int]) -> str:
    return " ".join(map(str, indices))


def _show(console: Console, title: str, rows: list[Row], remark: str = "") -> list[Row]:
    """Print one table, and why some of its rows may differ; give the rows back."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="", pad_edge=False)
    for heading in ("figure", "published", "ours", ""):
        table.add_column(heading, overflow="fold")
    for row in rows:
        verdict = "[green]equal[/]" if row.agrees else "[bold red]DIFFERS[/]"
        if not row.portable:
            verdict = f"[dim]not portable: {'equal' if row.agrees else 'other'}[/]"
        table.add_row(escape(row.figure), " or ".join(row.published), escape(row.ours), verdict)
    console.print()
    console.print(table)
    if remark:
        console.print(f"[dim]{remark}[/]")
    return rows


def _conclude(console: Console, rows: list[Row], seconds: float) -> int:
    """Print how many portable rows agree; 0 if all do, else 1."""
    portable = [row for row in rows if row.portable]
    wrong = [row for row in portable if not row.agrees]
    console.print(
        f"\n{len(portable) - len(wrong)} of {len(portable)} portable figures are equal to every printed digit; "
        f"{len(rows) - len(portable)} more are not portable. {seconds:.1f} s."
    )
    if wrong:
        console.print(f"[bold red]Portable and different:[/] {escape(', '.join(row.figure.strip() for row in wrong))}.")
    return 1 if wrong else 0
