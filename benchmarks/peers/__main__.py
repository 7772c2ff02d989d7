"""The command line: grade the bank under each peer, keep every row, print the table."""

from __future__ import annotations

import datetime
import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.peers import measure, table
from benchmarks.peers.attacks import ROOT, Attack, bank, drawn
from benchmarks.peers.graders import PEERS, Peer


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(PEERS)} (may be given again).")] = None,
    share: Annotated[float, typer.Option(min=0.01, max=1, help="Random share of each class of attacks.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Seed of the share.")] = 0,
    together: Annotated[int, typer.Option(min=1, help="Attacks in one class, while they harm nobody.")] = 5,
    jobs: Annotated[int, typer.Option(min=1, help="Classes that are graded at once.")] = 2,
    environments: Annotated[Path, typer.Option(help="Where the peers are installed.")] = ROOT / "build" / "peers",
    out: Annotated[Path, typer.Option(help="Folder for the rows, a file a peer.")] = ROOT / "build" / "peers",
) -> None:
    """Grade the bank of attacks under other graders, each in a throw-away sandbox, and print what became of it."""
    wanted = only or list(PEERS)
    if unknown := set(wanted) - set(PEERS):
        raise typer.BadParameter(f"there is no peer {', '.join(sorted(unknown))}; there are {', '.join(PEERS)}")
    out.mkdir(parents=True, exist_ok=True)
    attacks = drawn(bank(), share, seed)
    found = {}
    for name in wanted:
        with tempfile.TemporaryDirectory(prefix="peers") as folder:
            found[name] = _measure(PEERS[name](environments), Path(folder) / "base", attacks, (together, jobs), out)
    print(table.markdown(found))


def _measure(peer: Peer, base: Path, attacks: list[Attack], how: tuple[int, int], out: Path) -> dict:
    """Grade the attacks under one peer; write its rows after each, and go on where an earlier call was ended."""
    path = out / f"{peer.name}.json"
    known = {"version": peer.version(), "rows": []}
    if path.exists() and (before := json.loads(path.read_text(encoding="utf-8")))["version"] == known["version"]:
        known = before
    done = {row["attack"] for row in known["rows"]}
    rest = [attack for attack in attacks if attack.name not in done]
    if rest:
        base.mkdir()
        peer.make_course(base)
        measure.prove(peer, base)
    for outcome in measure.outcomes(peer, base, rest, *how):
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        known["rows"].append({**table.row(outcome), "day": today})
        path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
        print(peer.name, *known["rows"][-1].values(), flush=True)
    rows = {row["attack"]: row for row in known["rows"]}
    return {**known, "rows": [rows[attack.name] for attack in attacks]}


if __name__ == "__main__":
    typer.run(main)
