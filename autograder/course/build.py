"""Makes the students' notebooks from the masters, and refuses a course that is unfair or gives itself away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import assignment
from autograder.course.user_edits import user_edits
from autograder.errors import BuildRefused
from autograder.exercises import masters
from autograder.exercises.completeness import folders, inconsistent, lacking, named
from autograder.files import write_whole
from utils.feedback.contract import ASSIGNMENT, START_PAGE

ROOT = Path(__file__).resolve().parents[2]
MOVE = (
    "Move such a notebook to where you work (`make lab` opens a copy of the course, in work/) or, if nobody needs it, "
    "delete it; then `make notebooks` puts the course's own in its place."
)
GIVEAWAYS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS", "autograder")


def build(check: bool = False, root: Path = ROOT) -> int:
    """Make every generated file of the course, or say which of them are not current.

    Everything is made in memory first and the course is proved (:mod:`autograder.course.verify`); only then is each
    file that changed put in its place, whole. A notebook in which somebody has worked is never replaced
    (:mod:`autograder.course.user_edits`).

    Parameters
    ----------
    check : bool
        Write nothing; only compare with what is there.
    root : Path
        The course folder.

    Returns
    -------
    int
        The exit status: 0 when all is well, 1 when the course is refused, a notebook holds somebody's work or, with
        ``check``, something is not current.
    """
    from autograder.certify.proofs import Unsafe
    from autograder.course.verify import prove

    try:
        refuse_unfinished()
        files = {root / path: content for path, content in generated().items()}
        stale = [path for path, content in files.items() if not path.is_file() or path.read_bytes() != content]
        if check:
            return _report(stale, files, root)
        if edited := _edited(stale, root):
            print("\n".join(["Nothing was written.", *edited.values(), MOVE]))
            return 1
        prove()
    except (BuildRefused, Unsafe) as refusal:
        print(f"The course is refused, and nothing was written:\n{refusal}")
        return 1
    for path in stale:
        write_whole(path, files[path], shared=True)
    print(f"{len(files)} generated files are current; written now: {', '.join(p.name for p in stale) or 'none'}.")
    return 0


def _report(stale: list[Path], files: Mapping[Path, bytes], root: Path) -> int:
    """Say which generated files are not current, and return the exit status."""
    edited = _edited(stale, root)
    for path in stale:
        made = (
            f"{path.relative_to(root)} is not what its source makes of it. Run `make notebooks` and commit the result."
        )
        print(edited.get(path, made))
    if edited:
        print(MOVE)
    if not stale:
        print(f"All {len(files)} generated files are current.")
    return 1 if stale else 0


def _edited(paths: list[Path], root: Path) -> dict[Path, str]:
    """Return the notebooks in which somebody has worked, each with a sentence."""
    found = {}
    for path in paths:
        if path.suffix == ".ipynb" and path.is_file():
            edits = user_edits(path.read_bytes(), path.stem, graded=path.stem in masters.names())
            if edits:
                found[path] = f"{path.relative_to(root)} was left as it is: {edits}, so somebody may have worked in it."
    return found


def generated() -> dict[str, bytes]:
    """Return every generated file of the course: its path from the root, and its bytes.

    Raises
    ------
    BuildRefused
        Where a notebook for students would hold a solution or a hidden test.
    """
    from autograder.exercises import EXERCISES

    files = notebooks()
    for name in reversed(masters.names()):  # the newest exercise first: most likely it is the one that is refused
        with named(name):
            files[f"utils/feedback/{name}.json"] = EXERCISES[name].fixture().encode()
    return files


def notebooks() -> dict[str, bytes]:
    """Return every notebook for students, as :func:`generated` does."""
    files = {}
    for name in reversed(masters.names()):
        with named(name):
            notebook = assignment.student(name)
            refuse_giveaways(name, notebook)
            files[f"notebooks/{ASSIGNMENT}/{name}.ipynb"] = notebook_bytes(notebook)
    files[f"notebooks/{ASSIGNMENT}/{START_PAGE}"] = notebook_bytes(assignment.start_page())
    for name, notebook in assignment.beyond().items():
        files[f"notebooks/beyond/{name}.ipynb"] = notebook_bytes(notebook)
    return files


def refuse_unfinished() -> None:
    """Raise where an exercise lacks something, or where its parts do not fit together.

    Raises
    ------
    BuildRefused
        One sentence a line, in the order in which an author goes on.
    """
    from autograder.exercises import EXERCISES

    reasons = [reason for name in folders() for reason in lacking(name)]
    reasons = reasons or [reason for name, each in EXERCISES.items() for reason in inconsistent(name, each)]
    if reasons:
        raise BuildRefused("\n".join(reasons))


def refuse_giveaways(name: str, notebook: NotebookNode) -> None:
    """Raise where a notebook for students holds one of our markers or a whole line of the solution.

    Parameters
    ----------
    name : str
        The exercise.
    notebook : NotebookNode
        What students would get.

    Raises
    ------
    BuildRefused
        The message quotes what was found.
    """
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    region = "".join(re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", masters.solution(name), re.DOTALL))
    lines = [line.strip() for line in region.splitlines() if len(line.strip()) > 20]
    found = [word for word in (*GIVEAWAYS, *lines) if word in code]
    found += [f"outputs of {cell.id}" for cell in notebook.cells if cell.get("outputs")]
    if found:
        raise BuildRefused(f"{name}: the students' notebook still has {'; '.join(found)}")


def write_sources(folder: Path) -> None:
    """Write the nbgrader source version of the assignment, solutions and hidden tests included: for graders only.

    Parameters
    ----------
    folder : Path
        The source folder of an nbgrader course; ``dinosaur_island/<exercise>.ipynb`` is put there.
    """
    for name in masters.names():
        write_whole(Path(folder) / ASSIGNMENT / f"{name}.ipynb", notebook_bytes(assignment.source(name)))


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """Return a notebook's file: sorted keys, one final newline, the same bytes on every machine.

    Parameters
    ----------
    notebook : NotebookNode
        nbformat 4.5, all cells with ids.

    Raises
    ------
    nbformat.ValidationError
        Where it is not a valid notebook.
    """
    nbformat.validate(notebook)
    return (nbformat.v4.writes(notebook) + "\n").encode()
