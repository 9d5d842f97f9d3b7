"""Channel statistics from counts of values."""

import numpy as np

from convscope.data.statistics import channel_statistics


def test_they_are_those_of_all_pixels() -> None:
    """Mean and deviation equal numpy's over the chosen pictures, in double precision."""
    pictures = np.random.default_rng(0).integers(0, 256, (9000, 3, 4, 2), dtype=np.uint8)
    chosen = np.arange(0, 9000, 2)
    mean, deviation = channel_statistics(pictures, chosen)
    values = pictures[chosen].reshape(-1, 2) / 255.0
    np.testing.assert_allclose(mean, values.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(deviation, values.std(axis=0), rtol=1e-12)


def test_a_flat_channel_has_no_deviation() -> None:
    """Pictures of one value have that value as mean and a deviation of zero."""
    mean, deviation = channel_statistics(np.full((2, 5, 5, 1), 51, np.uint8), np.arange(2))
    np.testing.assert_allclose(mean, [0.2])
    np.testing.assert_allclose(deviation, [0.0], atol=1e-12)
