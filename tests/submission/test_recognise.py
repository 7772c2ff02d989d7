"""Any download of any platform is recognised, or refused with what was found and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.batch.task import task_of
from autograder.errors import GradingError, LayoutRefused
from autograder.submission.gather import LATE
from autograder.submission.recognise import recognise
from tests.support.downloads import EXERCISES, PEOPLE, PLATFORMS, content, files_of, notebooks, write, zipped

EVERYBODY = {tuple(content(person[2], name) for name in EXERCISES) for person in PEOPLE}


def handed_in(path: Path, layout: str | None = None) -> dict[str, tuple[bytes | None, ...]]:
    """What is read of each student, in the order of the exercises."""
    with recognise(path, layout=layout) as roster:
        found = {student.id: task_of(student).submission.notebooks for student in roster.students}
    return {student: tuple(read[name].content for name in EXERCISES) for student, read in found.items()}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_everybody_is_found_once_with_all_files(platform: str, tmp_path: Path) -> None:
    """As it is, in one folder more, in two, zipped, zipped in a folder, and with what file managers leave behind."""
    files = files_of(platform)
    left = {f"{Path(name).parent}/.DS_Store".removeprefix("./"): b"" for name in files} | {"__MACOSX/._x.ipynb": b""}
    forms = {
        "as it is": files,
        "deeper": {f"winter 2026/hand-ins/{name}": data for name, data in files.items()},
        "zipped deeper": {"all.zip": zipped({f"class/{name}": data for name, data in files.items()})},
        "with rubbish": files | left,
    }
    ids = set()
    for form, tree in forms.items():
        found = handed_in(write(tmp_path / form, tree))
        assert set(found.values()) == EVERYBODY and len(found) == len(PEOPLE), form
        ids.add(frozenset(found))
    (tmp_path / "class.zip").write_bytes(zipped(files))
    found = handed_in(tmp_path / "class.zip")
    assert set(found.values()) == EVERYBODY and len(found) == len(PEOPLE)
    assert ids | {frozenset(found)} == {frozenset(found)}, "whoever packs it, a student has one name"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_is_told_that_is_not_the_students_doing(platform: str, tmp_path: Path) -> None:
    """No note on the platform's own files or names, and no module out of a release is the student's."""
    with recognise(write(tmp_path, files_of(platform))) as roster:
        submissions = [task_of(student).submission for student in roster.students]
    notes = {note for each in submissions for file in each.notebooks.values() for note in file.notes}
    assert notes <= {LATE}
    assert [each.modules for each in submissions] == [{}, {}, {}]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_class_of_one_is_a_class(platform: str, tmp_path: Path) -> None:
    """Who is alone is called as in company, but where a name is told by what all have in common."""
    found = handed_in(write(tmp_path / "class", files_of(platform, PEOPLE[:1])))
    assert list(found.values()) == [tuple(content("ada", name) for name in EXERCISES)]
    assert "ada" in next(iter(found)).casefold() or platform == "gradescope"


@pytest.mark.parametrize(
    ("files", "called"),
    [
        (notebooks("ada"), "ada"),
        (notebooks("ada", "dinosaur_island/{e}.ipynb"), "ada"),
        (notebooks("ada", "dinosaur_island-main/notebooks/dinosaur_island/{e}.ipynb"), "ada"),
    ],
)
def test_one_students_work_is_graded_by_itself(files: dict[str, bytes], called: str, tmp_path: Path) -> None:
    """The notebooks at the top, in the course's folder, or one zip of them: called after the folder or the archive."""
    found = handed_in(write(tmp_path / called, files))
    assert list(found) == [called]
    (tmp_path / f"{called}.zip").write_bytes(zipped(files))
    assert handed_in(tmp_path / f"{called}.zip") == found
    assert handed_in(write(tmp_path / "two" / called / "dinosaur_island", notebooks("ada"))) == found


def test_a_student_in_nbgraders_layout_who_packed_it_is_graded_beside_the_others(tmp_path: Path) -> None:
    """Empty folders stay students, too."""
    files = files_of("nbgrader", PEOPLE[:2]) | files_of("zips in folders", PEOPLE[2:])
    write(tmp_path, files)
    (tmp_path / "eve").mkdir()
    found = handed_in(tmp_path)
    assert set(found.values()) == EVERYBODY | {(None,) * 4}
    assert set(found) == {"ada", "zoe", "max", "eve"}


def test_nbgraders_layout_is_read_where_it_is(tmp_path: Path) -> None:
    """Its commands may then work on the same folder; a download is laid out for them."""
    with recognise(write(tmp_path / "nbgrader", files_of("nbgrader"))) as roster:
        assert roster.base == tmp_path / "nbgrader"
    with recognise(write(tmp_path / "moodle", files_of("moodle"))) as roster:
        assert roster.base is None


@pytest.mark.parametrize("students", [["ada"], ["ada", "bob"], ["ada", "bob", "eve"]])
@pytest.mark.parametrize("file", ["hand_in.zip", "hand_in (1).zip"])
def test_what_hand_in_writes_belongs_to_the_folder_that_it_lies_in(students, file, tmp_path: Path) -> None:
    """The archive has one name for everybody, and browsers number it: neither is a student's."""
    tree = {f"{student}/{file}": zipped(notebooks(student)) for student in students}
    found = handed_in(write(tmp_path / "class", tree))
    assert found == {student: tuple(content(student, name) for name in EXERCISES) for student in students}


def test_the_last_attempt_counts(tmp_path: Path) -> None:
    """Of Blackboard's attempts and of Canvas's numbered files; what is only in an earlier one still counts."""
    head = "Dinosaur Island_ada_attempt_2026-01-0{}-12-00-00_{}.ipynb"
    write(tmp_path / "b", {head.format(1, name): b"old" for name in EXERCISES} | {head.format(2, "clip (1)"): b"new"})
    assert list(handed_in(tmp_path / "b").values()) == [(b"new", b"old", b"old", b"old")]
    write(
        tmp_path / "c",
        {"ada_1_70_clip.ipynb": b"old", "ada_1_71_clip-10.ipynb": b"new", "ada_1_72_clip-9.ipynb": b"old"},
    )
    assert list(handed_in(tmp_path / "c").values()) == [(b"new", None, None, None)]


def test_two_notebooks_of_one_name_are_told(tmp_path: Path) -> None:
    """The one in the course's own folder is graded, and a note says which was not."""
    files = notebooks("ada", "ada/notebooks/dinosaur_island/{e}.ipynb") | {"ada/clip.ipynb": b"old"}
    with recognise(write(tmp_path, files | notebooks("max", "max/{e}.ipynb"))) as roster:
        file = task_of(roster.students[0]).submission.notebooks["clip"]
    assert file.content == content("ada", "clip")
    assert "ada/clip.ipynb" in " ".join(file.notes)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"ada/essay.docx": b"", "max/essay.docx": b""},
        {f"s{number}/hw1.ipynb": b"" for number in range(30)} | {"s1/clip.ipynb": b""},
        {"ada/hw1/x.ipynb": b"", "readme.txt": b""},
        {f"{name}/dinosaur_island/myclip.ipynb": b"" for name in ("ada", "max")},
    ],
)
def test_what_is_no_class_of_this_course_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    """Nobody gets nothing because of how files are called; what is there and what is expected is said."""
    with pytest.raises(LayoutRefused, match=r"found .*files.* Expected SUBMITTED/<student>.*--layout"):
        recognise(write(tmp_path / "download", {"keep/.keep": b""} | files))


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("{student}/answers/{file}", "{s}/answers/{e}.ipynb"),
        ("**/{exercise}_by_{student}.ipynb", "deep/er/{e}_by_{s}.ipynb"),
        ("*/{exercise}/{student}.ipynb", "week 3/{e}/{s}.ipynb"),
    ],
)
def test_other_layouts_are_given_as_a_pattern(pattern: str, name: str, tmp_path: Path) -> None:
    """With the student and the file or the exercise, and stars for what does not matter."""
    files: dict[str, bytes] = {}
    for person in PEOPLE:
        files |= notebooks(person[2], name.replace("{s}", person[2]))
    found = handed_in(write(tmp_path, files), pattern)
    assert set(found) == {"ada", "zoe", "max"} and set(found.values()) == EVERYBODY


@pytest.mark.parametrize(
    "pattern", ["mooodle", "{student}", "{student}/{file}/{student}", "{student}/{name}", "{file}"]
)
def test_a_pattern_that_says_too_little_is_refused(pattern: str, tmp_path: Path) -> None:
    """With the names and the form that are known."""
    with pytest.raises(GradingError, match=r"is no layout. Expected .*canvas.*\{student\}"):
        recognise(write(tmp_path, files_of("folders")), layout=pattern)


def test_a_layout_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    """Also one that was asked for by name."""
    with pytest.raises(LayoutRefused, match="By the layout canvas"):
        recognise(write(tmp_path, files_of("moodle")), layout="canvas")
