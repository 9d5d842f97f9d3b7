"""A suggestion for the learning rate, read off losses."""

import numpy as np
import pytest

from convscope.training.rates import Falling, falling, smoothed

RATES = np.geomspace(1e-6, 1, 601)  # 100 a decade


def test_the_average_is_adams() -> None:
    """Worked by hand: 0.95 and 0.05, divided by 1 - 0.95^t."""
    first = 4.0
    second = (0.95 * 0.05 * 4 + 0.05 * 2) / (1 - 0.95**2)
    third = (0.95 * (0.95 * 0.05 * 4 + 0.05 * 2) + 0.05 * 1) / (1 - 0.95**3)
    assert smoothed([4.0, 2.0, 1.0]).tolist() == pytest.approx([first, second, third])


def test_a_plateau_a_fall_and_a_rise_give_the_lower_half_of_the_fall() -> None:
    """From 1e-4 to 1e-2 the loss falls by 2, then it rises: half is done at 1e-3, all at 1e-2."""
    places = np.log10(RATES)
    losses = np.interp(places, [-6, -4, -2, 0], [2.3, 2.3, 0.3, 9.0])
    found = falling(RATES.tolist(), losses.tolist())
    assert found is not None
    assert found.low == pytest.approx(1e-3, rel=0.7)  # the average lags by some 20 steps
    assert found.high == pytest.approx(1e-2, rel=0.7)
    assert found.middle == pytest.approx(np.sqrt(found.low * found.high))


@pytest.mark.parametrize("seed", range(5))
def test_noise_moves_it_little(seed: int) -> None:
    """Batches differ; a tenth of the fall as noise leaves the suggestion within a factor of 1.5."""
    losses = np.interp(np.log10(RATES), [-6, -4, -2, 0], [2.3, 2.3, 0.3, 9.0])
    noisy = losses + np.random.default_rng(seed).normal(0, 0.2, len(losses))
    clean, found = falling(RATES.tolist(), losses.tolist()), falling(RATES.tolist(), noisy.tolist())
    assert clean is not None and found is not None
    assert 1 / 1.5 < found.middle / clean.middle < 1.5


@pytest.mark.parametrize("losses", [[2.3] * 601, list(np.linspace(2.3, 9, 601)), [2.3, 2.31], [2.3], []])
def test_where_nothing_falls_there_is_no_suggestion(losses: list[float]) -> None:
    """A flat loss, a rising one, too few steps."""
    assert falling(RATES.tolist()[: len(losses)], losses) is None


def test_the_middle_is_that_of_the_logarithms() -> None:
    """One decade from each end."""
    assert Falling(1e-3, 1e-1).middle == pytest.approx(1e-2)
