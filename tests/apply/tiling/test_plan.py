"""Tiles of a scene."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope.apply.tiling import CannotTile, plan
from convscope.errors import ConvscopeError, ShapesDoNotFit

Make = Callable[[str], nn.Module]


@pytest.mark.parametrize(("size", "tile"), [((100, 64), 32), ((33, 7), 5), ((16, 16), 512), ((41, 200), 24)])
def test_every_place_is_answered_once(hard: Make, size: tuple[int, int], tile: int) -> None:
    """Nothing is left out, nothing is done twice; origins divide by the stride, reads stay in the scene."""
    planned = plan(hard("dense"), (3, *size), tile=tile)
    count = np.zeros(size, dtype=int)
    for one in planned:
        count[one.answered] += 1
        for piece, pixels, stride in zip((one.rows, one.columns), size, planned.stride, strict=True):
            assert 0 <= piece.start <= piece.first < piece.last <= piece.end <= pixels
            assert piece.start % stride == 0
            assert piece.end % stride == 0 or piece.end == pixels
    assert (count == 1).all()
    assert len(list(planned)) == len(planned)


def test_margins_are_one_number_for_inner_tiles() -> None:
    """Three 3×3 convolutions read 3 pixels on each side; of 9 tiles of 100², the middle one reads 106²: by hand."""
    net = nn.Sequential(*(nn.Conv2d(1, 1, 3, padding=1) for _ in range(3)))
    planned = plan(net, (1, 300, 300), tile=100)
    assert planned.margin == ((3, 3), (3, 3))
    assert planned.worked == pytest.approx(((103 + 106 + 103) / 300) ** 2)


def test_a_network_that_works_otherwise_at_another_size_is_refused(wired: Callable[..., nn.Module]) -> None:
    """A branch on the size in Python; a crop counted from the far end."""

    def branch(net: Any, x: Any) -> Any:
        return net.wide(x) if x.shape[2] > 50 else net.narrow(x)

    parts = {"wide": nn.Conv2d(3, 2, 5, padding=2), "narrow": nn.Conv2d(3, 2, 3, padding=1)}
    with pytest.raises(CannotTile, match="works otherwise at another size"):
        plan(wired(branch, **parts), (3, 90, 90), tile=16)

    def centred(net: Any, x: Any) -> Any:
        return F.pad(net.wide(x)[:, :, x.shape[2] // 3 :], (0, 0, 0, x.shape[2] // 3))

    with pytest.raises(CannotTile, match="works otherwise at another size"):
        plan(wired(centred, **parts), (3, 90, 90), tile=16)


def test_answers_that_are_no_map_of_the_picture_are_refused() -> None:
    """A class, and a map of other size; a tile of nothing."""
    with pytest.raises(CannotTile, match="no map: 1 gives 1×"):
        plan(nn.Sequential(nn.Conv2d(3, 2, 1), nn.Flatten()), (3, 8, 8))
    with pytest.raises(CannotTile, match="4×4 places for 8×8 pixels"):
        plan(nn.Conv2d(3, 2, 2, stride=2), (3, 8, 8))
    with pytest.raises(ConvscopeError, match="give at least 1"):
        plan(nn.Conv2d(3, 2, 1), (3, 8, 8), tile=0)


def test_a_scene_that_does_not_fit_is_told_how_to_pad(wired: Callable[..., Any]) -> None:
    """An upsampling that overshoots, and a skip whose maps differ; as it says, there is a plan."""
    net = nn.Sequential(nn.Conv2d(3, 2, 3, 2, 1), nn.Conv2d(2, 2, 3, 2, 1), nn.Upsample(scale_factor=4))
    with pytest.raises(CannotTile, match=r"112×92 places for 111×90 pixels.*pad the scene to 112×92, .*0, 2, 0, 1\)"):
        plan(net, (3, 111, 90), tile=32)
    scene = F.pad(torch.rand(1, 3, 111, 90), (0, 2, 0, 1), mode="replicate")
    assert len(plan(net, tuple(scene.shape[1:]), tile=32)) == 12

    skipped = wired(lambda net, x: x[:, :2] + net.down(x), down=net)
    with pytest.raises(ShapesDoNotFit, match="which do not combine; pad the scene to 112×92") as caught:
        plan(skipped, (3, 111, 90), tile=32)
    assert caught.value.layer == "add"


def test_padding_is_not_proposed_where_it_does_not_help(wired: Callable[..., Any]) -> None:
    """A layer that forbids tiles at every size is named, and channels that differ stay what is wrong."""
    parts = {"down": nn.Conv2d(3, 4, 3, 2, 1), "up": nn.Upsample(scale_factor=2), "norm": nn.GroupNorm(2, 4)}
    normed = wired(lambda net, x: net.norm(net.up(net.down(x)) + x[:, :1]), **parts)
    with pytest.raises(CannotTile, match="reads the whole picture at once"):
        plan(normed, (3, 111, 90), tile=32)
    with pytest.raises(ShapesDoNotFit, match="in_channels=3"):
        plan(nn.Conv2d(4, 2, 3, padding=1), (3, 111, 90))
