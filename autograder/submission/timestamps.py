"""Reads the time at which something was handed in, from a ``timestamp.txt`` that may hold anything."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from dateutil import parser, tz

from autograder.submission.safe_read import opened, read_file

MAX_BYTES = 1024


def read_timestamp(read: Callable[[str, int], tuple[bytes | None, str]]) -> tuple[str, str]:
    """Read ``timestamp.txt`` among a submission's files.

    Parameters
    ----------
    read : callable
        Takes a name and the most bytes to accept, returns the file or None and the reason.

    Returns
    -------
    timestamp : str
        The time as ``YYYY-MM-DD HH:MM:SS.ffffff UTC``, nbgrader's own form, or ``""``.
    note : str
        Why there is none though the file is not empty, in one sentence, or ``""``.
    """
    content, reason = read("timestamp.txt", MAX_BYTES)
    if content is not None and not content.strip():
        return "", ""
    moment = None if content is None else moment_of(content)
    if moment is None:
        return "", reason or "timestamp.txt holds no time that can be read, so none was recorded."
    return f"{moment.isoformat(sep=' ', timespec='microseconds')} UTC", ""


def moment_of(content: bytes) -> datetime | None:
    """Read a time as nbgrader does, but from any bytes.

    Parameters
    ----------
    content : bytes
        What ``timestamp.txt`` holds.

    Returns
    -------
    datetime or None
        In UTC, without a time zone, as nbgrader stores it.

    Examples
    --------
    >>> moment_of(b"2026-11-22 02:38:00 UTC"), moment_of(b"2026-11-22 02:38:00 +0100")
    (datetime.datetime(2026, 11, 22, 2, 38), datetime.datetime(2026, 11, 22, 1, 38))
    >>> moment_of(b"yesterday, promise")
    """
    text = content.decode("utf-8", "replace").strip()
    if not re.fullmatch(r"[A-Za-z0-9 :.,+/-]{1,64}", text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            moment = parser.parse(text, tzinfos=lambda name, offset: offset if name is None else tz.gettz(name))
            zone = moment.utcoffset()
            moment = moment.replace(tzinfo=None)
            return moment if zone is None else moment - zone
    except Exception:  # the parser raises more kinds than it documents
        return None


def moment_in(folder: Path | str) -> datetime | None:
    """Return the time in a folder's ``timestamp.txt``.

    Parameters
    ----------
    folder : Path or str
        A submission's folder, or a graded one's.

    Returns
    -------
    datetime or None
        In UTC, without a time zone; None where there is no folder, no file or no time.
    """
    try:
        with opened(Path(folder)) as descriptor:
            content, _ = read_file(descriptor, "timestamp.txt", MAX_BYTES)
    except OSError:
        return None
    return None if content is None else moment_of(content)
