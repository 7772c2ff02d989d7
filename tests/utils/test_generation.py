"""Many names at once are the names that one at a time would have been."""

from __future__ import annotations

import numpy as np
import pytest

from utils import generation
from utils.generation import generate

LETTERS = "\nabcdefghijklmnopqrstuvwxyz"


def network(n_a=12, V=27, seed=0, newline=0.0):
    """A network that listens to its inputs; a positive `newline` makes its names shorter."""
    rng = np.random.default_rng(seed)
    shapes = {"Wax": (n_a, V), "Waa": (n_a, n_a), "Wya": (V, n_a), "b": (n_a, 1), "by": (V, 1)}
    parameters = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    parameters["Waa"] *= 0.6 / np.sqrt(n_a)
    parameters["by"][0] += newline
    return parameters


def one_at_a_time(parameters, uniform, temperature, letters=LETTERS):
    """The same names by a plain loop: one name, one step, one draw after the other."""
    names = []
    for numbers in uniform:
        a, x, name = np.zeros((len(parameters["b"]), 1)), np.zeros((len(letters), 1)), ""
        for u in numbers:
            a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
            scores = (parameters["Wya"] @ a + parameters["by"])[:, 0] / temperature
            p = np.exp(scores - scores.max())
            index = int(np.searchsorted(np.cumsum(p / p.sum()), u, side="right"))
            if letters[index] == "\n":
                break
            name += letters[index]
            x = np.zeros_like(x)
            x[index] = 1
        names.append(name[:1].upper() + name[1:])
    return names


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("size", [1, 7, 64, 1024])
def test_names_are_those_of_a_plain_loop(size, temperature, monkeypatch):
    """With the same uniform numbers the same names come out, however many grow together."""
    monkeypatch.setattr(generation, "BATCH", size)
    parameters = network(newline=2.0)
    expected = one_at_a_time(parameters, np.random.default_rng(5).random((100, 30)), temperature)
    assert generate(parameters, 100, temperature, seed=5, max_length=30) == expected


def test_weights_so_large_that_tanh_is_one_give_the_same_names():
    """exp overflows on the way to tanh, which changes nothing and warns nobody."""
    parameters = network(newline=2.0)
    parameters["Wax"] *= 1000
    expected = one_at_a_time(parameters, np.random.default_rng(5).random((100, 30)), 1.0)
    assert generate(parameters, 100, seed=5, max_length=30) == expected


def test_draws_follow_the_network_s_own_distribution():
    """The first letters of many names pass a chi-square test against the softmax."""
    parameters = network()
    a = np.tanh(parameters["b"])
    scores = (parameters["Wya"] @ a + parameters["by"])[:, 0]
    p = np.exp(scores) / np.exp(scores).sum()
    n = 20000
    names = generate(parameters, n, seed=11, max_length=1)
    counts = np.array([sum(name.lower() == letter.strip() for name in names) for letter in LETTERS])
    often = n * p > 5
    statistic = ((counts - n * p) ** 2 / (n * p))[often].sum()
    assert statistic < often.sum() - 1 + 5 * np.sqrt(2 * (often.sum() - 1))


def test_same_seed_same_names_and_fewer_are_the_beginning_of_more():
    """Names depend on the seed and their number alone."""
    parameters = network()
    many = generate(parameters, 3000, seed=3)
    assert generate(parameters, 3000, seed=3) == many
    assert generate(parameters, 10, seed=3) == many[:10]
    assert generate(parameters, 10, seed=4) != many[:10]


def test_temperature_zero_is_greedy_and_the_limit_of_small_ones():
    """At 0 all names are the likeliest letters, and very small temperatures come to the same without a warning."""
    parameters = network()
    greedy = generate(parameters, 3, temperature=0)
    assert len(set(greedy)) == 1
    assert generate(parameters, 3, temperature=1e-300) == generate(parameters, 3, temperature=1e-4) == greedy


def test_high_temperature_makes_all_letters_equally_likely():
    """At a very high temperature about one symbol in 27 is the newline, so names are about 26 letters long."""
    names = generate(network(newline=9.0), 4000, temperature=1e6, max_length=400)
    assert np.mean([len(name) for name in names]) == pytest.approx(26, rel=0.1)


def test_names_end_at_the_newline_or_at_the_longest():
    """No name is longer than allowed; one that ends at once is empty."""
    assert set(map(len, generate(network(newline=-99.0), 50, max_length=9))) == {9}
    assert generate(network(newline=999.0), 3) == ["", "", ""]
    assert generate(network(), 0) == []


def test_another_vocabulary_is_spelled_by_its_own_symbols():
    """Symbols beyond the alphabet come out as they are, wherever the newline stands."""
    letters = "éa\nß"
    parameters = network(n_a=5, V=4)
    parameters["by"][2] -= 1
    names = generate(parameters, 40, seed=1, ix_to_char=dict(enumerate(letters)), max_length=12)
    assert names == one_at_a_time(parameters, np.random.default_rng(1).random((40, 12)), 1.0, letters)
    assert any("ß" in name for name in names)


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ({"n": -1}, ValueError, "n is -1"),
        ({"n": 2.0}, TypeError, "whole number"),
        ({"temperature": -0.1}, ValueError, "temperature is -0.1"),
        ({"temperature": float("nan")}, ValueError, "from 0 up"),
        ({"temperature": "hot"}, ValueError, "from 0 up"),
        ({"seed": -3}, ValueError, "seed is -3"),
        ({"max_length": 0}, ValueError, "max_length is 0"),
        ({"parameters": network(V=30)}, ValueError, "30 symbols"),
        ({"ix_to_char": {0: "\n"}}, ValueError, "from 0 to 26"),
        ({"ix_to_char": dict(enumerate("abcdefghijklmnopqrstuvwxyzä"))}, ValueError, "newline"),
        ({"parameters": {"Wax": np.zeros((2, 2))}}, ValueError, "parameters has no Waa, Wya, b, by"),
        ({"parameters": network() | {"Waa": np.zeros((3, 3))}}, ValueError, r"Waa should have .*\(3, 3\)"),
        ({"parameters": network() | {"by": np.full((27, 1), np.nan)}}, ValueError, "nan"),
    ],
)
def test_bad_arguments_get_a_sentence(arguments, error, sentence):
    """Each says what came and what was expected."""
    with pytest.raises(error, match=sentence):
        generate(**{"parameters": network(), "n": 2, **arguments})
