"""Makes ``nbgrader autograde`` and formgrader's button use our intake, sandbox and judge.

nbgrader offers two lists of preprocessors, and ours stand in them (:mod:`autograder.nbgrader_plugin.config`). But it
reads what was handed in before the first of them runs: it parses the notebook and ``timestamp.txt``, copies every other
file, and follows links. So `GuardedAutograde` shows nbgrader a folder of clean, untouched notebooks instead; the steps
then put in what intake and judge made of the student's own. Without it they refuse to work.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import temp_attrs
from traitlets import Bool

from autograder.errors import SandboxMissing
from autograder.exercises.masters import names
from autograder.files import tighten, write_whole
from autograder.grading.judge import judge_submission
from autograder.grading.result import ExerciseResult
from autograder.grading.run import Run
from autograder.nbgrader_plugin.course_folder import PRIVATE
from autograder.nbgrader_plugin.names import chosen, submitted_folders
from autograder.report import graded_notebook
from autograder.sandbox.sandbox import Sandbox
from autograder.submission import intake
from autograder.submission.collect import Submission, collect
from autograder.submission.intake import RestoredNotebook
from autograder.submission.printable import PrintableLog

ASSIGNMENT = "dinosaur_island"
REPORTS = "reports"  # beside autograded/, never in it: what lies there travels on to the students


class NotGuarded(NbGraderException):
    """Our preprocessors were asked to work under nbgrader's plain `Autograde`, which would not keep their promises."""


class NotGraded(Exception):
    """The sandbox failed, not the student; nbgrader reports it and goes on with the next student."""


class GuardedAutograde(Autograde):
    """nbgrader's `Autograde`, which never opens a file that a student handed in."""

    _ours = False
    unsafe_no_sandbox = Bool(False, help="Grade without a sandbox where there is none; every report says so.").tag(
        config=True
    )

    def start(self) -> None:
        """Draw the run's cases, start the sandbox, grade, and write down the seed.

        Raises
        ------
        NbGraderException
            Where there is no sandbox, or nbgrader could not grade somebody.
        """
        self.log.addFilter(PrintableLog())
        self._folders: dict[str, str] = {}  # of each student, by id: names are the students' choice, ids are not
        self._ours = self.coursedir.assignment_id == ASSIGNMENT
        self._results: tuple[str, dict[str, ExerciseResult]] = ("", {})
        if not self._ours:
            self.log.warning(f"Only {ASSIGNMENT} is judged from outside the students' process; this is plain nbgrader.")
            return super().start()
        with ExitStack() as stack:
            self._stage = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="autograde_")))
            self._current: tuple[str, Submission, dict[str, RestoredNotebook]] | None = None
            try:
                hidden = (Path(self.coursedir.root),)
                self._sandbox = stack.enter_context(Sandbox(unsafe=self.unsafe_no_sandbox, hide=hidden))
            except SandboxMissing as missing:
                self.log.error(str(missing))
                raise NbGraderException(str(missing)) from None
            self._run = Run.draw()
            stack.callback(tighten, *(Path(self.coursedir.root, name) for name in PRIVATE))
            super().start()

    @property
    def _input_directory(self) -> str:
        """Where nbgrader reads what was handed in: our clean copy of it."""
        if self._ours and self._sanitizing and hasattr(self, "_stage"):
            return str(self._stage)
        return super()._input_directory

    def _init_preprocessors(self) -> None:
        """Use nbgrader's own steps for an assignment that is not ours."""
        if self._ours:
            return super()._init_preprocessors()
        defaults = {
            name: self.traits()[name].default(self) for name in ("sanitize_preprocessors", "autograde_preprocessors")
        }
        with temp_attrs(self, **defaults):
            super()._init_preprocessors()

    def init_notebooks(self) -> None:
        """Lay out an untouched notebook for each exercise of each student, and let nbgrader work through those."""
        if not self._ours:
            return super().init_notebooks()
        self.assignments = {}
        for student in self._students():
            folder = Path(self.coursedir.format_path(str(self._stage), student, ASSIGNMENT))
            folder.mkdir(parents=True)
            for name in names():
                (folder / f"{name}.ipynb").write_bytes(RestoredNotebook(name, None).to_bytes())
            timestamp = collect(self._submitted(student)).timestamp
            if timestamp:
                (folder / "timestamp.txt").write_text(timestamp)
            chosen = [name for name in names() if fnmatchcase(name, self.coursedir.notebook_id)]
            self.assignments[str(folder)] = [str(folder / f"{name}.ipynb") for name in chosen]
        if not any(self.assignments.values()):
            message = (
                f"Nothing to grade: no {self._submitted(self.coursedir.student_id)}/{self.coursedir.notebook_id}.ipynb"
            )
            self.log.error(message)
            raise NbGraderException(message)

    def _students(self) -> list[str]:
        """Return who handed something in: the student that is named, or all that a pattern fits."""
        self._folders = submitted_folders(self.coursedir, ASSIGNMENT)
        left_out = self.coursedir.student_id_exclude.split(",")
        found = chosen(self._folders, self.coursedir.student_id)
        return [student for student in found if self._folders[student] not in left_out]

    def _submitted(self, student: str) -> Path:
        """Return the folder that a student handed in."""
        name = self._folders.get(student, student)
        return Path(self.coursedir.format_path(self.coursedir.submitted_directory, name, ASSIGNMENT))

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Grade again what was handed in again, also where no timestamp says so."""
        if super().init_destination(assignment_id, student_id):
            return True
        if not self._ours or self._digests_of_reports(student_id) <= {self._restored(student_id)[0].digest}:
            return False
        self.log.info(f"{student_id} has handed in something else since it was graded")
        with temp_attrs(self, force=True):
            return super().init_destination(assignment_id, student_id)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Take back the marks that are about to be given anew, so that a crash leaves none rather than an old one."""
        super().init_assignment(assignment_id, student_id)
        if not self._ours:
            return
        chosen = {Path(notebook).stem for notebook in self.notebooks}
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            submission = gradebook.find_submission(assignment_id, student_id)
            if not self._restored(student_id)[0].timestamp:
                submission.timestamp = None
            for notebook in submission.notebooks:
                for grade in notebook.grades if notebook.name in chosen else ():
                    grade.auto_score, grade.needs_manual_grade = None, True
            gradebook.db.commit()

    def _restored(self, student: str) -> tuple[Submission, dict[str, RestoredNotebook]]:
        """Return a student's submission and its restored notebooks, read once."""
        if self._current is None or self._current[0] != student:
            submission = collect(self._submitted(student))
            self._current = (student, submission, intake.read(submission))
        return self._current[1:]

    def rebuilt(self, student: str, exercise: str) -> dict[str, Any]:
        """Return the notebook that intake made of a student's file, as it may be opened before it is judged."""
        return graded_notebook.not_judged(exercise, self._restored(student)[1][exercise].cells)

    def judged(self, student: str, exercise: str) -> dict[str, Any]:
        """Return a judged notebook as formgrader shows it; the first that is asked for judges the whole submission.

        Raises
        ------
        NotGraded
            Where the sandbox failed twice.
        """
        if self._results[0] != student:
            # All at once and in the order of the course: a correct helper comes after the student's own was judged.
            self._results = (student, judge_submission(self._restored(student)[0], self._sandbox, self._run))
            for result in self._results[1].values():
                self._write_report(student, result)
        result = self._results[1][exercise]
        if result.error:
            raise NotGraded(result.error)
        self.log.info(f"{student}, {exercise}: {result.score:g} of {result.max:g}")
        return graded_notebook.notebook(result, unsafe=self.unsafe_no_sandbox)

    def _report(self, student: str, exercise: str) -> Path:
        """Return where the report on one exercise is kept, with the seed of its run."""
        return Path(self.coursedir.format_path(REPORTS, student, ASSIGNMENT)) / f"{exercise}.json"

    def _write_report(self, student: str, result: ExerciseResult) -> None:
        """Write down all verdicts and what they can be replayed from."""
        text = json.dumps(result.to_json(), indent=1, sort_keys=True)
        write_whole(self._report(student, result.exercise), text.encode())

    def _digests_of_reports(self, student: str) -> set[str]:
        """Return what the reports on a student were about; a report that cannot be read was about something else."""
        digests = set()
        for report in self._report(student, "*").parent.glob("*.json"):
            try:
                digests.add(json.loads(report.read_bytes())["digest"])
            except (OSError, ValueError, KeyError, TypeError):
                digests.add("")
        return digests


class _Guarded(NbGraderPreprocessor):
    """A preprocessor that takes the notebook from the guarded converter, whatever nbgrader read."""

    def _converter(self) -> GuardedAutograde:
        """Return the converter at work: the parent of the exporter that called us."""
        converter = getattr(self.parent, "parent", None)
        if not isinstance(converter, GuardedAutograde):
            raise NotGuarded(
                "These preprocessors need what autograder.nbgrader_plugin.config guards before they run; "
                "let your nbgrader_config.py call its configure(get_config(), __file__)."
            )
        return converter


class GuardedIntake(_Guarded):
    """Puts the notebook that intake rebuilt in the place of nbgrader's (``Autograde.sanitize_preprocessors``)."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the rebuilt notebook; nbgrader writes it to ``autograded/`` before it is judged."""
        notebook = self._converter().rebuilt(resources["nbgrader"]["student"], resources["nbgrader"]["notebook"])
        return nbformat.from_dict(notebook), resources


class TrustedJudge(_Guarded):
    """Judges the notebook from outside the student's process (``Autograde.autograde_preprocessors``)."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the graded notebook; the test cell's output is the report, and the score its plain text."""
        notebook = self._converter().judged(resources["nbgrader"]["student"], resources["nbgrader"]["notebook"])
        return nbformat.from_dict(notebook), resources
