"""Names out of a network: spelled, drawn boldly or timidly, explained, and told apart from the corpus."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from utils import (
    get_sample,
    initialize_parameters,
    print_sample,
    report_names,
    rnn_step_forward,
    step_distributions,
    with_temperature,
)

IX_TO_CHAR = dict(enumerate("\nabcdefghijklmnopqrstuvwxyz"))


def test_a_name_is_spelled_with_a_capital_and_its_newline(capsys):
    """get_sample gives the text, print_sample prints it and adds nothing."""
    assert get_sample([20, np.int64(18), 5, 24, 0], IX_TO_CHAR) == "Trex\n"
    print_sample([1, 2], IX_TO_CHAR)
    assert capsys.readouterr().out == "Ab"


def test_a_name_of_no_letters_is_spelled_too():
    """Drawing the newline first is a name, if an empty one; so is drawing nothing."""
    assert get_sample([0], IX_TO_CHAR) == "\n"
    assert get_sample([], IX_TO_CHAR) == ""


def test_an_index_without_a_symbol_is_named():
    """The sentence says which index, and how many there are."""
    with pytest.raises(ValueError, match=r"sample_ix\[1\] is 27, which has no symbol: ix_to_char has 27"):
        get_sample([1, 27], IX_TO_CHAR)


def test_temperature_one_changes_nothing_and_others_follow_the_formula():
    """p to the power of 1 over the temperature, normalized; worked by hand for 1/2 and 2."""
    p = np.array([0.1, 0.2, 0.7])
    np.testing.assert_allclose(with_temperature(p, 1), p, rtol=1e-15)
    np.testing.assert_allclose(with_temperature([0.25, 0.75], 0.5), [0.1, 0.9], rtol=1e-14)
    np.testing.assert_allclose(with_temperature([0.2, 0.8], 2), [1 / 3, 2 / 3], rtol=1e-14)


def test_extreme_temperatures_stay_distributions():
    """Towards 0 the likeliest symbol has it all, towards infinity all are alike; zeros stay zeros; nothing warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert with_temperature([0.5, 0.3, 0.2], 1e-9).tolist() == [1.0, 0.0, 0.0]
        np.testing.assert_allclose(with_temperature([1e-300, 1 - 1e-300], 1e9), [0.5, 0.5], atol=1e-6)
        assert with_temperature([0.0, 1.0], 5).tolist() == [0.0, 1.0]


def test_columns_are_distributions_of_their_own():
    """Each column is normalized by itself, as softmax does."""
    p = with_temperature([[0.25, 1.0], [0.75, 0.0]], 0.5)
    np.testing.assert_allclose(p, [[0.1, 1.0], [0.9, 0.0]], rtol=1e-14)


@pytest.mark.parametrize("temperature", [0, -1, np.nan, np.inf])
def test_impossible_temperatures_get_a_sentence(temperature):
    """Not positive, not a number or infinite."""
    with pytest.raises(ValueError, match=r"temperature is .* positive"):
        with_temperature([0.5, 0.5], temperature)


@pytest.mark.parametrize("p", [[0, 0], [np.nan, 1], [-0.1, 1.1], []])
def test_what_is_no_distribution_gets_a_sentence(p):
    """All zero, nan, negative, or nothing at all."""
    with pytest.raises(ValueError, match="probabilities should be"):
        with_temperature(p, 1)


def test_step_distributions_are_what_the_network_expects_step_by_step():
    """The same as walking by single steps, reading each symbol after its expectation was noted."""
    parameters = initialize_parameters(8, 27, 27)
    parameters = {name: 60 * weights for name, weights in parameters.items()}
    indices, a, x = [13, 5, 9, 0], np.zeros((8, 1)), np.zeros((27, 1))
    rows = step_distributions(parameters, indices)
    for row, index in zip(rows, indices, strict=True):
        a, y = rnn_step_forward(parameters, a, x)
        np.testing.assert_allclose(row, y.ravel(), atol=1e-14)
        x = np.zeros((27, 1))
        x[index] = 1


def test_report_tells_new_names_from_known_ones():
    """Capitals and newlines do not count; copies are counted once, and empty names for themselves."""
    report = report_names(["Trex\n", "mei", "TREX", "\n", "Zuul", "zuul", "Nova"], ["mei", " ZUUL "])
    assert (report.new, report.known, report.repeated) == (("Trex", "Nova"), ("Mei", "Zuul"), 2)
    assert str(report) == (
        "2 of 4 names are new: Trex, Nova\n2 are in the corpus: Mei, Zuul\nand 2 repeated one of these\n"
        "and 1 was empty: the newline was drawn first"
    )


def test_report_of_nothing_is_readable():
    """No names at all is no error."""
    assert str(report_names([], ["mei"])) == "0 of 0 names are new\n0 are in the corpus"
