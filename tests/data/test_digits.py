"""scikit-learn's digits."""

import numpy as np
from sklearn.datasets import load_digits

from convscope.data import load_dataset


def test_they_are_scikit_learns() -> None:
    """1,797 pictures of 8 × 8, the 17 levels of grey spread over 0 … 255, with their labels."""
    dataset, raw = load_dataset("digits"), load_digits()
    assert len(dataset.pictures) == 1797
    first = dataset.pictures[0]
    assert first.shape == (8, 8, 1) and first.dtype == np.uint8
    every = np.stack([dataset.pictures[index][..., 0] for index in range(1797)])
    np.testing.assert_array_equal(every, np.round(raw.images * 255 / 16))
    assert (every.min(), every.max(), len(np.unique(every))) == (0, 255, 17)
    np.testing.assert_array_equal(dataset.labels, raw.target)


def test_the_test_set_is_fixed_and_even() -> None:
    """360 pictures, the same each time, about 36 of each class."""
    one, two = load_dataset("digits"), load_dataset("digits")
    np.testing.assert_array_equal(one.test, two.test)
    assert len(one.test) == 360
    assert set(np.bincount(one.labels[one.test])) <= {34, 35, 36, 37}
