"""Sets of positions: unions of products, through reshapes and back."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convscope.network.regions import Region, _products, at, everywhere, reshaped


@given(mask=arrays.arrays(bool, st.sampled_from([(3,), (2, 3), (2, 3, 4), (1, 5)])))
def test_any_mask_is_a_union_of_products(mask: Any) -> None:
    """Written as products and spread out again it is the same."""
    np.testing.assert_array_equal(Region(mask.shape, tuple(_products(mask))).mask(), mask)


@given(
    mask=arrays.arrays(bool, (2, 3, 4)),
    shape=st.sampled_from(
        [(24,), (6, 4), (2, 12), (4, 6), (3, 8), (2, 3, 2, 2), (1, 2, 3, 4, 1), (8, 3), (2, 1, 3, 4)]
    ),
)
def test_reshaping_keeps_the_order(mask: Any, shape: tuple[int, ...]) -> None:
    """As numpy's reshape does."""
    region = Region(mask.shape, tuple(_products(mask)))
    np.testing.assert_array_equal(reshaped(region, shape).mask(), mask.reshape(shape))


@given(one=arrays.arrays(bool, (3, 4)), two=arrays.arrays(bool, (3, 4)))
def test_a_union_has_what_either_has(one: Any, two: Any) -> None:
    """And nothing else."""
    regions = [Region(mask.shape, tuple(_products(mask))) for mask in (one, two)]
    np.testing.assert_array_equal(regions[0].union(regions[1]).mask(), one | two)


def test_what_lies_inside_another_product_is_left_out() -> None:
    """So that branches which read less cost nothing."""
    whole, part = everywhere((1, 4, 5)), at((1, 4, 5), {1: 2})
    assert len(whole.union(part).products) == 1 == len(part.union(part).products)
    assert len(at((4, 5), {0: 1}).union(at((4, 5), {0: 2})).products) == 1  # the same along all axes but one


@pytest.mark.parametrize("axes", [(0,), (1,), (0, 1)])
def test_seen_along_some_axes(axes: tuple[int, ...]) -> None:
    """True where any position of the others is in it."""
    mask = np.array([[True, False, False], [False, False, True]])
    others = tuple(axis for axis in (0, 1) if axis not in axes)
    np.testing.assert_array_equal(Region(mask.shape, tuple(_products(mask))).along(axes), mask.any(axis=others))
