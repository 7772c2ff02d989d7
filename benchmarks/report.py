"""What a run found: a table, a JSON file, and a bar chart."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.files import whole_file, write_whole
from benchmarks.measure import Results, Row

WIDTH = 160  # characters a line, also where the terminal has fewer or there is none


def table(results: Results) -> Table:
    """Lay the rows out.

    Parameters
    ----------
    results : Results
        What was measured.

    Returns
    -------
    rich.table.Table
        One line a row; the peer of each group has the ratio 1.
    """
    about = results.machine
    title = (
        f"{about.get('processor')}, {about.get('cores')} cores, load {about.get('load')}, NumPy {about.get('numpy')}"
    )
    lines = Table(title=title, title_justify="left")
    for heading in ("what", "who"):
        lines.add_column(heading, no_wrap=True)
    for heading in ("CPU time", "wall time", "CPU ratio", "wall ratio"):
        lines.add_column(heading, justify="right", no_wrap=True)
    lines.add_column("note")
    for before, row in zip([None, *results.rows], results.rows):
        same = before is not None and before.group == row.group
        times = [
            f"{spelled(seconds)} a {row.unit}" if seconds and seconds > 0 else "" for seconds in (row.cpu, row.wall)
        ]
        ratios = ["" if ratio is None else f"{ratio:.2f}" for ratio in (row.cpu_ratio, row.wall_ratio)]
        lines.add_row("" if same else row.group, row.name, *times, *ratios, row.note, end_section=False)
    return lines


def spelled(seconds: float) -> str:
    """Write a time in the unit that suits it.

    Examples
    --------
    >>> spelled(0.00001234), spelled(2.5)
    ('12.3 µs', '2.50 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if unit != "s" else f"{seconds:.2f} s"
    return f"{seconds * 1e9:.3g} ns"


def write(results: Results, data: Path | None, picture: Path | None) -> None:
    """Print the table, and write the files that were asked for.

    Parameters
    ----------
    results : Results
        What was measured.
    data : Path or None
        JSON file.
    picture : Path or None
        PNG file.
    """
    console = Console()
    console.width = max(console.width, WIDTH)
    console.print(table(results))
    if data:
        write_whole(data, (json.dumps(results.as_data(), indent=1, ensure_ascii=False) + "\n").encode(), shared=True)
    if picture and any(row.cpu_ratio for row in results.rows):
        chart(results.rows, f"measured on {results.machine.get('processor')}", picture)


def chart(rows: list[Row], title: str, path: Path) -> None:
    """Draw how many times faster than its peer everyone was, in CPU time, each group under the name of its peer.

    Parameters
    ----------
    rows : list of Row
        Those without both ratios are left out, and groups of which only the peer is left.
    title : str
        Stands small under the chart.
    path : Path
        PNG file to write.
    """
    from matplotlib.figure import Figure

    lines: list[tuple[str, float | None]] = []
    for _, members in groupby((row for row in rows if row.cpu_ratio and row.wall_ratio), lambda row: row.group):
        peer, *others = members
        if others:
            lines.append((f"{peer.group} (peer: {peer.name})", None))
            lines += [(row.name, row.cpu_ratio) for row in others]
    figure = Figure(figsize=(8, 0.9 + 0.3 * len(lines)), layout="constrained")
    axes = figure.add_subplot()
    bars = {place: ratio for place, (_, ratio) in enumerate(lines) if ratio is not None}
    drawn = axes.barh(list(bars), list(bars.values()), color="#2a7f62")
    axes.bar_label(drawn, [f"{ratio:.1f}" for ratio in bars.values()], padding=4)
    axes.set_yticks(list(bars), [lines[place][0] for place in bars])
    for place, (name, ratio) in enumerate(lines):
        if ratio is None:
            axes.text(0, place + 0.15, name, fontweight="bold", va="center", bbox={"color": "white", "pad": 1})
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.axvline(1, color="0.6", linewidth=1, zorder=0)
    axes.set_xlabel(f"times the speed of the peer, in CPU time (the line: the peer)\n{title}")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.08)
    with whole_file(path, shared=True) as file:
        figure.savefig(file, format="png", dpi=150)
