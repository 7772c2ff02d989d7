"""The command line: one word for each thing an instructor does. Each command imports its work when called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Build, release and grade the Dinosaur Island course.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Submitted = Annotated[
    Path,
    typer.Argument(
        help="A learning platform's download as it is, a folder or a zip archive, or "
        "SUBMITTED/<student>/dinosaur_island/<exercise>.ipynb."
    ),
]
LayoutName = Annotated[
    str | None,
    typer.Option(
        "--layout",
        help="How files are named, where that is not recognised: folders, moodle, canvas, blackboard, gradescope, "
        "google, flat, flat-behind, or a pattern such as '{student}/answers/{file}' or '{exercise}_by_{student}.ipynb' "
        "(* and ** for the rest).",
    ),
]
Out = Annotated[
    Path, typer.Option(help="Where gradebook, CSV, feedback pages and results go: an nbgrader course folder.")
]
Json = Annotated[Path | None, typer.Option("--json", help="Write every check of every student to this file as well.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Worker processes; by default one for each core.")]
Unsafe = Annotated[bool, typer.Option("--unsafe-no-sandbox", help="Grade without a sandbox; every report says so.")]
Database = Annotated[
    str | None,
    typer.Option("--db", help="SQLAlchemy URL of the gradebook, without a password; by default that in AUTOGRADER_DB."),
]
DatabaseFile = Annotated[
    Path | None, typer.Option("--db-file", help="File whose first line is that URL, readable by you alone.")
]
Students = Annotated[
    list[str] | None,
    typer.Option("--student", help="Grade only this student (may be given again): a resubmission, say."),
]
Seed = Annotated[
    int | None, typer.Option(help="Ask the questions of an earlier run again: the seed that is in its run.json.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Draw new fresh questions, with a seed of their own.")]
ChangedCourse = Annotated[
    bool,
    typer.Option(
        "--changed-course", help="Go on in a gradebook whose marks are of a course with other points; it says for whom."
    ),
]
Cluster = Annotated[str | None, typer.Option(help="Address of a Dask scheduler; the same jobs run on its workers.")]
RosterFile = Annotated[
    Path | None,
    typer.Option(
        "--roster",
        help="Who is in the class: CSV as your learning platform exports it. It is kept in the grades folder, and used "
        "from then on.",
    ),
]


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="Only say whether the notebooks are current.")] = False,
) -> None:
    """Make the students' notebooks from the masters, and refuse a course that is not fair."""
    from autograder.course.build import build as work

    raise typer.Exit(work(check=check))


@app.command()
def new(name: Annotated[str, typer.Argument(help="What the function and its notebook are to be called.")]) -> None:
    """Make the files of a new exercise, with gaps that are marked FILL IN; docs/authors.md goes through an example."""
    from autograder.course.new_exercise import new_exercise as work

    raise typer.Exit(work(name))


@app.command()
def release(file: Annotated[Path, typer.Argument(help="The zip file to write, e.g. dinosaur_island.zip.")]) -> None:
    """Pack what students get into one zip file."""
    from autograder.course.release import release as work

    raise typer.Exit(work(file))


@app.command()
def grade(
    submitted: Submitted,
    out: Out = Path("grades"),
    json: Json = None,
    jobs: Jobs = None,
    db: Database = None,
    cluster: Cluster = None,
    student: Students = None,
    seed: Seed = None,
    fresh: Fresh = False,
    unsafe_no_sandbox: Unsafe = False,
    db_file: DatabaseFile = None,
    changed_course: ChangedCourse = False,
    layout: LayoutName = None,
    roster: RosterFile = None,
) -> None:
    """Grade every submission in a folder; every one gets a verdict, and the same command goes on after a stop.

    The downloads of Moodle, Canvas, Blackboard, Gradescope, Google and GitHub Classroom are recognised, zipped or not;
    what it was taken for and who is who is said first. Where almost nothing fits, nothing is graded (exit status 2).

    A run that was stopped, at any moment and in any way, goes on where it was: only what is new or was changed since
    is graded. After a run was finished the same command grades everybody anew, with the same questions; --fresh draws
    others, which changes no mark. With --student everybody else keeps all they have. Marks and comments given by hand
    stay. The exit status is 0 when every submission has a verdict, even a zero.
    """
    from autograder.batch.batch import grade as work

    raise typer.Exit(
        work(
            submitted,
            out,
            json=json,
            jobs=jobs,
            db=db,
            db_file=db_file,
            cluster=cluster,
            students=student or (),
            seed=seed,
            fresh=fresh,
            unsafe_no_sandbox=unsafe_no_sandbox,
            changed_course=changed_course,
            layout=layout,
            roster=roster,
        )
    )


@app.command()
def feedback(
    grades: Annotated[Path, typer.Argument(help="The grades folder.")],
    db: Database = None,
    db_file: DatabaseFile = None,
) -> None:
    """Write pages, grades.csv and overview.html anew from the gradebook, with what was marked by hand; grade nothing.

    Scores, extra credit and comments given in formgrader, and penalties, stand on the students' pages from then on.
    """
    from autograder.batch.tables import feedback as work

    raise typer.Exit(work(grades, db, db_file))


@app.command()
def replay(
    out: Annotated[Path, typer.Argument(help="The grades folder.")],
    student: Annotated[str, typer.Argument(help="Whose submission is asked again.")],
    submitted: Annotated[
        Path | None, typer.Option(help="Where the submissions are, if not where they were when they were graded.")
    ] = None,
    unsafe_no_sandbox: Unsafe = False,
) -> None:
    """Ask one student's submission again what it was asked, and say whether every verdict is the same.

    Nothing is written. Where the submission has changed since, or something is missing, a sentence says so.
    """
    from autograder.batch.replay import replay as work

    raise typer.Exit(work(out, student, submitted, unsafe_no_sandbox))


@app.command()
def demo(
    out: Out = Path("build/demo"),
    jobs: Jobs = None,
    unsafe_no_sandbox: Unsafe = False,
) -> None:
    """See whether the course is current, grade the bundled class, and compare with what each submission should get."""
    from autograder.demo.demo import demo as work

    raise typer.Exit(work(out, jobs=jobs, unsafe_no_sandbox=unsafe_no_sandbox))


@app.command()
def doctor() -> None:
    """See whether this machine has what grading needs: Python, a sandbox, the data."""
    from autograder.doctor import doctor as work

    raise typer.Exit(work())


@app.command()
def reproduce() -> None:
    """Print the published figures beside ours, line by line."""
    from autograder.course.reproduce import reproduce as work

    raise typer.Exit(work())


def main() -> None:
    """Run the command line (the console command ``autograder``)."""
    from autograder.errors import BuildRefused

    try:
        app()
    except BuildRefused as refusal:  # an exercise that cannot be loaded, whatever the command
        raise SystemExit(f"An exercise is not finished:\n{refusal}") from None


if __name__ == "__main__":
    main()
