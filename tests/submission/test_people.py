"""The list of a class as each platform exports it, and its people found in that platform's download."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import GradingError
from autograder.submission.people import read_people
from autograder.submission.recognise import recognise
from tests.support.downloads import files_of, write

#: A platform's export of the three people and one more, who hands in nothing, and whose download it goes with.
EXPORTS = {
    "moodle": (
        "Identifier,Full name,ID number,Email address,Status\r\n"
        "Participant 10231,Ada Lovelace,1,ada@x.org,Submitted\r\nParticipant 10232,Zoë O'Brien,2,zoe@x.org,\r\n"
        "Participant 10233,Max von Berg,3,max@x.org,\r\nParticipant 10234,Eve Late,4,eve@x.org,No submission\r\n"
    ),
    "moodle with zips": (
        "Vorname;Nachname;Benutzername;E-Mail-Adresse\nAda;Lovelace;ada;ada@x.org\nZoë;O'Brien;zoe;zoe@x.org\n"
        "Max;von Berg;max;max@x.org\nEve;Late;eve;eve@x.org\n"
    ),
    "canvas": (
        "Student,ID,SIS User ID,SIS Login ID,Section,Island (99)\n    Points Possible,,,,,70\n"
        '"Lovelace, Ada",10231,,ada,A,\n"O\'Brien, Zoë",10232,,zoe,A,\n"von Berg, Max",10233,,max,B,\n'
        '"Late, Eve",10234,,eve,B,\n"Student, Test",10235,,0abc,,\n'
    ),
    "blackboard": (
        '"Last Name"\t"First Name"\t"Username"\t"Availability"\n"Lovelace"\t"Ada"\t"ada"\t"Yes"\n'
        '"O\'Brien"\t"Zoë"\t"zoe"\t"Yes"\n"von Berg"\t"Max"\t"max"\t"Yes"\n"Late"\t"Eve"\t"eve"\t"Yes"\n'
    ),
    "gradescope": (
        "First Name,Last Name,SID,Email,Submission ID\nAda,Lovelace,1,ada@x.org,30693\nZoë,O'Brien,2,z@x.org,30696\n"
        "Max,von Berg,3,m@x.org,30699\nEve,Late,4,e@x.org,\n"
    ),
    "google classroom": (
        "Last Name,First Name,Email\nLovelace,Ada,a@x\nO'Brien,Zoë,z@x\nvon Berg,Max,m@x\nLate,Eve,e@x\n"
    ),
    "github classroom": (
        '"identifier","github_username","github_id","name"\n"1","ada","77",""\n"2","zoe","78",""\n"3","max","79",""\n'
        '"4","eve","80",""\n'
    ),
    "nbgrader": (
        "id,first_name,last_name,email\nada,Ada,Lovelace,\nzoe,Zoë,O'Brien,\nmax,Max,von Berg,\neve,Eve,Late,\n"
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("platform", EXPORTS)
def test_everybody_is_found_in_the_download_and_who_is_missing_is_known(
    platform: str, encoding: str, tmp_path: Path
) -> None:
    """Three of four handed in; all four are people of the class, each once, and nobody is a stranger."""
    (tmp_path / "list.csv").write_bytes(EXPORTS[platform].encode(encoding))
    people = read_people(tmp_path / "list.csv")
    with recognise(write(tmp_path / "class", files_of(platform)), people=people) as roster:
        students = {student.id for student in roster.students}
        assert roster.strangers == ()
    assert len(roster.people) == 4
    absent = {person.id for person in roster.people} - students
    assert len(students) == 3 and len(absent) == 1
    if platform != "github classroom":
        assert {person.last for person in roster.people} == {"Lovelace", "O'Brien", "von Berg", "Late"}
        assert next(person.first for person in roster.people if person.id in absent) == "Eve"


def test_who_is_not_on_the_list_is_a_stranger_and_graded_all_the_same(tmp_path: Path) -> None:
    """Under the name of the download."""
    (tmp_path / "list.csv").write_text("Username,First name\nada,Ada\n")
    people = read_people(tmp_path / "list.csv")
    with recognise(write(tmp_path / "class", files_of("zips")), people=people) as roster:
        assert [student.id for student in roster.students] == ["ada", "max", "zoe"]
        assert sorted(roster.strangers) == ["max", "zoe"]


def test_who_has_left_is_asked_for_nothing(tmp_path: Path) -> None:
    """Dropped, and nothing handed in: no line; what was handed in still counts."""
    (tmp_path / "list.csv").write_text("id,status\nada,dropped\neve,dropped\nmax,active\nzoe,\n")
    with recognise(write(tmp_path / "c", files_of("zips")), people=read_people(tmp_path / "list.csv")) as roster:
        assert {person.id for person in roster.people} == {"ada", "max", "zoe"}


def test_a_name_that_two_have_names_neither(tmp_path: Path) -> None:
    """Two called Ada Lovelace are told apart by their numbers, not guessed by the name."""
    lines = "name,username\nAda Lovelace,ada1\nAda Lovelace,ada2\n"
    (tmp_path / "list.csv").write_text(lines)
    people = read_people(tmp_path / "list.csv")
    with recognise(write(tmp_path / "class", files_of("google classroom")), people=people) as roster:
        assert "Ada Lovelace" in roster.strangers


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no column that names students: found nothing"),
        (b"a,b\n1,2\n", "found a and b, expected for example 'Username'"),
        (b"PK\x03\x04\0\0", "no CSV file"),
        (b"id\nada\nada\n", "two lines for ada"),
    ],
)
def test_what_is_no_list_of_a_class_is_one_sentence(content: bytes, words: str, tmp_path: Path) -> None:
    """With what was found and what was expected."""
    (tmp_path / "list.csv").write_bytes(content)
    with pytest.raises(GradingError, match=words):
        read_people(tmp_path / "list.csv")
