"""Reads who is in a class from the list that a learning platform exports, and finds them in a download."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import GradingError
from autograder.submission.printable import listed, skeleton
from autograder.submission.roster import Person, Roster, StudentFolder, gradebook_ids

MAX_BYTES = 32 * 2**20
ENCODINGS = ("utf-8-sig", "cp1252")
#: Columns by what they hold, as Moodle, Canvas, Blackboard, Gradescope, the classrooms and nbgrader call them; first
#: those that a person is best called by.
IDS = (
    *("username", "sislogin id", "sis login id", "github_username", "login", "benutzername", "nombre de usuario"),
    *("nom d'utilisateur", "id number", "sis user id", "sid", "student id", "student_id", "id-nummer", "identifier"),
    *("id", "user_id", "email", "email address", "e-mail-adresse", "submission id", "github_id"),
)
FIRST = ("first name", "first_name", "vorname", "nombre", "prénom", "given name", "firstname")
LAST = ("last name", "last_name", "surname", "nachname", "apellido(s)", "apellidos", "nom de famille", "family name")
WHOLE = ("student", "full name", "name", "student name", "vollständiger name", "nombre completo", "nom complet")
EMAIL = ("email", "email address", "e-mail-adresse", "dirección de correo", "adresse de courriel", "e-mail", "mail")
SECTION = ("section", "sections", "group", "groups", "gruppe")
#: Columns that say who has left, and by which words.
GONE = {"dropped", "inactive", "withdrawn", "deleted", "suspended"}
LEFT = {"status": GONE, "enrollment status": GONE, "availability": {"no"}, "dropped": {"yes", "true", "1", "x"}}
NOBODY = re.compile(r"points possible|student,? ?test|test student|possible points", re.IGNORECASE)


def read_people(path: Path) -> list[Person]:
    """Read the list of a class.

    Parameters
    ----------
    path : Path
        CSV with a line of titles, as the platforms export it: separated by commas, semicolons or tabs, in UTF-8, UTF-16
        or Windows' own encoding.

    Returns
    -------
    list of Person
        In the order of the file, each id once.

    Raises
    ------
    GradingError
        Where it cannot be read, has no column that names people, or two people have one id.
    """
    text = _text(path)
    head = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=head.count)
    lines = csv.DictReader(io.StringIO(text), delimiter=separator)
    titles = {_title(title): title for title in lines.fieldnames or () if title}
    if not any(title in titles for title in (*IDS, *FIRST, *WHOLE)):
        raise GradingError(
            f"{path} has no column that names students: found {listed([*titles], 6) or 'nothing'}, expected for "
            "example 'Username', 'ID', 'Email address', 'First name' and 'Last name', or 'Student', in the first line."
        )
    people = [person for line in lines if (person := _person(titles, line)) is not None]
    ids = [person.id for person in people]
    if twice := sorted({one for one in ids if ids.count(one) > 1} if len(ids) > len(set(ids)) else ()):
        raise GradingError(
            f"{path} has two lines for {listed(twice)}. Every student needs a line and an id of their own."
        )
    return people


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()[: MAX_BYTES + 1]
    except OSError as error:
        raise GradingError(f"The roster {path} cannot be read: {error.strerror}.") from None
    if len(data) > MAX_BYTES or b"\0\0\0" in data or data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise GradingError(f"{path} is no CSV file (a spreadsheet, perhaps). Save it as CSV, and give that.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _title(title: str) -> str:
    return " ".join(title.replace("\ufeff", "").casefold().split())


def _person(titles: Mapping[str, str], line: Mapping[str, str | None]) -> Person | None:
    """Read one line; None for one that is nobody's, such as Canvas's line of possible points."""

    def value(columns: Sequence[str]) -> str:
        found = ((line.get(titles[column]) or "").strip() for column in columns if column in titles)
        return next((each for each in found if each), "")

    first, last, whole = value(FIRST), value(LAST), value(WHOLE)
    if whole and not (first or last):
        last, comma, first = (part.strip() for part in whole.partition(","))
        if not comma:
            first, _, last = (part.strip() for part in whole.partition(" "))
    email = value(EMAIL)
    marks = [(line.get(titles[column]) or "").strip() for column in IDS if column in titles]
    marks = [mark for mark in marks if mark]
    # An assignment's export says "Participant 10231", and its files 10231.
    numbers = [found[0] for mark in marks if (found := re.search(r"(?<=\D)\d+$", mark)) and "@" not in mark]
    name = f"{first} {last}".strip()
    if not (marks or name) or NOBODY.search(f"{whole} {name}"):
        return None
    keys = [*marks, *numbers, email.partition("@")[0], name, f"{last} {first}", whole]
    gone = any(value((column,)).casefold() in words for column, words in LEFT.items())
    return Person(
        (marks or [name])[0], first, last, email, value(SECTION), gone, tuple(dict.fromkeys(filter(None, keys)))
    )


def enrolled(roster: Roster, people: Sequence[Person]) -> Roster:
    """Call the students of a download as the list does.

    Parameters
    ----------
    roster : Roster
        Who handed in. Where nbgrader's commands work on the same folder, names stay as they are.
    people : sequence of Person
        Who is in the class; where nobody is, the roster stays as it is.

    Returns
    -------
    Roster
        The same students, with everybody who has not left as its `people`, and who is not on the list as `strangers`.
    """
    if not people:
        return roster
    known = _index(people)
    ids = gradebook_ids(person.id for person in people)
    students: list[StudentFolder] = []
    found: dict[str, Person] = {}
    strangers: list[str] = []
    for student in roster.students:
        person = next((known[key] for key in _candidates(student.id) if key in known), None)
        if person is None or person.id in found:
            strangers.append(student.id)
            students.append(student)
            continue
        identity = student.id if roster.base is not None else ids[person.id]
        students.append(replace(student, id=identity))
        found[person.id] = replace(person, id=identity)
    rest = [replace(person, id=ids[person.id]) for person in people if person.id not in found and not person.dropped]
    return replace(roster, students=tuple(students), people=(*found.values(), *rest), strangers=tuple(strangers))


def _index(people: Iterable[Person]) -> dict[str, Person]:
    """Return the people by what names one of them and nobody else."""
    known: dict[str, Person | None] = {}
    for person in people:
        for key in dict.fromkeys(map(_squeezed, person.keys)):
            known[key] = None if key in known else person
    return {key: person for key, person in known.items() if person is not None and key}


def _candidates(student: str) -> list[str]:
    """Return what may be on the list of a student of a download: the whole name, a number behind it, the rest."""
    name, _, number = student.rpartition("_")
    return [_squeezed(part) for part in (student, number if number.isdigit() else "", name) if part]


def _squeezed(text: str) -> str:
    """Return a name's letters and digits: Canvas writes Zoë O'Brien as obrienzoë."""
    return "".join(character for character in skeleton(text) if character.isalnum())
