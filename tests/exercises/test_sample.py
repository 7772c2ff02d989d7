"""`sample`: which styles are right, the cases at its edges, and that mistakes are told from each other."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from autograder.certify.proofs import Unsafe
from autograder.exercises import EXERCISES
from autograder.exercises.masters import reference
from autograder.exercises.networks import alphabet, network
from autograder.exercises.sample.cases import _draft
from autograder.exercises.sample.mistakes import Walk, twist
from tests.support import judging
from utils import softmax

EXERCISE = EXERCISES["sample"]
verdicts = partial(judging.verdicts, EXERCISE)
passed = partial(judging.passed, EXERCISE)
FIGURES = json.loads((Path(__file__).parents[2] / "autograder" / "course" / "published.json").read_text())
ALL = {check.name for check in EXERCISE.checks}


def walk(choose, squash, finish=list):
    """Make a right answer in a style of its own."""

    def sample(parameters, char_to_ix, seed):
        Wax, Waa, Wya, b, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "b", "by"))
        a, x, indices = np.zeros(b.shape), np.zeros(by.shape), []
        for counter in range(50):
            a = np.tanh(b + np.matmul(Waa, a) + np.dot(Wax, x))
            y = squash(np.dot(Wya, a) + by)
            np.random.seed(counter + seed)
            idx = choose(len(by), y)
            indices.append(idx)
            x = np.zeros(by.shape)
            x[idx] = 1
            seed += 1
            if idx == char_to_ix["\n"]:
                break
        else:
            indices.append(char_to_ix["\n"])
        return finish(indices)

    return sample


def plain_softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


STYLES = {
    "range": walk(lambda n, y: np.random.choice(range(n), p=y.ravel()), softmax),
    "list": walk(lambda n, y: np.random.choice(list(range(n)), p=y.flatten()), plain_softmax),
    "arange": walk(lambda n, y: np.random.choice(np.arange(n), p=y[:, 0]), softmax),
    "plain int": walk(lambda n, y: int(np.random.choice(n, p=np.squeeze(y))), plain_softmax),
    "array": walk(lambda n, y: np.random.choice(n, p=y.ravel()), softmax, np.array),
    "tuple": walk(lambda n, y: np.random.choice(n, p=y.ravel()), softmax, tuple),
    "whole floats": walk(
        lambda n, y: np.random.choice(n, p=y.ravel()), softmax, lambda indices: np.append([], indices)
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_honest_styles_earn_everything(style, cases):
    """Any way to draw, to write softmax, to hold the indices."""
    assert passed(cases, STYLES[style]) == ALL


def test_the_published_examples_are_used_as_far_as_they_carry(cases):
    """The first draws of the published example, all of the later edition's."""
    by_name = {case.name: case for case in cases}
    assert by_name["published"].wants["indices"].value == FIGURES["sample"]["indices"][:20]
    assert by_name["second"].wants["indices"].value == FIGURES["sample_second"]["indices"]
    assert set(by_name["published"].wants) == {"indices"}


def test_the_edge_cases_are_there(cases):
    """The cap, other vocabularies, another newline with and without the cap, one hidden unit, ten networks."""
    capped = [case for case in cases if len(case.wants["indices"].value) == 51]
    assert 5 <= len(capped) <= len(cases) - 8
    assert {len(case.args[1]) for case in cases} >= {27, 5, 40}
    assert any(case.args[1]["\n"] != 0 for case in capped)
    assert any(case.args[1]["\n"] not in (0, 4) and case not in capped for case in cases)
    assert any(case.args[0]["Waa"].shape == (1, 1) for case in cases)
    assert len({case.args[0]["Waa"].shape for case in cases}) >= 6
    contractive = [case for case in cases if 0 < np.abs(case.args[0]["Waa"]).max() < 2]
    assert len(contractive) >= 10


def test_no_case_has_a_newline_as_its_fiftieth_character(cases):
    """There right programs differ: some add a second newline."""
    for case in cases:
        assert case.wants["indices"].value[49:50] != [case.args[1]["\n"]]


def test_a_network_with_a_newline_as_fiftieth_character_is_refused():
    """Such a network is drawn again."""
    parameters = network(np.random.RandomState(1), 1, 3)
    parameters["Wax"][:], parameters["Waa"][:] = 0, 0
    parameters["by"][0] -= 3
    assert reference("sample")(parameters, alphabet(3, 0), 644)[49:] == [0, 0]
    with pytest.raises(Unsafe, match="fiftieth character is a newline"):
        _draft("", "a network", parameters, alphabet(3, 0), 644, "vocabulary")


def test_whoever_adds_a_newline_to_a_name_of_fifty_is_not_misjudged(cases):
    """A wrong feedback may reach the fiftieth character with a newline; its ending is right in both ways."""
    seldom = next(case for case in cases if case.name == "name")
    from utils.feedback.exercises.registry import read
    from utils.feedback.outcome import Outcome

    for tail in ([0], [0, 0]):
        reading = read("sample", seldom, Outcome(result=[5] * 49 + tail, arguments=list(seldom.args)))
        assert reading["ending"] == [True]


def test_changing_the_parameters_is_named(cases):
    """`by += ...` works on the caller's array: the list goes wrong, and the sentence says why."""

    def careless(parameters, char_to_ix, seed):
        parameters["by"] += 0.1 * np.arange(len(parameters["by"]))[:, None]
        return reference("sample")(parameters, char_to_ix, seed)

    messages = {verdict.message for verdict in verdicts(cases, careless)}
    assert any("the dictionary parameters changed during the call" in message for message in messages)


def test_an_answer_that_remembers_is_named(cases):
    """The same question is asked twice."""
    state = []

    def remembers(parameters, char_to_ix, seed):
        state.append(seed)
        return reference("sample")(parameters, char_to_ix, seed + len(state))

    assert any("another list the second time" in verdict.message for verdict in verdicts(cases, remembers))


def test_two_mistakes_in_two_checks_are_both_named(cases):
    """Seeded once, and no newline at the cap: each check has its own sentence."""
    both = twist(
        seeds=lambda seed, t: seed if t == 0 else None,
        finish=lambda indices, newline, capped: indices,
    )
    found = {verdict.check: verdict for verdict in verdicts(cases, both)}
    assert "seeded once" in found["seeding"].message
    assert "51 entries" in found["cap"].message
    assert found["distribution"].passed and found["newline"].passed


@pytest.mark.parametrize(
    "result, words",
    [
        (7, "indices should be a list; yours is an integer"),
        ("abc", "indices should be a list; yours is a string"),
        ([np.array([3]), np.array([0])], "take the number out of it"),
        (["c", "\n"], "indices, not characters"),
        ([3.5, 0], "indices.0. should be an integer; yours is a float"),
        ([True, 0], "should be an integer; yours is a bool"),
        (([3, 0], np.ones(27)), "indices.0. should be an integer; yours is a list"),
        (None, "returned nothing"),
        (list(range(500)), "The list is the same whatever the parameters are"),
    ],
)
def test_an_answer_of_the_wrong_kind_gets_a_sentence_about_that(result, words, cases):
    """Another type, arrays or characters for indices, nothing returned."""
    found = verdicts(cases, lambda *args: result)
    assert not any(verdict.passed for verdict in found)
    assert any(re.search(words, verdict.message) for verdict in found), found[0].message


def test_the_right_walk_is_the_reference(cases):
    """The walk that mistakes are made of is right as it stands."""
    assert passed(cases, Walk()) == ALL


def test_one_wrong_letter_is_no_list_that_is_right_as_far_as_it_goes(cases):
    """Without tanh, and returned from within the loop: a list of one letter agrees with the right one by its letter."""

    def both(parameters, char_to_ix, seed):
        np.random.seed(seed)
        scores = parameters["Wya"] @ parameters["b"] + parameters["by"]
        return [int(np.random.choice(len(char_to_ix), p=softmax(scores).ravel()))]

    assert not any("as far as it goes" in verdict.message for verdict in verdicts(cases, both))
