"""The course's nbgrader configuration; an ``nbgrader_config.py`` needs the two lines of :data:`LINES` and no more."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGrader, api, autogradeapp
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Application

from autograder.files import tighten
from autograder.nbgrader_plugin.converter import GuardedAutograde
from autograder.nbgrader_plugin.course_folder import PRIVATE
from autograder.nbgrader_plugin.names import folder_of, graded_notebooks, submitted_folders
from autograder.submission.printable import PrintableLog
from autograder.submission.timestamps import moment_in

LINES = "from autograder.nbgrader_plugin.config import configure\n\nconfigure(get_config(), __file__)\n"
CONVERTER = "autograder.nbgrader_plugin.converter"
EXPORT = "autograder.nbgrader_plugin.export"
STEPS = "nbgrader.preprocessors"


def configure(c: Any, file: str | Path) -> None:
    """Make ``nbgrader autograde`` and formgrader grade as ``autograder grade`` does.

    Parameters
    ----------
    c : traitlets.config.Config
        What ``get_config()`` returns in an ``nbgrader_config.py``.
    file : str or Path
        That file; its folder is the course folder.

    Raises
    ------
    RuntimeError
        Where this nbgrader is not the one we know how to guard.
    """
    folder = Path(file).resolve().parent
    c.CourseDirectory.root = str(folder)
    c.CourseDirectory.course_id = "dinosaur_island"
    # Formgrader asks the exchange for released assignments, and complains where there is no such folder.
    exchange = folder / "exchange"
    with suppress(OSError):
        exchange.mkdir(exist_ok=True)
    c.Exchange.root = str(exchange)
    # By name: formgrader shows the configuration as JSON.
    c.Autograde.sanitize_preprocessors = [f"{CONVERTER}.GuardedIntake", f"{STEPS}.CheckCellMetadata"]
    c.Autograde.autograde_preprocessors = [
        f"{CONVERTER}.TrustedJudge",
        f"{STEPS}.SaveAutoGrades",
        f"{STEPS}.AssignLatePenalties",
        f"{STEPS}.CheckCellMetadata",
    ]
    c.ExportApp.plugin_class = f"{EXPORT}.SpreadsheetExport"
    c.ExchangeFactory.release_feedback = f"{EXPORT}.ReleaseFeedback"
    if not c.CourseDirectory.get("groupshared"):
        _keep_private(c, folder)
    _keep_printable()
    guard()


def _keep_private(c: Any, folder: Path) -> None:
    """Let nbgrader write what its owner alone can read, and take from others what they may do to what is there.

    A command of nbgrader's is a process of its own, and its umask says how all its files begin. Formgrader lives in
    Jupyter's server, whose files are others' business too: there nbgrader's setting and `tighten` must do.
    """
    for command, permissions in (("Autograde", 400), ("GenerateFeedback", 600)):
        c[command].permissions = permissions
    tighten(*(folder / name for name in PRIVATE))
    if _command() is not None:
        os.umask(0o077)


def _command() -> Any:
    """Return the nbgrader command that this process is; None in a server or a test."""
    running = Application.instance() if Application.initialized() else None
    return running if isinstance(running, NbGrader) else None


def _keep_printable() -> None:
    """Spell out what cannot be seen in all that nbgrader's command logs, names of folders above all."""
    command = _command()
    if command is not None and not any(isinstance(each, PrintableLog) for each in command.log.filters):
        command.log.addFilter(PrintableLog())


def guard() -> None:
    """Put our `GuardedAutograde` and our reading of timestamps in the place of nbgrader's, in this process.

    nbgrader has no setting for either: its command and formgrader name the class, and both read ``timestamp.txt``
    before any preprocessor is asked, formgrader for the whole class at once.

    Raises
    ------
    RuntimeError
        Where this nbgrader has them in other places.
    """
    places = [(autogradeapp, "Autograde"), (api, "Autograde")]
    methods = [
        (CourseDirectory, "get_existing_timestamp"),
        (api.NbGraderAPI, "get_submitted_timestamp"),
        (api.NbGraderAPI, "get_submitted_students"),
    ]
    absent = [f"{place.__name__}.{name}" for place, name in [*places, *methods] if not hasattr(place, name)]
    if absent:
        raise RuntimeError(
            f"This nbgrader has no {', '.join(absent)}, so it cannot be guarded; install nbgrader 0.9 (>=0.9.5,<0.10) "
            "or grade with `autograder grade`."
        )
    GenerateFeedback.init_notebooks = _graded_notebooks
    for place, name in places:
        setattr(place, name, GuardedAutograde)
    CourseDirectory.get_existing_timestamp = _existing_timestamp
    api.NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    api.NbGraderAPI.get_submitted_students = _submitted_students


def _graded_notebooks(converter: Any, otherwise: Any = GenerateFeedback.init_notebooks) -> None:
    """Stand in for `GenerateFeedback.init_notebooks`, which takes a folder's name for a pattern."""
    converter.assignments, converter.notebooks = graded_notebooks(converter), []
    if not converter.assignments:
        otherwise(converter)  # it says so


def _existing_timestamp(coursedir: Any, dest_path: str) -> datetime | None:
    """Stand in for `CourseDirectory.get_existing_timestamp`: any bytes, a link or a pipe are no time, not an error."""
    return moment_in(dest_path)


def _submitted_timestamp(api: Any, assignment_id: str, student_id: str) -> datetime | None:
    """Stand in for `NbGraderAPI.get_submitted_timestamp`, which every page of formgrader asks for everybody."""
    return _existing_timestamp(api.coursedir, str(folder_of(api.coursedir, student_id, assignment_id)))


def _submitted_students(api: Any, assignment_id: str) -> set[str]:
    """Stand in for `NbGraderAPI.get_submitted_students`: ids as the grader gives them, whatever folders are called."""
    coursedir = api.coursedir
    folders = submitted_folders(coursedir, assignment_id)
    place = coursedir.format_path(coursedir.submitted_directory, "\0", assignment_id)
    return {one for one, name in folders.items() if assignment_id == "*" or os.path.isdir(place.replace("\0", name))}
