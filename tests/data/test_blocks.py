"""A scene cut into parts that keep their distance."""

import numpy as np
import pytest

from convscope.data.blocks import cut_scene
from convscope.errors import ConvscopeError
from convscope.picture.masks import IGNORED, Labels


def scene(side: int = 400) -> Labels:
    """Four classes in patches, one of them in a few only, and a corner of which nothing is said."""
    random = np.random.default_rng(0)
    patches = random.choice(4, (side // 20, side // 20), p=[0.4, 0.3, 0.25, 0.05]).astype(np.uint8)
    labels = patches.repeat(20, 0).repeat(20, 1)
    labels[:60, :60] = IGNORED
    return labels


def test_windows_of_two_parts_are_a_window_apart() -> None:
    """At least; test and validation windows do not overlap among themselves."""
    cut = cut_scene(scene(), 32, classes=4)
    parts = [cut.train, cut.validation, cut.test]
    assert all(len(part) for part in parts)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        apart = np.abs(parts[one][:, None] - parts[other][None]).max(2) - 32
        assert apart.min() >= 32
    for part in parts[1:]:
        between = np.abs(part[:, None] - part[None]).max(2)
        assert between[~np.eye(len(part), dtype=bool)].min() >= 32


def test_all_windows_lie_in_the_scene_and_every_part_has_every_class() -> None:
    """The rare one, too: a class is drawn as often as another."""
    labels = scene()
    cut = cut_scene(labels, 32, classes=4)
    for part in (cut.train, cut.validation, cut.test):
        assert part.min() >= 0 and part.max() <= 400 - 32
        seen = np.concatenate([labels[top : top + 32, left : left + 32].ravel() for top, left in part.tolist()])
        assert set(np.unique(seen)) >= {0, 1, 2, 3}
        if part is cut.train:
            assert (seen == 3).sum() / (seen != IGNORED).sum() > (labels == 3).mean()


def test_the_cut_is_the_same_every_time() -> None:
    """Whatever the run's seed, and as many windows as are asked for."""
    one, other = (cut_scene(scene(), 32, classes=4, count=50) for _ in range(2))
    assert np.array_equal(one.train, other.train) and len(one.train) == 50


def test_a_scene_that_is_too_small_says_which_windows_would_do() -> None:
    """In pixels."""
    with pytest.raises(ConvscopeError, match="a scene of 100 × 100 is too small") as raised:
        cut_scene(np.zeros((100, 100), np.uint8), 64, classes=1)
    assert raised.value.fix == "smaller windows, as in window=16"
    corner = np.full((400, 400), IGNORED, np.uint8)
    corner[:60, :60] = 0
    with pytest.raises(ConvscopeError, match="no windows of 48 that keep their distance"):
        cut_scene(corner, 48, classes=1)
