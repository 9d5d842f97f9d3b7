"""The tour's report."""

from convscope.experiments.tour_story import _moments


def test_a_few_early_moments_are_chosen() -> None:
    """Before training, then early epochs; of a short history what there is."""
    assert _moments([0, 2, 5, 8, 10, 12, 15]) == [0, 2, 5, 10]
    assert _moments([0, 1]) == [0, 1]
