"""What is said of wrong lists of indices: what became of the right one, where the loop ended, what was changed."""

from __future__ import annotations

import pytest

from autograder.exercises import EXERCISES
from autograder.exercises.masters import reference
from tests.support import judging
from utils.feedback.exception_advice import advice
from utils.feedback.exercises.registry import feedback_of

EXERCISE = EXERCISES["sample"]
RIGHT = reference("sample")


@pytest.fixture(scope="module")
def cases():
    """The cases of one run."""
    return judging.cases("sample")


def messages(cases, function) -> dict[str, str]:
    """Return what is said of each check that a function fails."""
    verdicts = EXERCISE.verdicts(cases, [EXERCISE.observe(function, case.args) for case in cases])
    return {verdict.check: verdict.message for verdict in verdicts if not verdict.passed}


def spoiled(finish):
    """Spoil the right list at the end."""
    return lambda parameters, char_to_ix, seed: finish(RIGHT(parameters, char_to_ix, seed))


def going_on(stops, added=lambda count: count == 50):
    """Draw rightly from step to step, but end the list by a rule of one's own; an early newline changes no later x."""

    def sample(parameters, char_to_ix, seed):
        newline, indices = char_to_ix["\n"], []
        never = {**char_to_ix, "\n": len(char_to_ix)}
        for count, index in enumerate(RIGHT(parameters, never, seed)[:50], start=1):
            indices.append(index)
            if stops(index == newline, count):
                break
        return indices + [newline] * added(len(indices))

    return sample


@pytest.mark.parametrize(
    "finish, words",
    [
        (sorted, "The list is sorted"),
        (lambda right: right[1:], "Only the first index is missing"),
        (lambda right: right[:-1], "newline's index is missing at the end of every list"),
        (lambda right: sorted(set(right)), "stands in the list only once"),
        (lambda right: list(dict.fromkeys(right)), "stands in the list only once"),
        (lambda right: [index for index in right for _ in range(2)], "appended twice"),
        (lambda right: [index + 1 for index in right], "one more than the index"),
        (lambda right: [index - 1 for index in right[:-1]] + right[-1:], "one less than the index"),
        (lambda right: [*range(len(right) - 1), right[-1]], "holds the counter"),
    ],
)
def test_a_list_spoiled_after_the_draws_is_not_blamed_on_the_first_step(finish, words, cases):
    """All was drawn rightly; every check says what became of the list."""
    assert all(words in message for message in messages(cases, spoiled(finish)).values())


@pytest.mark.parametrize("least", [2, 4])
def test_a_newline_that_comes_early_ends_the_name_too(least, cases):
    """A newline among the first characters is overlooked: that alone is wrong, and named."""
    found = messages(cases, going_on(lambda newline, count: newline and count >= least))
    assert set(found) == {"newline"} and "always stop at a newline" in found["newline"]


@pytest.mark.parametrize("least", [41, 49])
def test_a_newline_that_comes_late_is_not_doubled(least, cases):
    """Names that end shortly before the cap get a second newline: that alone is wrong, and named."""
    found = messages(cases, going_on(lambda newline, count: newline, lambda count: count >= least))
    assert set(found) == {"newline"} and "two newlines" in found["newline"]


def test_a_loop_that_only_the_cap_ends_is_said_to_run_on(cases):
    """It does not stop too early, and its newline is not taken to be 0."""
    found = messages(cases, going_on(lambda newline, count: False))
    assert set(found) == {"newline", "vocabulary"}
    assert all("goes on after a newline" in message for message in found.values())


def test_a_loop_that_waits_for_another_index_is_told_so(cases):
    """It stops early here and late there."""

    def sample(parameters, char_to_ix, seed):
        return RIGHT(parameters, {**char_to_ix, "\n": 1}, seed)

    found = messages(cases, sample)
    assert "another index than the newline's" in found["newline"] and "taken to be 0" not in found["vocabulary"]


def test_an_empty_list_is_called_empty(cases):
    """`while idx == newline` never runs."""
    assert all("The list is empty" in message for message in messages(cases, lambda *args: []).values())


def _popped(letters):
    letters.pop("\n")


def _added(letters):
    letters["<s>"] = -1


def _changed(letters):
    letters["\n"] = 3


@pytest.mark.parametrize("change", [dict.clear, _popped, _added, _changed])
def test_changing_the_dictionary_of_characters_is_named(change, cases):
    """The list is right, but the caller's next call fails."""

    def sample(parameters, char_to_ix, seed):
        indices = RIGHT(parameters, char_to_ix, seed)
        change(char_to_ix)
        return indices

    assert messages(cases, sample) == {
        "feedback": "In some call the dictionary char_to_ix changed during the call; it should stay as it was."
    }


def test_a_mistake_is_found_beside_another_in_how_the_list_ends(cases):
    """The counter starts at 1: the first draw has another seed, and one character fewer is drawn at the cap."""

    def sample(parameters, char_to_ix, seed):
        right = RIGHT(parameters, char_to_ix, seed + 1)
        return [*right[:49], char_to_ix["\n"]] if len(right) == 51 else right

    assert "the first draw is seeded with seed + 1" in messages(cases, sample)["distribution"]


def test_letters_for_indices_and_a_flat_x_are_told_by_their_exceptions():
    """Neither sentence speaks of something else."""
    letters = advice(
        feedback_of("sample").sentences,
        "Your function raised IndexError: only integers, slices and so on are valid indices",
    )
    assert "not from letters" in letters
    assert "flat x" in advice(
        feedback_of("sample").sentences, "Your function raised ValueError: 'a' and 'p' must have same size"
    )
