"""Portable arithmetic is right arithmetic: the same numbers as NumPy's, to rounding, and the same stream of draws."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.certify.portable import Generator, matmul, norm, spectral_norm, total


@pytest.mark.parametrize("seed", [0, 1, 20171209])
def test_its_generator_draws_what_randn_draws_from_the_same_stream(seed):
    """Whatever is drawn in between, and however odd the counts, each number is within two units in the last place."""
    ours, theirs = Generator(seed), np.random.RandomState(seed)
    for shape in [(3,), (4, 5), (), (0,), (7, 1), (2,), (1,), (100, 27)]:
        one, other = ours.randn(*shape), theirs.randn(*shape)
        assert np.shape(one) == np.shape(other)
        assert np.all(np.abs(one - other) <= 2 * np.spacing(np.abs(other)))
        assert ours.randint(1000) == theirs.randint(1000)


@pytest.mark.parametrize(
    "shapes", [((3, 4), (4,)), ((3, 4), (4, 1)), ((5, 2), (2, 6)), ((7, 40), (40, 7)), ((1, 1), (1, 1))]
)
def test_products_are_those_of_numpy_to_rounding(shapes):
    """For vectors, columns and matrices, small and large."""
    random = np.random.RandomState(0)
    one, other = (random.randn(*shape) for shape in shapes)
    assert matmul(one, other).shape == (one @ other).shape
    assert np.allclose(matmul(one, other), one @ other, rtol=1e-13, atol=1e-14)


def test_products_add_up_from_left_to_right():
    """The order of a sum is what machines differ in: here it can be told from the result."""
    row = np.array([[1e16, 1.0, -1e16, 1.0]])
    ones = np.ones(4)
    assert matmul(row, ones).tolist() == [1.0] == matmul(row, np.ones((4, 1)))[0].tolist()
    assert matmul(row, np.ones((4, 3))).tolist() == [[1.0] * 3] and total(row) == 1.0
    assert matmul(np.zeros((2, 0)), np.zeros((0, 3))).tolist() == [[0.0] * 3] * 2


def test_shapes_that_do_not_fit_are_refused():
    """Broadcasting would hide a mistake."""
    with pytest.raises(ValueError, match=r"\(2, 3\) and \(2,\)"):
        matmul(np.ones((2, 3)), np.ones(2))


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (5, 3), (3, 8), (30, 30)])
def test_the_2_norm_is_bounded_closely_from_above(shape):
    """Never below the true one, and three thousandths above it at most; equal singular values are the worst case."""
    random = np.random.RandomState(1)
    for matrix in (random.randn(*shape), np.eye(*shape), np.outer(random.randn(shape[0]), random.randn(shape[1]))):
        true = np.linalg.norm(matrix, 2)
        assert true * (1 - 1e-12) <= spectral_norm(matrix) <= 1.003 * true
    assert spectral_norm(np.zeros(shape)) == 0.0
    assert abs(norm(matrix) - np.linalg.norm(matrix)) < 1e-12
