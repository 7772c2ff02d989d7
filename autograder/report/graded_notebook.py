"""The graded notebook as formgrader shows it for manual grading: restored, run, with our report under the test cell.

Formgrader and JupyterLab render it in the instructor's browser, so everything of a student's stands in it in forms that
can only be shown (:mod:`autograder.report.sanitize`): code, text and pictures, no metadata, nothing that is read as
HTML, Markdown or TeX. Nothing signs it, so JupyterLab opens it as untrusted.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from autograder.exercises import EXERCISES
from autograder.grading.result import ExerciseResult
from autograder.report import sanitize
from autograder.report.feedback import NOT_SHOWN
from autograder.submission.cell import Cell
from autograder.submission.restore import original_of
from utils.feedback.story import SEEN, Finding

#: Characters of all outputs of a notebook together, and of all its text cells; more would make formgrader slow to open.
MAX_OUTPUT_CHARS = 2_000_000
LEFT_OUT = "The rest is left out."


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
        score as its plain text, which is where nbgrader looks for partial credit. Where the student's cells cannot be
        shown it has the untouched ones of the course.
    """
    try:
        return _notebook(result.exercise, result.cells, [report(result, unsafe)])
    except Exception:
        traceback.print_exc()
        noted = replace(result, notes=[*result.notes, NOT_SHOWN])
        return _notebook(result.exercise, [], [report(noted, unsafe)])


def not_judged(exercise: str, cells: Sequence[Cell] | None) -> dict[str, Any]:
    """Return the notebook of a submission that is still to be judged, as safe to open as the graded one."""
    return _notebook(exercise, cells or (), [])


def to_bytes(result: ExerciseResult, unsafe: bool = False) -> bytes:
    """Return `notebook` as the bytes of an ``.ipynb`` file."""
    return (json.dumps(notebook(result, unsafe), indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _notebook(exercise: str, shown: Sequence[Cell], reports: list[dict[str, Any]]) -> dict[str, Any]:
    original = original_of(exercise)
    shown = shown or original.cells
    metadata = original.notebook_metadata
    if not sanitize.colourable(cell.source for cell in shown if cell.cell_type == "code"):
        # nbconvert asks here how to colour code; as text it does so in a time that is about as long as the code is.
        metadata = metadata | {"language_info": metadata.get("language_info", {}) | {"pygments_lexer": "text"}}
    budget = words = MAX_OUTPUT_CHARS
    cells = []
    for cell in shown:
        node = _node(cell, original.metadata.get(cell.id, {}), words)
        if cell.cell_type != "code":
            words -= len(node["source"])
        else:
            node["outputs"] = reports if cell.kind == "test" else _outputs(cell, budget)
            budget -= sum(map(_cost, node["outputs"])) if cell.kind != "test" else 0
        cells.append(node)
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _node(cell: Cell, metadata: dict[str, Any], room: int) -> dict[str, Any]:
    node = {"cell_type": cell.cell_type, "id": cell.id, "metadata": metadata, "source": cell.source}
    if cell.cell_type == "code":
        return node | {"execution_count": None}
    if cell.kind in ("given", "demonstration"):  # the course's own words
        return node
    # Raw cells too: nbconvert hands those on as HTML.
    return node | {"cell_type": "markdown", "source": sanitize.markdown_cell(cell.source) if room > 0 else LEFT_OUT}


def _outputs(cell: Cell, budget: int) -> list[dict[str, Any]]:
    """Return a cell's outputs as text and pictures, as far as there is room."""
    outputs: list[dict[str, Any]] = []
    for item in cell.outputs if budget > 0 else []:
        safe = _output(item)
        budget -= _cost(safe)
        if budget < 0:
            outputs.append(_stream(LEFT_OUT))
            break
        outputs.append(safe)
    return outputs


def _output(item: dict[str, Any]) -> dict[str, Any]:
    kind = item.get("output_type")
    if kind == "stream":
        return _stream(sanitize.text_of(item.get("text")), "stderr" if item.get("name") == "stderr" else "stdout")
    if kind == "error":
        said = {key: sanitize.text_of(item.get(key)) for key in ("ename", "evalue")}
        return {"output_type": "error", **said, "traceback": sanitize.traceback_of(item)}
    return {"output_type": "display_data", "metadata": {}, "data": sanitize.display(item.get("data"))}


def _stream(text: str, name: str = "stdout") -> dict[str, Any]:
    shown, note = sanitize.bounded(text)
    return {"output_type": "stream", "name": name, "text": shown + (f"\n{note}\n" if note else "")}


def _cost(output: dict[str, Any]) -> int:
    """Return what an output takes of the budget."""
    return len(json.dumps(output))


def report(result: ExerciseResult, unsafe: bool = False) -> dict[str, Any]:
    """Return the test cell's output: what is wrong, each thing once, and each check with its points."""
    titles = {check.name: check.title for check in EXERCISES[result.exercise].checks}
    checks = Markup("").join(
        Markup("<li>{} {}: {:g} of {:g}</li>").format(
            "✓" if verdict.passed else "✗",
            titles.get(verdict.check, verdict.check),
            verdict.points if verdict.passed else 0,
            verdict.points,
        )
        for verdict in result.verdicts
    )
    reason = result.error or result.reason
    story = Markup("").join(map(_found, () if reason else result.findings))
    texts = [reason, *result.notes, "Graded without a sandbox." if unsafe else ""]
    notes = Markup("").join(Markup("<p>{}</p>").format(text) for text in texts if text)
    head = Markup("<p><strong>{:g} of {:g} points</strong></p>").format(result.score, result.max)
    # A sentence may quote the student: by these names MathJax, old and new, knows what is not to be set as formulas.
    whole = Markup('<div class="tex2jax_ignore mathjax_ignore">{}{}<ul>{}</ul>{}</div>')
    data = {"text/html": str(whole.format(head, story, checks, notes)), "text/plain": repr(float(result.score))}
    return {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data}


def _found(finding: Finding) -> Markup:
    """Write one thing that is wrong, with its line and its cost."""
    line = Markup("<br>Look at {}").format(finding.line) if finding.line else ""
    seen = "" if finding.explained else f"{SEEN}: "
    return Markup("<p>{}{}{}<br>It costs {}.</p>").format(seen, finding.message, line, finding.cost)
