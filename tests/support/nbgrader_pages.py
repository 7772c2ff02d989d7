"""Renders graded notebooks as nbgrader does: formgrader's page for marking, and the page that students get back."""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader
from nbconvert.exporters import HTMLExporter
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config


@cache
def _exporter(template: str) -> HTMLExporter:
    """Return the exporter of formgrader's handler, or the one that ``generate_feedback`` makes for itself."""
    if template == "formgrade":
        settings = {"template_name": template, "extra_template_basedirs": [handlers.template_path]}
        config = Config(HTMLExporter=settings)
    else:
        config = GenerateFeedback(coursedir=CourseDirectory()).config
    exporter = HTMLExporter(config=config)
    exporter.log = logging.getLogger("nbconvert")
    return exporter


def formgrade(notebook: Path, student: str = "eve") -> str:
    """Return formgrader's page on a student's graded notebook."""
    resources: dict[str, Any] = {"notebook_id": "clip", "assignment_id": "dinosaur_island", "submission_id": "0"}
    resources |= {"index": 0, "total": 1, "base_url": "", "student": student, "last_name": None, "first_name": None}
    resources |= {"notebook_path": f"{student}/clip.ipynb"}
    page, _ = _exporter("formgrade").from_filename(str(notebook), resources=resources)
    return page


def feedback(notebook: Path, comment: str) -> str:
    """Return the page that ``nbgrader generate_feedback`` makes, with a comment of the gradebook on the answer."""
    node = nbformat.from_dict(json.loads(notebook.read_bytes()))
    marks = {"score": 0.0, "max_score": 10.0, "late_penalty": 0.0}
    for cell in node.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.update({"score": 0.0, "points": 10.0, "comment": comment})
    page, _ = _exporter("feedback").from_notebook_node(node, resources={"nbgrader": marks | {"notebook": "clip"}})
    return page


def student_page(student: str) -> str:
    """Return formgrader's page on a student, whose name it writes into a script."""
    environment = Environment(loader=FileSystemLoader([handlers.template_path]))
    return environment.get_template("manage_students_assignments.tpl").render(student_id=student, base_url="")
