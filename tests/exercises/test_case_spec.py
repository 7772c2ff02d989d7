"""No certificate, no build: a case says why right answers agree on every machine, or the course is refused."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from autograder.certify.proofs import Certificate, Unsafe, prove_sample
from autograder.course import verify
from autograder.exercises import EXERCISES, masters
from autograder.exercises.case_spec import Draft
from autograder.exercises.networks import alphabet, published
from autograder.exercises.sample.cases import LARGE, ORDER

CHAOTIC = dict(zip(ORDER, published(2, LARGE)))  # the published network
PARTS = {"distribution": ["indices"], "vocabulary": ["indices"]}
KEPT = ("indices",)


def sample_case(**proof) -> Draft:
    """The published example whole, with some proof or none."""
    return Draft("new", "a new case", True, (CHAOTIC, alphabet(27, 0), 0), PARTS, only=KEPT, **proof)


@pytest.fixture
def exercise(monkeypatch):
    """A function that puts one seeded case in the place of all of `sample`'s, and no fresh ones."""

    def put(draft: Draft, name: str = "sample"):
        one = dataclasses.replace(EXERCISES[name], seeded=lambda: [draft], kinds=())
        monkeypatch.setitem(EXERCISES, name, one)
        monkeypatch.setattr(masters, "names", lambda: (name,))
        return one

    return put


def test_a_course_with_a_case_that_offers_nothing_is_refused(exercise):
    """The sentence names the case and says what to give."""
    exercise(sample_case())
    with pytest.raises(verify.BuildRefused, match=r"sample, a new case: .* no proof \(bounds or certify\) .* no trial"):
        verify.prove()


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        ({"tried": lambda: 1e-12}, "A trial alone does not do"),
        ({"bounds": lambda outcome: {}}, "the bounds say nothing about indices"),
        ({"bounds": lambda outcome: {"indices": np.nan}}, "the bound of indices is no number"),
        ({"bounds": lambda outcome: {"indices": -1.0}}, "the bound of indices is no number"),
        ({"bounds": lambda outcome: {"indices": np.inf}}, "right answers may be inf apart"),
        ({"bounds": lambda outcome: {"indices": 0.0}}, "answer changes when the arguments move|indices changes when"),
        ({"certify": lambda: prove_sample(CHAOTIC, 0, 0)}, "indices changes when|not safe to use"),
        ({"certify": lambda: Certificate("proved", 1e-12, 1.0)}, "indices changes when the arguments move"),
    ],
    ids=[
        "trial alone",
        "no bound",
        "nan",
        "negative",
        "infinite",
        "said to be exact",
        "no bound known",
        "said to be safe",
    ],
)
def test_a_proof_that_is_none_is_refused(exercise, proof, said):
    """A bound for some sources, a bound that is no number, or a claim that a trial refutes."""
    one = exercise(sample_case(**proof))
    for look in (one.fixture, one.certificates):
        with pytest.raises(Unsafe, match=said):
            look()


def test_a_certificate_that_is_not_safe_is_refused_whoever_gives_it(exercise):
    """A draft cannot leave the demand out."""
    (draft,) = [draft for draft in EXERCISES["sample"].seeded() if draft.name == "name"]
    one = exercise(dataclasses.replace(draft, certify=lambda: Certificate("proved", 1e-3, 1e-3)))
    with pytest.raises(Unsafe, match="a small network is not safe"):
        one.certificates()


@pytest.mark.parametrize("name", EXERCISES)
def test_every_case_of_the_course_offers_a_proof(name):
    """In `clip`, too: it does not round, and says so by a bound."""
    for draft in EXERCISES[name].seeded():
        assert draft.bounds is not None or draft.certify is not None
