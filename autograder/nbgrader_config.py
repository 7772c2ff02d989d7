"""The course's nbgrader configuration; an ``nbgrader_config.py`` needs the two lines of :data:`LINES` and no more."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

LINES = "from autograder.nbgrader_config import configure\n\nconfigure(get_config(), __file__)\n"
ROAD = "autograder.nbgrader_road"
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
    c.Autograde.sanitize_preprocessors = [f"{ROAD}.GuardedIntake", f"{STEPS}.CheckCellMetadata"]
    c.Autograde.autograde_preprocessors = [
        f"{ROAD}.TrustedJudge",
        f"{STEPS}.SaveAutoGrades",
        f"{STEPS}.AssignLatePenalties",
        f"{STEPS}.CheckCellMetadata",
    ]
    guard()


def guard() -> None:
    """Put our `GuardedAutograde` and our reading of timestamps in the place of nbgrader's, in this process.

    nbgrader has no setting for either: its command and formgrader name the class, and both read ``timestamp.txt``
    before any preprocessor is asked, formgrader for the whole class at once.

    Raises
    ------
    RuntimeError
        Where this nbgrader has them in other places.
    """
    from nbgrader.apps import api, autogradeapp
    from nbgrader.coursedir import CourseDirectory

    from autograder.nbgrader_road import GuardedAutograde

    places = [(autogradeapp, "Autograde"), (api, "Autograde")]
    methods = [(CourseDirectory, "get_existing_timestamp"), (api.NbGraderAPI, "get_submitted_timestamp")]
    absent = [f"{place.__name__}.{name}" for place, name in [*places, *methods] if not hasattr(place, name)]
    if absent:
        raise RuntimeError(
            f"This nbgrader has no {', '.join(absent)}, so it cannot be guarded; install nbgrader 0.9 (>=0.9.5,<0.10) "
            "or grade with `autograder grade`."
        )
    for place, name in places:
        setattr(place, name, GuardedAutograde)
    CourseDirectory.get_existing_timestamp = _existing_timestamp
    api.NbGraderAPI.get_submitted_timestamp = _submitted_timestamp


def _existing_timestamp(coursedir: Any, dest_path: str) -> datetime | None:
    """Stand in for `CourseDirectory.get_existing_timestamp`: any bytes, a link or a pipe are no time, not an error."""
    from autograder.timestamps import moment_in

    return moment_in(dest_path)


def _submitted_timestamp(api: Any, assignment_id: str, student_id: str) -> datetime | None:
    """Stand in for `NbGraderAPI.get_submitted_timestamp`, which every page of formgrader asks for everybody."""
    return _existing_timestamp(
        api.coursedir, api.coursedir.format_path(api.coursedir.submitted_directory, student_id, assignment_id)
    )
