"""One student's files out of a download: which of several of one name counts, and what is told of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from autograder.submission.collect import MAX_NAMES
from autograder.submission.download import Download, Entry
from autograder.submission.layouts import Claim, exercise_of
from autograder.submission.printable import listed

COURSE_FOLDER = "dinosaur_island"
LATE = "The learning platform marks this submission as late."


@dataclass(frozen=True)
class GatheredFiles:
    """A student's files, which can be read as long as the download is open.

    Attributes
    ----------
    download : Download
        What they lie in.
    entries : dict of str to Entry
        By the names that the student gave them.
    notes : tuple of str
        What is to be told of them, one sentence each.
    """

    download: Download
    entries: dict[str, Entry]
    notes: tuple[str, ...] = ()

    def names(self) -> list[str]:
        """Return the files' names."""
        return [*self.entries]

    def read(self, name: str, limit: int) -> tuple[bytes | None, str]:
        """Return a file whole, or None and in one sentence the reason."""
        return self.download.read(self.entries[name], limit)

    def exercises(self) -> list[str]:
        """Return which exercises' notebooks are among them."""
        found = {exercise_of(name) for name in self.entries} - {""}
        return sorted(found)


def gather(download: Download, claimed: Iterable[tuple[Claim, Entry]]) -> GatheredFiles:
    """Choose among one student's files: of several of one name the latest, then the one in the course's own folder.

    Parameters
    ----------
    download : Download
        What the files lie in.
    claimed : iterable of (Claim, Entry)
        All files of the student.

    Returns
    -------
    GatheredFiles
        At most `MAX_NAMES`; notebooks that were set aside are named in the notes.
    """
    every = sorted((pair for pair in claimed if pair[0].name), key=lambda pair: _meaning(pair[0]))
    entries: dict[str, Entry] = {}
    left: list[str] = []
    for _, group in groupby(every, key=lambda pair: _meaning(pair[0])):
        pairs = sorted(group, key=_rank)
        latest = [pair for pair in pairs if pair[0].attempt == pairs[0][0].attempt]
        for claim, entry in latest[: MAX_NAMES - len(entries)]:
            if claim.name in entries:
                left += [entry.where] if exercise_of(claim.name) else []
            else:
                entries[claim.name] = entry
    beside = {entry.parts[:-1] for name, entry in entries.items() if exercise_of(name)}
    if beside:  # what else lies in a release that was handed in as a whole is not the student's
        entries = {name: entry for name, entry in entries.items() if entry.parts[:-1] in beside}
    notes = [LATE] if any(claim.late for claim, _ in every) else []
    notes += [entry.reason for _, entry in every if entry.reason]
    if left:
        notes.append(f"Several notebooks of one name were handed in; not graded: {listed(left)}.")
    return GatheredFiles(download, entries, tuple(notes))


def _meaning(claim: Claim) -> str:
    return exercise_of(claim.name) or claim.name


def _rank(pair: tuple[Claim, Entry]) -> tuple[tuple[int, ...], bool, int, str]:
    """Sort what counts first: later attempts, the course's own folder, files that do not lie deep."""
    claim, entry = pair
    folders = [part.casefold().replace("-", "_") for part in entry.parts[:-1]]
    return tuple(-ord(c) for c in claim.attempt), folders[-1:] != [COURSE_FOLDER], len(folders), entry.where
