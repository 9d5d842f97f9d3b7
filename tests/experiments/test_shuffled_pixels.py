"""Shuffled pixels."""

from pathlib import Path

import numpy as np

from convscope.experiments import Trying, shuffled_pixels
from convscope.experiments.shuffled_pixels import permuted, verdict


def test_one_permutation_for_all_pictures() -> None:
    """Each picture keeps its pixels, colours together; all move alike; a seed decides."""
    pixels = np.random.default_rng(0).integers(0, 256, (3, 4, 5, 3), dtype=np.uint8)
    moved = permuted(pixels, 1)
    order = [np.flatnonzero((pixels[0].reshape(20, 3) == pixel).all(1))[0] for pixel in moved[0].reshape(20, 3)]
    assert sorted(order) == list(range(20)) and order != list(range(20))
    for before, after in zip(pixels, moved, strict=True):
        assert np.array_equal(before.reshape(20, 3)[order], after.reshape(20, 3))
    assert not np.array_equal(moved, permuted(pixels, 2))


def test_a_linear_classifier_can_do_the_same_on_either() -> None:
    """With its weights permuted alike it gives the same scores, in float64."""
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (6, 8, 8, 1), dtype=np.uint8)
    weights = random.normal(size=(8, 8))
    places = np.arange(64, dtype=np.uint8).reshape(1, 8, 8, 1)
    moved = weights.reshape(-1)[permuted(places, 3).reshape(-1)].reshape(8, 8)
    np.testing.assert_allclose(
        (permuted(pixels, 3)[..., 0] * moved).sum((1, 2)), (pixels[..., 0] * weights).sum((1, 2))
    )


def test_the_verdict_says_what_was_measured() -> None:
    """Only where the CNN clearly falls and the linear one does not is it shown; the figures stand in it."""

    def found(*pairs: tuple[float, float]) -> dict[str, dict[str, float]]:
        names = ("linear", "LeNet-5", "mean of maps")
        return {name: {"as they are": a, "shuffled": b} for name, (a, b) in zip(names, pairs, strict=True)}

    shown = str(verdict(found((0.4, 0.4), (0.6, 0.45), (0.6, 0.4)), 1000))
    assert shown.startswith("Only in a sense") and "60.0% → 45.0%" in shown and "make up for it" not in shown
    assert "make up for it" in str(verdict(found((0.4, 0.4), (0.6, 0.6), (0.6, 0.4)), 1000))
    assert str(verdict(found((0.4, 0.39), (0.6, 0.59), (0.6, 0.59)), 100)).startswith("Not shown")
    assert str(verdict(found((0.6, 0.4), (0.6, 0.5), (0.6, 0.5)), 1000)).startswith("Not shown")


def test_it_ends_in_a_picture_and_numbers(short: Trying, tmp_path: Path) -> None:
    """On digits, cut short."""
    outcome = shuffled_pixels(short, save=tmp_path / "s.png")
    assert outcome.path == tmp_path / "s.png" and outcome.path.is_file()
    for found in outcome.numbers["accuracy"].values():
        assert all(0 <= share <= 1 for share in found.values())
    assert outcome.numbers["tested"] == 40
