"""The Nietzsche text as indices: the published symbols in their published order."""

from __future__ import annotations

import numpy as np

from utils.corpora import load_text


def nietzsche_indices(text: str | None = None) -> tuple[np.ndarray, str]:
    """Return the text as integers and its symbols in the order of their indices.

    Parameters
    ----------
    text : str, optional
        Another text; by default the published corpus, from its cache, the data folder or the network.

    Returns
    -------
    indices : ndarray of int32
        ``(characters,)``.
    symbols : str
        The distinct characters of the lowercased text, sorted.

    Examples
    --------
    >>> nietzsche_indices("Abba")
    (array([0, 1, 1, 0], dtype=int32), 'ab')
    """
    text = (load_text("nietzsche") if text is None else text).lower()
    symbols = "".join(sorted(set(text)))
    table = {symbol: index for index, symbol in enumerate(symbols)}
    return np.array([table[symbol] for symbol in text], np.int32), symbols
