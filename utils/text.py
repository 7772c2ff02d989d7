"""From text to numbers and back: the names in a text, its vocabulary, and the indices of its symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    ValueError
        Where no line holds a name.

    Examples
    --------
    >>> read_names("Aardonyx\n\n  Zuul \n")
    ['aardonyx', 'zuul']
    """
    names = [name for line in text.splitlines() if (name := line.strip().lower())]
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
    ValueError
        Where the text is empty.

    Examples
    --------
    >>> char_to_ix, ix_to_char = vocabulary("abba\n")
    >>> char_to_ix
    {'\n': 0, 'a': 1, 'b': 2}
    >>> ix_to_char[2]
    'b'
    """
    if not text.strip():
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
    ValueError
        Where a symbol is not in the vocabulary; the sentence names it and its line.

    Examples
    --------
    >>> encode("ab", {"\n": 0, "a": 1, "b": 2})
    [1, 2]
    """
    try:
        return [char_to_ix[symbol] for symbol in text]
    except KeyError as error:
        symbol = error.args[0]
        line = text.count("\n", 0, text.index(symbol)) + 1
        known = "".join(sorted(char_to_ix))
        raise ValueError(
            f"line {line} has the symbol {symbol!r}, which is not in the vocabulary ({known!r}); "
            "remove it, or make the vocabulary from this text"
        ) from None


def decode(indices: Sequence[int], ix_to_char: Mapping[int, str]) -> str:
    r"""Return the text that some indices stand for.

    Examples
    --------
    >>> decode([1, 2], {0: "\n", 1: "a", 2: "b"})
    'ab'
    """
    return "".join(ix_to_char[int(ix)] for ix in indices)
