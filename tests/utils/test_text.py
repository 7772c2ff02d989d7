"""A text becomes names, a vocabulary, and indices; a bad one becomes a sentence."""

from __future__ import annotations

import pytest

from utils.text import decode, encode, read_names, vocabulary


def test_names_are_stripped_lowercased_and_never_empty():
    """White space, capitals and blank lines around names do not reach the network."""
    assert read_names("  Zuul\r\n\n\tBalaur \n") == ["zuul", "balaur"]


def test_a_text_without_names_is_refused():
    """A corpus of blank lines is named as one."""
    with pytest.raises(ValueError, match="holds no name"):
        read_names("\n  \n")


def test_vocabulary_numbers_symbols_in_sorted_order_with_the_newline():
    """The end of a name has an index even where the last line has no newline."""
    char_to_ix, ix_to_char = vocabulary("Cab")
    assert char_to_ix == {"\n": 0, "a": 1, "b": 2, "c": 3}
    assert [ix_to_char[n] for n in range(4)] == ["\n", "a", "b", "c"]


def test_vocabulary_of_nothing_is_refused():
    """An empty corpus has no vocabulary."""
    with pytest.raises(ValueError, match="empty text"):
        vocabulary(" \n")


def test_unknown_symbol_is_named_with_its_line():
    """A symbol outside the vocabulary is shown, and where it stands."""
    char_to_ix, _ = vocabulary("abc\n")
    with pytest.raises(ValueError, match=r"line 3 has the symbol 'é'"):
        encode("ab\nbc\ncé", char_to_ix)


def test_decoding_undoes_encoding():
    """What was encoded can be read again."""
    char_to_ix, ix_to_char = vocabulary("stegosaurus")
    assert decode(encode("tuatara".replace("t", "s"), char_to_ix), ix_to_char) == "suasara"
