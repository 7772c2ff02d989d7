"""Archives are read within bounds, and nothing of them is ever written."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from autograder.batch.task import task_of
from autograder.errors import GradingError
from autograder.submission import archives
from autograder.submission.recognise import recognise
from tests.support.downloads import notebooks, write, zipped


def reasons(folder: Path) -> dict[str, str]:
    """Why each student's first exercise was not read, and what else is told."""
    with recognise(folder) as roster:
        files = {student.id: task_of(student).submission.notebooks["clip"] for student in roster.students}
    return {student: " ".join((file.reason, *file.notes)).strip() for student, file in files.items()}


def member(name: str, data: bytes = b"x", mode: int = 0o644) -> bytes:
    """Pack one file with anything in its header."""
    packed = io.BytesIO()
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(info, data)
    return packed.getvalue()


def nested(depth: int) -> bytes:
    """Pack notebooks into archives in archives."""
    packed = zipped(notebooks("eve"))
    for _ in range(depth):
        packed = zipped({"inner.zip": packed})
    return packed


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (b"PK\x03\x04 broken", "damaged or no zip archive"),
        (zipped(notebooks("eve"))[:-40], "damaged or no zip archive"),
        (member("clip.ipynb", bytes(15 * 2**20)), "packed more tightly"),
        (member("clip.ipynb", bytes(17 * 2**20)), "17 MiB where at most 16"),
        (member("clip.ipynb", b"/etc/passwd", stat.S_IFLNK | 0o777), "links are not followed"),
        (member("clip.ipynb", b"x" * 99).replace(b"\x08\x00", b"\x63\x00"), "could not be read"),
        (nested(5), "archives deep"),
    ],
)
def test_an_archive_that_is_not_read_says_why(packed: bytes, words: str, tmp_path: Path) -> None:
    """In the student's own sentence, while everybody else is graded."""
    write(tmp_path, {"eve.zip": packed} | notebooks("ada", "ada/{e}.ipynb") | notebooks("max", "max/{e}.ipynb"))
    found = reasons(tmp_path)
    assert found["ada"] == found["max"] == ""
    assert words in found["eve"]


@pytest.mark.parametrize(
    "name", ["../clip.ipynb", "/clip.ipynb", "a/../../clip.ipynb", "C:\\clip.ipynb", "..\\clip.ipynb"]
)
def test_a_name_that_leads_out_is_nobodys_file(name: str, tmp_path: Path) -> None:
    """And nothing is written anywhere."""
    packed = zipped({name: b"x"} | {"sample.ipynb": b"y"})
    write(tmp_path / "class", {"eve.zip": packed, "max.zip": zipped(notebooks("max"))})
    assert "not handed in" in reasons(tmp_path / "class")["eve"]
    assert [path.name for path in sorted(tmp_path.rglob("*"))] == ["class", "eve.zip", "max.zip"]


def test_too_many_files_are_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The archive's own list is measured before it is read."""
    monkeypatch.setattr(archives, "MAX_DIRECTORY_BYTES", 1000)
    many = {f"{number:040d}": b"" for number in range(20)}
    write(tmp_path, {"eve.zip": zipped(notebooks("eve") | many), "max.zip": zipped(notebooks("max"))})
    assert "more files than are looked at" in reasons(tmp_path)["eve"]


def test_names_in_utf_8_that_do_not_say_so_are_read(tmp_path: Path) -> None:
    """As some programs pack them: Zoë is not called otherwise."""
    packed = bytearray(zipped({"Zoë/clip.ipynb": b"x", "Max/clip.ipynb": b"y"}))
    for start, at in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        packed[packed.find(start) + at] &= ~8  # the flag that says UTF-8
    (tmp_path / "class.zip").write_bytes(packed)
    assert set(reasons(tmp_path / "class.zip")) == {"Zoë", "Max"}


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    """With what it is."""
    (tmp_path / "class.zip").write_bytes(b"hello")
    with pytest.raises(GradingError, match=r"class.zip is a file, and no archive that can be read"):
        recognise(tmp_path / "class.zip")
