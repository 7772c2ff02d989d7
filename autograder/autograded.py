"""The graded notebook as formgrader shows it for manual grading: restored, run, with our report under the test cell."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from markupsafe import Markup

from autograder import master, safe_html
from autograder.exercise_result import ExerciseResult, ShownCell
from autograder.exercises import EXERCISES

#: Bytes of all outputs of a notebook together; more would make formgrader slow to open.
MOST_OUTPUT = 2_000_000
_KEPT = {"stream": ("name", "text"), "error": ("ename", "evalue", "traceback")}


def notebook(result: ExerciseResult, unsafe: bool = False) -> dict[str, Any]:
    """Return one exercise's graded notebook.

    Parameters
    ----------
    result : ExerciseResult
        The verdicts, and the cells as they were run.
    unsafe : bool
        Whether it was graded without a sandbox; the report says so then.

    Returns
    -------
    dict
        A notebook of nbformat 4.5 with nbgrader's metadata. The only output of the test cell is the report, with the
        score as its plain text, which is where nbgrader looks for partial credit. Nothing in it can run.
    """
    original = _original(result.exercise)
    shown = result.cells or original["cells"]
    budget = words = MOST_OUTPUT
    cells = []
    for cell in shown:
        node = _node(cell, original["metadata_by_id"].get(cell.id, {}), words)
        words -= safe_html.cost(node["source"]) if cell.cell_type != "code" else 0
        if cell.cell_type == "code":
            node["outputs"] = [report(result, unsafe)] if cell.kind == "test" else _outputs(cell, budget)
            budget -= sum(_cost(output) for output in node["outputs"]) if cell.kind != "test" else 0
        cells.append(node)
    return {"cells": cells, "metadata": original["metadata"], "nbformat": 4, "nbformat_minor": 5}


def to_bytes(result: ExerciseResult, unsafe: bool = False) -> bytes:
    """Return `notebook` as the bytes of an ``.ipynb`` file."""
    return (json.dumps(notebook(result, unsafe), indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


@cache
def _original(exercise: str) -> dict[str, Any]:
    """Return what is the same for all students: cells, notebook metadata, and the metadata of each cell by its id."""
    student = master.student(exercise)
    cells = []
    for cell in student.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        kind = "answer" if nbgrader.get("solution") else "test" if nbgrader.get("grade") else "given"
        cells.append(ShownCell(kind, cell.cell_type, cell.source, cell.id))
    metadata = {cell.id: json.loads(json.dumps(cell.metadata)) for cell in student.cells}
    return {"cells": cells, "metadata": json.loads(json.dumps(student.metadata)), "metadata_by_id": metadata}


def _node(cell: ShownCell, metadata: dict[str, Any], room: int) -> dict[str, Any]:
    # The course's own words are left as they are; a student's may hold HTML.
    ours = cell.cell_type == "code" or cell.kind in ("given", "demonstration")
    source = cell.source if ours else safe_html.harmless_markdown(cell.source) if room > 0 else "The rest is left out."
    node = {"cell_type": cell.cell_type, "id": cell.id, "metadata": metadata, "source": source}
    return node | ({"execution_count": None} if cell.cell_type == "code" else {})


def _outputs(cell: ShownCell, budget: int) -> list[dict[str, Any]]:
    """Return a cell's outputs as far as they are harmless: text as it is, anything richer as clean HTML."""
    outputs = []
    for item in cell.outputs if budget > 0 else []:
        kept = _KEPT.get(str(item.get("output_type")))
        safe = {key: item.get(key, "") for key in ("output_type", *kept)} if kept else _rich(item)
        budget -= _cost(safe)
        if budget < 0:
            outputs.append(_html("The rest of the output is left out.", Markup("<p>The rest is left out.</p>")))
            break
        outputs.append(safe)
    return outputs


def _cost(output: dict[str, Any]) -> int:
    """Return what an output takes of the budget."""
    html = str(output.get("data", {}).get("text/html", ""))
    return len(json.dumps(output)) - len(html) + safe_html.cost(html)


def _rich(item: dict[str, Any]) -> dict[str, Any]:
    data = item.get("data")
    text = data.get("text/plain", "") if isinstance(data, dict) else ""
    return _html(text if isinstance(text, str) else "".join(map(str, text)), safe_html.output(item))


def _html(text: str, html: Markup) -> dict[str, Any]:
    data = {"text/html": str(html), "text/plain": text[: safe_html.MOST_TEXT]}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def report(result: ExerciseResult, unsafe: bool = False) -> dict[str, Any]:
    """Return the test cell's output: each check with its points and, where it did not pass, the reason."""
    titles = {check.name: check.title for check in EXERCISES[result.exercise].checks}
    line = Markup("<li>{} {}: {:g} of {:g}{}</li>")
    checks = Markup("").join(
        line.format(
            "✓" if verdict.passed else "✗",
            titles.get(verdict.check, verdict.check),
            verdict.points if verdict.passed else 0,
            verdict.points,
            Markup("<br><em>{}</em>").format(verdict.message) if verdict.message else "",
        )
        for verdict in result.verdicts
    )
    remarks = [result.ungraded or result.problem, *result.notes, "Graded without a sandbox." if unsafe else ""]
    notes = Markup("").join(Markup("<p>{}</p>").format(remark) for remark in remarks if remark)
    head = Markup("<p><strong>{:g} of {:g} points</strong></p>").format(result.score, result.max)
    data = {"text/html": f"{head}<ul>{checks}</ul>{notes}", "text/plain": repr(float(result.score))}
    return {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data}
