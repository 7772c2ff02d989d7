"""Which file was meant: the names that browsers, file managers and learning platforms make of a notebook's own."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

# What browsers and file managers add to a name: "clip (1).ipynb", "clip 2.ipynb", "Copy of clip.ipynb",
# "clip-Copy2.ipynb", in the languages of the platforms. Each part begins where a run of separators begins and never
# gives one back: a student may hand in thousands of them.
COPY = (
    r"(?:copy|kopie|copie|c[oó]pia|kopia|kopi|kopio|kópia|kopija|másolat|копия|копія|копие|kopya|kopyası|bản sao"
    r"|salinan|αντίγραφο|副本|复制|拷贝|コピー|사본|نسخة|עותק)"
)
OF = r"(?:of|von|van|de|di|da|do|av|af|z|от|из|từ|dari)"
COPIES = re.compile(
    rf"^{COPY}(?: {OF})? |^(?:副本|コピー)[ _-]*+|(?<![ _-])[ _-]*+\(\d++\)$|(?<![ _-])[ _-]++\d++$"
    rf"|(?<![ _-])[ _-]++\(?{COPY}\)?[ _-]?\d*+$|(?:\s?의 사본|\s?のコピー|\s?[ 的]?副本)$"
)
MAX_NAME, MAX_COPIES = 100, 8  # characters of a name that is a copy's, and how often it was copied
EXTRA_SUFFIX = re.compile(r"(\.ipynb)(\.(txt|json|ipynb)|\.)+$|\.json$")  # clip.json: some browsers save it so


def meant(name: str) -> str:
    """Return the file name that was most likely meant by one with a copy's number, other capitals or a second suffix.

    Parameters
    ----------
    name : str
        A file's name as it was found.

    Examples
    --------
    >>> meant("Clip (1).ipynb"), meant("clip-Copy2.ipynb"), meant("clip.ipynb.txt"), meant("my_clip.ipynb")
    ('clip.ipynb', 'clip.ipynb', 'clip.ipynb', 'my_clip.ipynb')
    """
    seen = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    if len(seen) > MAX_NAME:
        return seen
    name = EXTRA_SUFFIX.sub(lambda found: found[1] or ".ipynb", seen.casefold().strip())
    stem, dot, suffix = name.rpartition(".")
    for _ in range(MAX_COPIES):
        stem = COPIES.sub("", stem.strip())
    return stem + dot + suffix


def alike(path: Path) -> list[Path]:
    """Return the files beside a notebook whose names can only mean it, such as ``clip (1).ipynb`` for ``clip.ipynb``.

    Parameters
    ----------
    path : Path
        The notebook; it need not be there.
    """
    try:
        beside = sorted(path.parent.iterdir())
    except OSError:
        return []
    return [other for other in beside if other.name != path.name and meant(other.name) == path.name]
