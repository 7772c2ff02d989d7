"""Grades a whole class: every submission gets a verdict, whatever it is, and a run that is stopped goes on.

The order in which things are written is what makes that so. Of each submission first the pages and notebooks, then the
result file (from then on it counts as judged), then the gradebook, in one transaction. A run that goes on reads the
result files of its own and writes them to the gradebook again, which changes nothing where they had arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from autograder.batch.cluster import grade_there
from autograder.batch.machine import about, cores
from autograder.batch.pool import grade_here
from autograder.batch.run_state import RunState, begin_run, now, refuse_foreign, refuse_overlap
from autograder.batch.staging import FOLDER, class_list, keep_class_list, stage
from autograder.batch.tables import write_pages, write_tables
from autograder.batch.task import GradedSubmission, Settings, Task, moment, task_of
from autograder.errors import GradingError, LayoutRefused
from autograder.exercises.completeness import folders, lacking
from autograder.files import only_grader, tighten, write_whole
from autograder.nbgrader_plugin.course_folder import prepare_folder
from autograder.records.course_change import some
from autograder.records.database_address import chosen_address, gradebook_url, sqlite_file, without_password
from autograder.records.gradebook import Gradebook, Mark
from autograder.records.result_store import Result, Store, course_version, result_key
from autograder.report.exports import write_findings, write_json
from autograder.report.roster_table import FILE, announce, write_students
from autograder.report.summary import Summary, comment_on, progress, say, tell
from autograder.submission.people import read_people
from autograder.submission.recognise import recognise
from autograder.submission.roster import Roster
from autograder.submission.versions import outdated

#: How a class is graded: tasks in, graded submissions out, in any order.
Workers = Callable[[Iterable[Task], Settings], Iterator[GradedSubmission]]
STOPPED, REFUSED = 130, 2
#: What lies in the output folder, by us or by nbgrader's commands; an earlier version may have left it open to others.
OURS = (
    *(".lock", ".nbgrader.log", "run.json", "results", "source", "nbgrader_config.py"),
    *(
        "grades.csv",
        "students.csv",
        "roster.csv",
        "submitted",
        "overview.html",
        "feedback",
        "autograded",
        "reports",
        "release",
    ),
)


def grade(
    submitted: Path,
    out: Path,
    json: Path | None = None,
    jobs: int | None = None,
    db: str | None = None,
    cluster: str | None = None,
    unsafe_no_sandbox: bool = False,
    students: Sequence[str] = (),
    seed: int | None = None,
    db_file: Path | None = None,
    fresh: bool = False,
    changed_course: bool = False,
    layout: str | None = None,
    roster: Path | None = None,
) -> int:
    """Grade a class: ``SUBMITTED/<student>/dinosaur_island/<exercise>.ipynb``, or a learning platform's download.

    The same command, given again after a run was stopped, goes on where it was. After a run was finished it grades
    everybody anew, with the same questions; `students` restricts it to some, a resubmission for instance, and leaves
    all that is known of the others as it is. Marks given by hand stay.

    Parameters
    ----------
    submitted : Path
        The class.
    out : Path
        Where everything goes; it is an nbgrader course folder afterwards.
    json : Path, optional
        File for every check of every student.
    jobs : int, optional
        Worker processes; by default one for each core that this process may use.
    db : str, optional
        SQLAlchemy address of the gradebook; by default that in the variable ``AUTOGRADER_DB``, or ``gradebook.db`` in
        `out`.
    cluster : str, optional
        Address of a Dask scheduler whose workers are used in place of processes here.
    unsafe_no_sandbox : bool
        Do without a sandbox; every page and report says so.
    students : sequence of str
        Grade only these.
    seed : int, optional
        Seed of an earlier run (from its ``run.json``), to ask the same questions again.
    db_file : Path, optional
        File with the address of the gradebook, in place of `db`.
    fresh : bool
        Draw a new seed in place of that of the last run in `out`.
    changed_course : bool
        Go on in a gradebook whose marks are of a course with other cells or points.
    layout : str, optional
        How files are named in `submitted`, where that is not recognised: a layout's name, or a pattern.
    roster : Path, optional
        Who is in the class, as CSV; by default the one of the last run in `out`.

    Returns
    -------
    int
        0 where every submission has a verdict, even a zero; 1 where one has none or grading could not go on;
        2 where `submitted` is no class that is recognised, and nothing was written;
        130 where it was interrupted.
    """
    errors = Console(stderr=True)
    try:
        address, warning = chosen_address(db, db_file)
        if warning:
            tell(errors, warning, "bold yellow")
        choices = (
            address,
            db_file,
            cluster,
            unsafe_no_sandbox,
            tuple(students),
            seed,
            fresh,
            changed_course,
            layout,
            roster,
        )
        summary = _grade(_Plan(submitted, out, json, jobs or cores(), *choices), errors)
    except LayoutRefused as refusal:
        tell(errors, f"{refusal}", "bold red")
        return REFUSED
    except GradingError as error:
        tell(errors, f"{error}", "bold red")
    except KeyboardInterrupt:
        errors.print("Stopped. Nothing is lost: the same command goes on from here.", style="bold", highlight=False)
        return STOPPED
    except OSError as error:
        tell(errors, about(error, out), "bold red")
    else:
        return 0 if not summary.ungraded else 1
    return 1


@dataclass(frozen=True)
class _Plan:
    """What the command line asked for."""

    submitted: Path
    out: Path
    json: Path | None
    jobs: int
    db: str | None = field(repr=False)
    db_file: Path | None
    cluster: str | None
    unsafe: bool
    students: tuple[str, ...]
    seed: int | None
    fresh: bool
    changed: bool
    layout: str | None
    roster: Path | None

    def workers(self) -> Workers:
        """Return what grades: processes here, or a cluster."""
        if self.cluster is None:
            return lambda tasks, settings: grade_here(tasks, settings, self.jobs)
        address = self.cluster
        return lambda tasks, settings: grade_there(tasks, settings, address)


def _grade(plan: _Plan, errors: Console) -> Summary:
    if plan.changed and plan.students:
        raise GradingError("--changed-course grades everybody by the present course; leave --student out.")
    if unfinished := [reason for name in folders() for reason in lacking(name)]:
        raise GradingError(
            f"An exercise is not finished: {some(unfinished)} `autograder build` says what else it lacks."
        )
    refuse_overlap(plan.submitted, plan.out)
    with ExitStack() as closing:
        list_of_class = class_list(plan.out, plan.roster)
        people = read_people(list_of_class) if list_of_class else []
        roster = closing.enter_context(recognise(plan.submitted, plan.students, plan.layout, people))
        refuse_foreign(plan.out, plan.json)
        workers, url = plan.workers(), gradebook_url(plan.db, plan.out)
        closing.enter_context(only_grader(plan.out / ".lock", plan.out))
        if plan.db and (file := sqlite_file(url)):
            closing.enter_context(only_grader(file.with_name(f".{file.name}.lock"), file))
        gradebook = closing.enter_context(Gradebook(url, plan.changed))
        tighten(*(plan.out / name for name in OURS))
        prepare_folder(plan.out, roster.base or plan.out / FOLDER, url, plan.db_file)
        path = plan.out / "run.json"
        where = (str(plan.submitted.resolve()), plan.layout)
        state, note = begin_run(path, course_version(), plan.unsafe, plan.students, plan.seed, plan.fresh, *where)
        for sentence in filter(None, (note, outdated())):
            tell(errors, sentence)
        announce(errors, roster)
        keep_class_list(plan.out, list_of_class)
        write_students(plan.out / FILE, roster)
        gradebook.enrol(roster.people)
        run = _ClassRun(plan, state, gradebook, Summary())
        with progress(errors, len(roster.students)) as advance:
            run.grade(roster, workers, advance)
        _finish(run, path)
    return run.summary


@dataclass
class _ClassRun:
    """A run in progress, and its results so far."""

    plan: _Plan
    state: RunState
    gradebook: Gradebook
    summary: Summary

    def __post_init__(self) -> None:
        self.store = Store(self.plan.out / "results")

    def grade(self, roster: Roster, workers: Workers, advance: Callable[[], None]) -> None:
        """Judge what this run has not judged yet; keep everything."""
        state, hide = self.state, (str(self.plan.submitted.resolve()), str(self.plan.out.resolve()))
        settings = Settings(state.seed, state.run, state.course, state.unsafe, hide)
        for graded in workers(self._tasks(roster, advance), settings):
            self._keep(graded)
            advance()

    def _tasks(self, roster: Roster, advance: Callable[[], None]) -> Iterator[Task]:
        for student in roster.students:
            task = task_of(student)
            if roster.base is None:
                stage(self.plan.out, task)
            key = result_key(task.student, task.submission.digest, self.state.course)
            known = None if self.plan.students else self.store.load(key, self.state.run)
            if known is None:
                yield task
            else:
                self._count(known)
                advance()

    def _keep(self, graded: GradedSubmission) -> None:
        if graded.result is None:
            self.summary.ungraded[graded.student] = graded.error
            return
        for name, data in graded.files.items():
            write_whole(self.plan.out / name, data)
        self.store.save(graded.result)
        self._count(graded.result)

    def _count(self, result: Result) -> None:
        marks = {name: Mark(each.score, comment_on(each)) for name, each in result.exercises.items()}
        self.gradebook.record(result.student, marks, moment(result.timestamp))
        self.summary.add(result)

    def keep_others(self) -> None:
        """Where only some students were graded, take what holds for all others from their results."""
        if self.plan.students:
            for result in self.store.newest(*self.state.seeds):
                if result.student not in self.summary.keys and result.student not in self.summary.ungraded:
                    self.summary.keep(result)


def _finish(run: _ClassRun, path: Path) -> None:
    """Write what covers the whole class, say where it is, and mark the run as finished where it is."""
    plan, out, summary, state = run.plan, run.plan.out, run.summary, run.state
    run.keep_others()
    console, table = Console(), out / "grades.csv"
    write_pages(out, run.gradebook, summary, run.store, state)
    write_tables(console, out, run.gradebook, summary, plan.unsafe)
    write_findings(out / "findings.csv", summary, run.store, state.seeds)
    if plan.json:
        write_json(plan.json, summary, run.store, state.seeds)
    if not summary.ungraded and bool(state.only) == bool(plan.students):
        state.finished, state.submissions = now(), summary.graded + len(summary.others)
        state.save(path)
    places: dict[str, Path | str] = {
        "gradebook": (plan.db and without_password(gradebook_url(plan.db, out))) or out / "gradebook.db",
        "CSV": table,
        "pages": out / "overview.html",
    }
    if plan.json:
        places["JSON"] = plan.json
    if run.gradebook.change:
        tell(console, f"The course had changed: {run.gradebook.change}. Whose marks are others now:")
        tell(console, some(run.gradebook.moved()) or "nobody's")
    if plan.unsafe:
        console.print("Graded without a sandbox: these marks are only as good as the trust in the submissions.")
    say(console, summary, places)
