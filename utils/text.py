"""From text to numbers and back: the names in a text, its vocabulary, and the indices of its symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from . import arguments
from .arguments import described

CharToIx = Mapping[str, int]


def read_names(text: str) -> list[str]:
    r"""Return the names in a text: one a line, stripped and lowercased, empty lines left out.

    Parameters
    ----------
    text : str
        The corpus.

    Returns
    -------
    list of str
        The names in the order of the text.

    Raises
    ------
    TypeError, ValueError
        Where it is no text, or the name of a file, or no line holds a name.

    Examples
    --------
    >>> read_names("Aardonyx\n\n  Zuul \n")
    ['aardonyx', 'zuul']
    """
    names = [name for line in arguments.text("text", text).splitlines() if (name := line.strip().lower())]
    if not names:
        raise ValueError("the text holds no name: names are expected one a line, and every line here is empty")
    return names


def vocabulary(text: str) -> tuple[dict[str, int], dict[int, str]]:
    r"""Number the symbols of a text in sorted order, the end of a line among them.

    Parameters
    ----------
    text : str
        The corpus; capitals count as small letters.

    Returns
    -------
    char_to_ix : dict of str to int
        The index of each symbol; the newline, which ends a name, has index 0 unless something sorts before it.
    ix_to_char : dict of int to str
        The other way round.

    Raises
    ------
    TypeError, ValueError
        Where it is no text, or the name of a file, or empty.

    Examples
    --------
    >>> char_to_ix, ix_to_char = vocabulary("abba\n")
    >>> char_to_ix
    {'\n': 0, 'a': 1, 'b': 2}
    >>> ix_to_char[2]
    'b'
    """
    if not arguments.text("text", text, "a text").strip():
        raise ValueError("a vocabulary cannot be made from an empty text; a corpus with one name a line is expected")
    symbols = sorted(set(text.lower()) | {"\n"})
    return {symbol: ix for ix, symbol in enumerate(symbols)}, dict(enumerate(symbols))


def encode(text: str, char_to_ix: CharToIx) -> list[int]:
    r"""Return the index of each symbol of a text.

    Parameters
    ----------
    text : str
        Any text over the vocabulary.
    char_to_ix : dict of str to int
        The vocabulary.

    Returns
    -------
    list of int
        As many indices as the text has symbols.

    Raises
    ------
    TypeError, ValueError
        Where a symbol is not in the vocabulary, whose sentence names it and its line, or an argument is something else.

    Examples
    --------
    >>> encode("ab", {"\n": 0, "a": 1, "b": 2})
    [1, 2]
    """
    if not isinstance(char_to_ix, Mapping):
        raise TypeError(f"char_to_ix should be a dictionary from symbol to index; it is {described(char_to_ix)}.")
    if not isinstance(text, str):
        text = "".join(arguments.strings("text", text))
    try:
        found = [char_to_ix[symbol] for symbol in text]
    except KeyError as error:
        symbol = error.args[0]
        line = text.count("\n", 0, text.index(symbol)) + 1
        known = "".join(sorted(map(str, char_to_ix)))
        raise ValueError(
            f"line {line} has the symbol {symbol!r}, which is not in the vocabulary ({known!r}); "
            "remove it, or make the vocabulary from this text"
        ) from None
    if not {*map(type, found)} <= {int, np.int64}:  # a corpus is long: one look at all of it
        found = [arguments.whole(f"char_to_ix[{symbol!r}]", ix, 0) for symbol, ix in zip(text, found)]
    return found


def decode(indices: Sequence[int], ix_to_char: Mapping[int, str]) -> str:
    r"""Return the text that some indices stand for.

    Parameters
    ----------
    indices : sequence of int
        Indices of symbols.
    ix_to_char : mapping of int to str
        The symbol of each index.

    Raises
    ------
    TypeError, ValueError
        If an index has no symbol, or an argument is something else.

    Examples
    --------
    >>> decode([1, 2], {0: "\n", 1: "a", 2: "b"})
    'ab'
    """
    return "".join(arguments.spelled("indices", indices, ix_to_char))
