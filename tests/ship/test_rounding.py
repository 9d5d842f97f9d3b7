"""Weights to integers."""

import numpy as np
import pytest

from convscope.ship import rounding
from convscope.ship.rounding import rounded, scales_of

LEVELS = 4


def test_the_largest_weight_of_a_channel_is_the_largest_integer() -> None:
    """Steps by hand; of zeros alone, any step will do."""
    weights = np.array([[[0.5, -2.0], [0.0, 0.0]]])
    assert scales_of(weights, 4).tolist() == [[[0.5], [1.0]]]
    assert rounded(weights, [np.eye(2)[None]], 4).tolist() == [[[1, -4], [0, 0]]]


@pytest.mark.parametrize("block", [64, 2])
def test_it_is_the_written_out_algorithm(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Column by column, the rest answering for each error by the least squares of what is left: float64, no inverse."""
    monkeypatch.setattr(rounding, "BLOCK", block)
    chance = np.random.default_rng(0)
    weights = chance.standard_normal((1, 3, 7))
    mixed = chance.standard_normal((30, 7)) @ chance.standard_normal((7, 7))
    products = mixed.T @ mixed / 30
    steps = scales_of(weights, LEVELS)[0]
    order = np.argsort(-np.diag(products))
    expected = np.zeros((3, 7))
    for output in range(3):
        left = weights[0, output] / steps[output]
        for at, column in enumerate(order):
            expected[output, column] = np.clip(np.rint(left[column]), -LEVELS, LEVELS)
            error, later = left[column] - expected[output, column], order[at + 1 :]
            left[later] += error * np.linalg.solve(products[np.ix_(later, later)], products[later, column])
    plain = np.rint(weights[0] / steps)
    lost = [np.einsum("oi,ij,oj->o", off, products, off) for off in (weights[0] / steps - expected,
                                                                     weights[0] / steps - plain)]  # fmt: skip
    better = np.where((lost[0] < lost[1])[:, None], expected, plain)
    np.testing.assert_array_equal(rounded(weights, [products[None]], LEVELS)[0], better)
    assert (lost[0] < lost[1]).any(), "else nothing was tried"


def test_it_never_loses_more_than_plain_rounding_and_often_half() -> None:
    """Inputs that go together, in two groups and two parts: the mean square error of the outputs."""
    chance = np.random.default_rng(1)
    weights = chance.standard_normal((2, 5, 24))
    inputs = chance.standard_normal((2, 200, 24)) + 2 * chance.standard_normal((2, 200, 1))
    whole = inputs.transpose(0, 2, 1) @ inputs / 200
    parts = [whole[:, :12, :12], whole[:, 12:, 12:]]
    made = rounded(weights, parts, LEVELS)
    assert made.dtype == np.int8 and np.abs(made).max() == LEVELS
    errors = [
        weights / scales_of(weights, LEVELS) - one for one in (made, np.rint(weights / scales_of(weights, LEVELS)))
    ]
    for part, products in zip((slice(12), slice(12, 24)), parts, strict=True):
        ours, plain = (np.einsum("goi,gij,goj->go", one[..., part], products, one[..., part]) for one in errors)
        assert (ours <= plain + 1e-12).all() and ours.sum() < 0.5 * plain.sum()
