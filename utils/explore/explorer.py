"""Fills the live page with a trained network, shows it in a notebook, and saves it as one file."""

from __future__ import annotations

import base64
import html
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from ..argument_errors import NAMES, wrong_parameters
from ..corpora import load_dinosaurs
from ..text import encode, read_names, vocabulary

PAGE = Path(__file__).with_name("page.html")
MARK = "{{DATA}}"
MAX_BYTES = 400_000  # of the page with everything in it
TITLE = "<title>Dinosaur Island: a network live</title>"  # by which a page is known again
# A frame of its own keeps the page's style from the notebook's; without its origin, it can reach nothing of it either.
FRAME = (
    "<script>{script}</script>\n"
    '<iframe class="dinosaur-island-explorer" title="Your network, live" sandbox="allow-scripts allow-downloads" '
    'style="width: 100%; height: 900px; border: 0" srcdoc="{page}"></iframe>'
)
# The frame says how high it is, and is told in which theme the notebook stands.
SCRIPT = """
if (!window.dinosaurIslandExplorer) {
  window.dinosaurIslandExplorer = true;
  addEventListener("message", ({ source, data }) => {
    if (!data || !data.explorer || !(data.height > 0)) return;
    const { classList, dataset } = document.body;
    const dark = dataset.jpThemeLight === "false" || classList.contains("vscode-dark");
    const light = dataset.jpThemeLight === "true" || classList.contains("vscode-light");
    for (const frame of document.querySelectorAll("iframe.dinosaur-island-explorer")) {
      if (frame.contentWindow !== source) continue;
      frame.style.height = `${data.height}px`;
      if (dark || light) source.postMessage({ theme: dark ? "dark" : "light" }, "*");
    }
  });
}
"""


@dataclass(frozen=True)
class ExplorerPage:
    """The live page of one network: a notebook shows it, `save` keeps it.

    Attributes
    ----------
    html : str
        The whole page; it loads nothing from elsewhere.
    """

    html: str

    def __repr__(self) -> str:
        size = len(self.html.encode()) / 1000
        return f"A live page of the network ({size:.0f} KB). A notebook shows it; .save('explore.html') keeps it."

    def _repr_html_(self) -> str:
        return FRAME.format(page=html.escape(self.html, quote=True), script=SCRIPT)

    def save(self, path: str | os.PathLike[str] = "explore.html") -> Path:
        """Save the page as one file, to be opened in any browser, kept, or sent.

        Parameters
        ----------
        path : str or path
            The file. An earlier page is replaced in one step; any other file is left alone.

        Returns
        -------
        Path
            Where it is now.

        Raises
        ------
        FileExistsError
            If there is a file of that name that is no such page, or a folder.
        FileNotFoundError
            If the folder that the file should go into is not there.
        """
        if not isinstance(path, (str, os.PathLike)):
            raise TypeError(f"path is {path!r}, and should be the name of a file, as in save('explore.html').")
        file = Path(path).expanduser()
        if not file.parent.is_dir():
            raise FileNotFoundError(f"There is no folder {file.parent}: make it first, or choose another one.")
        if file.exists() and not (file.is_file() and TITLE.encode() in file.read_bytes()[:2000]):
            raise FileExistsError(f"{file} is there already and is no page of explore(): choose another name.")
        partial = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        try:
            partial.write_bytes(self.html.encode())
            os.replace(partial, file)
        finally:
            partial.unlink(missing_ok=True)
        return file.resolve()


def explore(
    parameters: Mapping[str, ArrayLike],
    corpus: str | Sequence[str] | None = None,
    ix_to_char: Mapping[int, str] | None = None,
) -> ExplorerPage:
    r"""Make a live page of a trained network: type a beginning, and see what the network expects and why.

    It shows the probabilities of every next letter, their entropy, the hidden units letter by letter, and the gradient
    back to each letter; it finishes names at any temperature, and says of each whether it is real, nearly real or new.

    Parameters
    ----------
    parameters : mapping of str to ndarray
        ``Wax (H, V)``, ``Waa (H, H)``, ``Wya (V, H)``, ``b (H, 1)``, ``by (V, 1)``, as `model` or `train` returns them.
    corpus : str or sequence of str, optional
        What it was trained on, as a text with one name a line, or the names. Left out, the course's dinosaurs.
    ix_to_char : mapping of int to str, optional
        The symbol of each index. Left out, the corpus's own symbols in sorted order, as `vocabulary` numbers them.

    Returns
    -------
    ExplorerPage
        The last line of a cell shows it; ``explore(parameters).save("explore.html")`` keeps it as a file of at most
        400 KB.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it should be, or the page would be larger; the sentence says which and how.

    Examples
    --------
    >>> from utils import initialize_parameters
    >>> explore(initialize_parameters(4, 27, 27)).html[:15]
    '<!doctype html>'
    """
    weights = _checked_weights(parameters)
    names = _names(load_dinosaurs() if corpus is None else corpus)
    symbols = _symbols(names, ix_to_char, len(weights["by"]))
    data = {
        "symbols": symbols,
        "names": names,
        "units": len(weights["b"]),
        "weights": base64.b64encode(b"".join(weights[name].astype("<f8").tobytes() for name in NAMES)).decode(),
    }
    # Within a script element, "<" could begin its end.
    filled = _template().replace(MARK, json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))
    if (size := len(filled.encode())) > MAX_BYTES:
        raise ValueError(
            f"The page would have {size / 1000:.0f} KB, and {MAX_BYTES // 1000} KB are its limit: explore a network "
            f"with fewer hidden units than {data['units']}, or hand in a smaller corpus."
        )
    return ExplorerPage(filled)


@cache
def _template() -> str:
    return PAGE.read_text(encoding="utf-8")


def _checked_weights(parameters: Mapping[str, ArrayLike]) -> dict[str, np.ndarray]:
    """Return the parameters as float64 arrays, or say what is wrong with them."""
    if isinstance(parameters, tuple) and parameters and isinstance(parameters[0], Mapping):
        raise TypeError(
            "parameters is a tuple that begins with the parameters: write `parameters, history = train(...)`, or hand "
            "in its first part, parameters[0]."
        )
    if problem := wrong_parameters(parameters):
        raise ValueError(problem)
    weights = {}
    for name in NAMES:
        array = np.asarray(parameters[name])
        if array.dtype.kind not in "fiu":
            raise TypeError(f"{name} should hold real numbers; its dtype is {array.dtype}.")
        weights[name] = array.astype(np.float64)
        if not np.isfinite(weights[name]).all():
            raise ValueError(f"{name} holds nan or infinity: the training ran away, so there is nothing to explore.")
    return weights


def _names(corpus: str | Sequence[str]) -> list[str]:
    """Return the names of a text or a list, in their order."""
    if isinstance(corpus, str):
        return read_names(corpus)
    if not isinstance(corpus, Sequence) or not all(isinstance(name, str) for name in corpus):
        raise TypeError("corpus should be a text with one name a line, or a list of names (strings).")
    return read_names("\n".join(corpus))


def _symbols(names: list[str], ix_to_char: Mapping[int, str] | None, V: int) -> list[str]:
    """Return the symbol of each index, and see that the names have no others."""
    text = "\n".join(names)
    table = vocabulary(text)[1] if ix_to_char is None else ix_to_char if isinstance(ix_to_char, Mapping) else {}
    if ix_to_char is None and len(table) != V:
        raise ValueError(
            f"The network has {V} symbols, and the corpus {len(table)}: hand in the corpus that it was trained on, "
            "as in explore(parameters, corpus), or say by ix_to_char which symbols they are."
        )
    known = [s for s in map(table.get, range(V)) if isinstance(s, str) and len(s) == 1]
    if not len(table) == len(known) == len(set(known)) == V or "\n" not in known:
        raise ValueError(
            f"ix_to_char should give one symbol for each index from 0 to {V - 1}, each its own, one of them "
            "the newline."
        )
    encode(text, {symbol: ix for ix, symbol in enumerate(known)})
    return known
