"""Certificates hold: nothing that counts as a right program gets past a bound, and unsafe fixtures are refused."""

from __future__ import annotations

import copy

import mpmath
import numpy as np
import pytest

from autograder.certify import proofs
from autograder.certify.error_bounds import BEND, FUNCTION_ULPS, ULP, Net, State, advance, cumulative, gamma, scores
from autograder.certify.high_precision import exact_boundaries, exact_step, exact_training, reordered_step
from autograder.certify.proofs import (
    Certificate,
    Unsafe,
    bound_model,
    bound_optimize,
    certify_sample,
    prove_sample,
)
from autograder.exercises import EXERCISES
from autograder.exercises.masters import reference
from autograder.exercises.networks import network, published
from tests.support import judging
from tests.support.seeded import in_part
from tests.support.sloppy_notebooks import KINDS, Sloppy, boundaries, descend

SHAPES = ((100, 27), (100, 100), (27, 100), (100, 1), (27, 1))
NAMES = ("Wax", "Waa", "Wya", "b", "by")


def rare(seed: int, n_a: int, symbols: int = 27) -> dict:
    """Draw a contractive network that goes on to the cap."""
    parameters = network(np.random.RandomState(seed), n_a, symbols)
    parameters["by"][0] -= 6
    return parameters


def numbers(seed: int, draws: int = 50) -> list[float]:
    """Return the draws of a name."""
    return [proofs.draw(seed, step) for step in range(draws)]


def step_bounds(parameters: dict, chosen: list[int]) -> list[float]:
    """Return the proved bound of each step's boundaries."""
    net, state, bounds = Net.of(parameters), State(np.zeros(len(parameters["b"])), 0.0), []
    for step in range(len(chosen)):
        state = advance(net, chosen[step - 1] if step else None, state)
        bounds.append(cumulative(scores(net, state)[1], len(parameters["by"])))
    return bounds


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[0]}-{kind[2]}")
@pytest.mark.parametrize("seed, n_a", [(1, 4), (2, 8), pytest.param(3, 12, marks=pytest.mark.slow)])
def test_no_right_program_is_further_from_the_exact_run_than_the_bound(seed, n_a, kind):
    """Whatever the order of sums and the last places of exp and tanh, each boundary stays within its proved bound."""
    parameters = rare(seed, n_a)
    chosen, exact = exact_boundaries(parameters, 0, numbers(seed))
    order, ulps, shifted = kind
    rows = boundaries(parameters, chosen, Sloppy(order, ulps, np.random.RandomState(seed)), shifted)
    for row, right, bound in zip(rows, exact, step_bounds(parameters, chosen)):
        assert np.abs(row - right).max() <= bound


def test_the_bound_stays_near_rounding_over_fifty_steps():
    """The bound is no empty promise: about 1e-12 after 50 steps of a contractive network."""
    parameters = rare(2, 8)
    chosen, _ = exact_boundaries(parameters, 0, numbers(2))
    assert 1e-14 < max(step_bounds(parameters, chosen)) < 1e-11


@pytest.mark.parametrize("seed, n_a, target", [(1, 4, 49), (2, 8, 30), (5, 6, 10), (7, 3, 49)])
def test_errors_as_large_as_allowed_and_all_in_the_worst_direction_stay_within_the_bound(seed, n_a, target):
    """Even an adversary who may choose every rounding error, to push one boundary, cannot push it past its bound."""
    parameters = rare(seed, n_a)
    Wax, Waa, Wya = (parameters[name] for name in NAMES[:3])
    b, by = parameters["b"][:, 0], parameters["by"][:, 0]
    chosen, exact = exact_boundaries(parameters, 0, numbers(seed, target + 1))

    def run(push: list[np.ndarray]) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray]:
        a, states, sizes = np.zeros(n_a), [], []
        for step in range(target + 1):
            column = Wax[:, chosen[step - 1]] if step else np.zeros(n_a)
            size = np.abs(column) + np.abs(Waa) @ np.abs(a) + np.abs(b)
            direction = np.sign(push[step]) if push else 0.0
            s = column + Waa @ a + b + gamma(n_a + 27 + 3) * size * direction  # the sum's whole allowance
            a = np.tanh(s) + FUNCTION_ULPS * ULP * np.abs(np.tanh(s)) * direction  # and the function's
            states.append(a)
            sizes.append(size)
        z = Wya @ a + by
        y = np.exp(z - z.max())
        return states, sizes, np.cumsum(y / y.sum())

    states, _, _ = run([])
    y = np.diff(exact[target], prepend=0.0)
    worst = 0.0
    for boundary in range(0, 26, 5):
        head = (np.arange(27) <= boundary).astype(float)
        slope = Wya.T @ (y * head - y * (y @ head))  # how the boundary moves with the last state
        pushes = [slope]
        for step in range(target, 0, -1):
            pushes.append(Waa.T @ ((1 - states[step] ** 2) * pushes[-1]))
        for sign in (1, -1):
            row = run([sign * push for push in reversed(pushes)])[2]
            worst = max(worst, abs(row[boundary] - exact[target][boundary]))
    bound = step_bounds(parameters, chosen)[target]
    assert worst <= bound
    assert worst > bound / 1e5  # the adversary did push


@pytest.mark.parametrize("seed", in_part(range(12), 4))
def test_every_right_program_draws_the_same_name_from_a_certified_network(seed):
    """What is certified is what counts: the indices, for programs of five kinds."""
    parameters = rare(seed, 3 + seed % 6)
    assert prove_sample(parameters, 0, seed).safe
    chosen, _ = exact_boundaries(parameters, 0, numbers(seed))
    for order, ulps, shifted in KINDS:
        rows = boundaries(parameters, chosen, Sloppy(order, ulps, np.random.RandomState(seed)), shifted)
        drawn = [int(row.searchsorted(number, side="right")) for row, number in zip(rows, numbers(seed))]
        assert drawn == chosen


def test_perturbed_parameters_do_not_change_a_certified_name():
    """A relative change of 1e-12 in every weight is far more than rounding, and still draws the same name."""
    parameters, random = rare(4, 6), np.random.RandomState(0)
    name = reference("sample")(parameters, {"\n": 0, "a": 1}, 4)
    for _ in range(20):
        moved = {key: value * (1 + 1e-12 * random.uniform(-1, 1, value.shape)) for key, value in parameters.items()}
        assert reference("sample")(moved, {"\n": 0, "a": 1}, 4) == name


@pytest.mark.slow
def test_the_published_sample_is_refused():
    """Its tail depends on the machine: the bound is infinite, and a trial finds another name."""
    parameters = dict(zip(NAMES, published(2, SHAPES)))
    assert prove_sample(parameters, 0, 0).bound == np.inf
    with pytest.raises(Unsafe, match="changes when the parameters move"):
        certify_sample(parameters, 0, 0)


def test_the_first_draws_of_the_published_sample_are_certified_by_proof():
    """For eight draws the proof reaches even the published weights."""
    certificate = certify_sample(dict(zip(NAMES, published(2, SHAPES))), 0, 0, draws=7)
    assert certificate.how == "proved" and certificate.safe


@pytest.mark.slow
def test_the_later_edition_and_the_portable_prefix_are_certified_by_trial():
    """Where the proof does not reach, the certificate says that it was tried."""
    for seed, draws in ((24, 50), (2, 20)):
        certificate = certify_sample(dict(zip(NAMES, published(seed, SHAPES))), 0, 0, draws)
        assert certificate.how == "tried" and certificate.safe


def test_a_draw_beside_a_boundary_is_refused():
    """A network whose first boundary is 1e-13 from the draw gets no certificate by proof, nor by trial."""
    number = proofs.draw(0, 0)
    parameters = {"Wax": np.zeros((1, 2)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((2, 1)), "b": np.zeros((1, 1))}
    parameters["by"] = np.array([[np.log((number + 1e-13) / (1 - number - 1e-13))], [0.0]])
    assert not prove_sample(parameters, 1, 0, draws=1).safe
    with pytest.raises(Unsafe):
        certify_sample(parameters, 1, 0, draws=1)


def test_the_remainder_uses_the_largest_bend_of_tanh():
    """The second derivative of tanh is 4 / (3 sqrt 3) at most."""
    s = np.linspace(-3, 3, 200001)
    bend = np.abs(-2 * np.tanh(s) * (1 - np.tanh(s) ** 2)).max()
    assert bend <= BEND and BEND - bend < 1e-8


@pytest.mark.parametrize("s", [0.1, 0.5, 1.0, -2.0])
def test_the_bound_of_a_step_is_as_small_as_it_may_be(s):
    """For one unit the worst that rounding may do comes to nine tenths of the bound, and never past it."""
    parameters = {"Wax": np.array([[0.0]]), "Waa": np.array([[0.7]]), "Wya": np.ones((1, 1)), "by": np.zeros((1, 1))}
    before, error, unit = 0.5, 1e-12, 2.0**-53
    parameters["b"] = np.array([[s - 0.7 * before]])
    bound = advance(Net.of(parameters), None, State(np.array([before]), error)).error
    with mpmath.workdps(50):
        old, b = mpmath.mpf(0.7) * before, mpmath.mpf(float(parameters["b"][0, 0]))
        push = mpmath.mpf(0.7) * error + 5 * unit * (old + abs(b))
        pushed = old + b + (push if s > 0 else -push)
        worst = abs(mpmath.tanh(pushed) * (1 + 8 * unit) - mpmath.tanh(old + b))
    assert 0.9 * bound < worst <= bound


def test_each_source_of_rounding_counts():
    """More terms, worse functions or a longer step make every bound larger."""
    args = example(1, 3, 7, 5)
    _, gradients, _ = reference("optimize")(*copy.deepcopy(args))
    once, tenfold = bound_optimize(args, gradients), bound_optimize((*args[:4], 0.5), gradients)
    for name in NAMES:
        assert once[name] > 0.05 * once["d" + name] and tenfold[name] > 0.5 * tenfold["d" + name]
    size = gamma(10)
    assert 10 * 2.0**-53 <= size < 10.001 * 2.0**-53


def example(seed: int, n_a: int, symbols: int, length: int) -> tuple:
    """Draw the arguments of `optimize`."""
    random = np.random.RandomState(seed)
    word = random.randint(1, symbols, length).tolist()
    parameters = network(random, n_a, symbols)
    return [None, *word], [*word, 0], random.randn(n_a, 1) * 0.5, parameters, 0.05


@pytest.mark.parametrize("kind", KINDS[:4], ids=lambda kind: f"{kind[0]}-{kind[2]}")
@pytest.mark.parametrize("seed, n_a, symbols, length", [(1, 3, 7, 5), (2, 5, 27, 1), (3, 4, 9, 20), (4, 6, 27, 6)])
def test_no_right_step_is_further_from_the_exact_one_than_its_bounds(seed, n_a, symbols, length, kind):
    """Loss, gradients, state and parameters of programs of all kinds keep to the proved bounds."""
    args = example(seed, n_a, symbols, length)
    exact = exact_step(*args)
    _, gradients, _ = reference("optimize")(*copy.deepcopy(args))
    bounds = bound_optimize(args, gradients)
    came = descend(*args, Sloppy(kind[0], kind[1], np.random.RandomState(seed)))
    for source, bound in bounds.items():
        assert np.abs(came[source] - exact[source]).max() <= bound, source


def test_the_reference_agrees_with_fifty_digits():
    """The masters' own solution is within its bounds of the exact step."""
    args = example(8, 5, 11, 9)
    exact = exact_step(*args)
    given = copy.deepcopy(args)
    loss, gradients, a_last = reference("optimize")(*given)
    bounds = bound_optimize(args, gradients)
    assert abs(loss - exact["loss"]) <= bounds["loss"]
    assert np.abs(a_last - exact["a_last"]).max() <= bounds["a_last"]
    for name in NAMES:
        assert np.abs(given[3][name] - exact[name]).max() <= bounds[name]
        assert np.abs(gradients["d" + name] - exact["d" + name]).max() <= bounds["d" + name]


@pytest.fixture(scope="module")
def training():
    """The calls of a training run, where it ends with 50 digits, and its bounds."""
    case = next(case for case in judging.cases("model") if "many" in case.title)
    outcome = EXERCISES["model"].observe(reference("model"), case.args)
    calls = [call for call in outcome.calls if call.name == "optimize"]
    return calls, exact_training([call.args for call in calls]), bound_model(calls)


@pytest.mark.parametrize("order", ["random", "pairwise", "fused"])
def test_no_right_training_run_is_further_from_the_exact_one_than_its_bounds(order, training):
    """Errors that go through several updates keep to the bounds that are carried along."""
    calls, exact, bounds = training
    arithmetic = Sloppy(order, 3, np.random.RandomState(0))
    _, _, state, parameters, _ = calls[0].args
    for call in calls:
        found = descend(call.args[0], call.args[1], state, parameters, 0.01, arithmetic)
        state, parameters = found["a_last"], {name: found[name] for name in NAMES}
    for name in NAMES:
        assert 0 < np.abs(parameters[name] - exact[name]).max() <= bounds[name]


def test_reordered_hidden_units_come_back_in_their_own_order():
    """The trial compares like with like."""
    args = example(5, 4, 8, 6)
    exact = exact_step(*args)
    for source, value in reordered_step(args, 3).items():
        assert np.allclose(value, exact[source], atol=1e-12), source


def test_a_certificate_says_how_far_and_refuses_what_is_too_near():
    """A margin of 999 bounds is refused, of 1,001 is not, and both numbers are printed."""
    near, far = Certificate("proved", 1e-12, 9.99e-10), Certificate("tried", 1e-12, 1.001e-9)
    assert "tried: bound 1.0e-12, margin 1.0e-09" in str(far.demanded("it"))
    with pytest.raises(Unsafe, match=r"it is not safe to use as a fixture .*at least 1000 times"):
        near.demanded("it")


@pytest.mark.slow
@pytest.mark.nightly
@pytest.mark.parametrize("name", EXERCISES)
def test_every_seeded_case_is_certified(name):
    """The build prints these, and with it `make demo`; all are safe."""
    certificates = EXERCISES[name].certificates()
    assert len(certificates) >= 7
    assert all(certificate.safe for _, certificate in certificates)
