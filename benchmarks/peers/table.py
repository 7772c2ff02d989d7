"""The table of docs/security.md: a row for each class of attacks, four counts for each peer."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.peers.measure import Outcome

COUNTS = {
    "earned": "earned a mark",
    "lost": "right, but lost marks",
    "harmed": "harmed a neighbour",
    "stopped": "stopped the batch",
}


def row(outcome: Outcome) -> dict:
    """Return what is kept of an outcome."""
    attack = outcome.attack
    counts = {count: getattr(outcome, count) for count in COUNTS}
    return {"class": attack.kind, "attack": attack.name, "honest": attack.honest, "mark": outcome.mark, **counts}


def markdown(found: Mapping[str, dict]) -> str:
    """Return the table.

    Parameters
    ----------
    found : mapping
        For each peer its ``version`` and ``rows``.

    Raises
    ------
    ValueError
        Where the peers were not given the same attacks: their counts could not stand side by side.
    """
    asked = {peer: [(row["class"], row["attack"]) for row in known["rows"]] for peer, known in found.items()}
    first = next(iter(asked.values()))
    if any(sorted(other) != sorted(first) for other in asked.values()):
        raise ValueError("The peers were not given the same attacks.")
    heads = [f"{peer} {known['version']}: {count}" for peer, known in found.items() for count in COUNTS.values()]
    lines = [["class", "attacks", *heads], ["---"] * (2 + len(heads))]
    for kind in [*dict.fromkeys(kind for kind, _ in first), None]:
        cells = [kind or "all", str(sum(kind in (None, one) for one, _ in first))]
        for known in found.values():
            mine = [row for row in known["rows"] if kind in (None, row["class"])]
            cells += [_count(mine, count) for count in COUNTS]
        lines.append(cells)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _count(rows: list[dict], count: str) -> str:
    """Count where it can be; marks can be earned where none are deserved, and lost where they are."""
    able = {"earned": [row for row in rows if not row["honest"]], "lost": [row for row in rows if row["honest"]]}
    among = able.get(count, rows)
    return f"{sum(row[count] for row in among)} of {len(among)}" if among else ""
