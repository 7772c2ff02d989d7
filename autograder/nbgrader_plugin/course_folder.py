"""Makes the output folder an nbgrader course, so that its formgrader, export and feedback work in there."""

from __future__ import annotations

from pathlib import Path

from autograder.course import build
from autograder.files import write_whole
from autograder.records.database_address import has_password, sqlite_file, without_password
from autograder.records.result_store import course_version

#: What lies in a course folder and is about students or holds solutions.
PRIVATE = (
    *(
        "gradebook.db",
        "gradebook.db-journal",
        "gradebook.db-wal",
        "gradebook.db-shm",
        ".nbgrader.log",
        "grades.csv",
        "nbgrader_grades.csv",
    ),
    *("autograded", "feedback", "nbgrader_feedback", "reports", "source", "submitted", "students.csv", "roster.csv"),
    "nbgrader_grades.csv",
)
MARK = "# Written by `autograder grade` each time. Delete this line, and it is never written again.\n"
_CONFIG = """{mark}from pathlib import Path

from autograder.records.database_address import nbgrader_url
from autograder.nbgrader_plugin.config import configure

c = get_config()
here = Path(__file__).resolve().parent  # so that this folder can be moved and copied
configure(c, __file__)  # intake, sandbox and judge for nbgrader's own commands and buttons
c.CourseDirectory.submitted_directory = {submitted!r}
c.CourseDirectory.feedback_directory = "nbgrader_feedback"  # nbgrader's pages; ours are in feedback
c.CourseDirectory.db_url = {url}
"""


def prepare_folder(out: Path, submitted: Path, url: str, db_file: Path | None = None) -> None:
    """Write ``source/`` and ``nbgrader_config.py`` into the output folder.

    Parameters
    ----------
    out : Path
        The folder.
    submitted : Path
        Where the class's submissions are.
    url : str
        The gradebook's address. A password in it is not written down.
    db_file : Path, optional
        Where nbgrader's commands will find the password; by default in the variable ``AUTOGRADER_DB``.
    """
    stamp = out / "source" / f".{course_version()[:16]}"
    if not stamp.exists():
        build.write_sources(out / "source")
        write_whole(stamp, b"")
    config = out / "nbgrader_config.py"
    if not config.exists() or config.read_text(encoding="utf-8").startswith(MARK):
        write_whole(config, _config(out.resolve(), submitted.resolve(), url, db_file).encode())


def _config(out: Path, submitted: Path, url: str, db_file: Path | None) -> str:
    """Return the configuration; what lies in the grades folder is named by its place in there."""
    address, file = repr(without_password(url)), sqlite_file(url)
    if file is not None and file.parent == out:
        address = f'f"sqlite:///{{here / {file.name!r}}}"'
    if has_password(url):
        given = f", {str(db_file.resolve())!r}" if db_file else ""
        address = f"nbgrader_url({address}{given})  # without its password"
    place = submitted.relative_to(out) if out in submitted.parents else submitted
    return _CONFIG.format(mark=MARK, submitted=str(place), url=address)
