"""Where the texts come from: the dinosaurs that ship with the course, and three published corpora fetched on demand."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

FOLDER_VARIABLE = "DINOSAUR_ISLAND_DATA"
_PLACES = [Path(__file__).parents[level] / "data" / "dinos.txt" for level in (1, 0)]  # of the course, of a wheel
EMBEDDED = next((path for path in _PLACES if path.is_file()), _PLACES[0])
_COURSE = (
    "https://media.githubusercontent.com/media/amanchadha/coursera-deep-learning-specialization/master/"
    "C5%20-%20Sequence%20Models/Week%201/Dinosaur%20Island%20--%20Character-level%20language%20model/"
)


class CorpusError(Exception):
    """A corpus could not be had; the sentence says what was expected, what came, and what to do."""


@dataclass(frozen=True)
class Corpus:
    """A published corpus: the file's name, where it is, the SHA-256 of its bytes, and what it is."""

    file: str
    url: str
    sha256: str
    about: str


CORPORA = {
    "dinos": Corpus(
        "dinos.txt",
        _COURSE + "dinos.txt",
        "ad6465621cf56c08f71d4fbb40cf7eab763f9df42c54cc460d6c4d86e9c927fb",
        "the 1,536 names of the original exercise",
    ),
    "shakespeare": Corpus(
        "shakespeare.txt",
        _COURSE + "shakespeare.txt",
        "1b454b67b44e6f367c83a17ed295c46c5d4a1173cf5d09161882af4041bae023",
        "Shakespeare's sonnets",
    ),
    "nietzsche": Corpus(
        "nietzsche.txt",
        "https://s3.amazonaws.com/text-datasets/nietzsche.txt",
        "23cf69874ab69d3d256099ab530ea4be24d47d9675b673bcc67cbcd6298ec647",
        "writings of Friedrich Nietzsche in English",
    ),
}


def load_dinosaurs() -> str:
    """Return the text of the dinosaurs that ship with the course: lowercase genera, one a line.

    Examples
    --------
    >>> load_dinosaurs().splitlines()[0]
    'aachenosaurus'
    """
    return read_text(EMBEDDED)


def load_text(name: str) -> str:
    """Return a published corpus, as it was published.

    It is read from the folder that the environment variable ``DINOSAUR_ISLAND_DATA`` names, where that is set; else
    from the cache; else it is downloaded, with a progress bar, and cached.

    Parameters
    ----------
    name : str
        ``"dinos"``, ``"shakespeare"`` or ``"nietzsche"``.

    Returns
    -------
    str
        The whole text.

    Raises
    ------
    CorpusError
        Where there is no such corpus or no network, or the file is missing, another one, empty or not UTF-8.
    """
    if not isinstance(name, str) or name not in CORPORA:
        raise CorpusError(f"there is no corpus {name!r}; there are {', '.join(CORPORA)}")
    corpus = CORPORA[name]
    folder = os.environ.get(FOLDER_VARIABLE)
    path = Path(folder).expanduser() / corpus.file if folder else _fetched(corpus)
    return read_text(path, corpus.sha256)


def read_text(path: Path, sha256: str | None = None) -> str:
    """Read a text file whole.

    Parameters
    ----------
    path : Path
        The file.
    sha256 : str, optional
        What its bytes must hash to.

    Returns
    -------
    str
        The text; every line ends with a plain newline, whatever the file had.

    Raises
    ------
    CorpusError
        Where the file is missing, empty, not UTF-8, or not the one that was meant.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise CorpusError(
            f"{path} is missing; put the file there, or unset {FOLDER_VARIABLE} to have it downloaded"
        ) from None
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror or error}") from None
    if data.startswith(b"version https://git-lfs"):
        raise CorpusError(
            f"{path} is a Git LFS pointer, not the text itself; run `git lfs pull` where it came from, or delete it"
        )
    if not data.strip():
        raise CorpusError(f"{path} is empty; a text with one name or sentence a line is expected")
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise CorpusError(
            f"{path} is another file than the published one: its SHA-256 begins with "
            f"{hashlib.sha256(data).hexdigest()[:12]}, expected was {sha256[:12]}; delete it and fetch it again"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(f"line {line} of {path} is not UTF-8; save the file as UTF-8 and try again") from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _fetched(corpus: Corpus) -> Path:
    """Return the corpus's place in the cache, after downloading it if it is not there yet."""
    import pooch  # only here: importing utils must stay quick, and nothing is downloaded at import

    folder = Path(pooch.os_cache("dinosaur-island"))
    if (folder / corpus.file).exists():
        return folder / corpus.file
    try:
        downloader = pooch.HTTPDownloader(progressbar=True, timeout=30)
        return Path(pooch.retrieve(corpus.url, None, corpus.file, folder, downloader=downloader))
    except Exception as error:  # requests, urllib3 and the system each have their own
        raise CorpusError(
            f"{corpus.file} ({corpus.about}) could not be downloaded from {corpus.url}: {type(error).__name__}. Check "
            f"the network, or put the file into a folder and name the folder in {FOLDER_VARIABLE}"
        ) from error
