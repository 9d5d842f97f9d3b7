"""One unit's exact receptive field on a picture."""

from dataclasses import replace

import numpy as np
import pytest
from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.look import field_of_unit, receptive_field
from convscope.look.receptive_field import DIMMED, OUTLINE
from convscope.model import Model
from convscope.network import trace
from convscope.network.exact import receptive_set
from convscope.picture import InputContract

WHITE = np.full((24, 30, 3), 255, dtype=np.uint8)


def shown(view_tile: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Read from a tile which pixels are not dimmed, by the middle of each block; the outline's own are given up."""
    scale = view_tile.shape[0] // size[0]
    middles = view_tile[scale // 2 :: scale, scale // 2 :: scale]
    return np.asarray(np.isclose(middles, 1.0).all(-1))


@pytest.mark.parametrize("unit", [None, (0, 0), (7, 3)])
def test_exactly_the_pixels_that_count_are_lit(unit: tuple[int, int] | None) -> None:
    """Dilation's holes are dim, too."""
    module = nn.Sequential(nn.Conv2d(3, 4, 3, dilation=2, padding=1), nn.Conv2d(4, 4, 3, dilation=2, padding=1))
    model = Model(module, InputContract(3, 24, 30), (), "net")
    view = receptive_field(model, WHITE, "1", unit)
    mask = receptive_set(trace(module, (3, 24, 30)), "1", unit)
    np.testing.assert_array_equal(shown(view.array[0], (24, 30)), mask)
    assert np.isclose(view.array[0], DIMMED).any() and np.isclose(view.array[0], OUTLINE).all(-1).any()
    assert f"reads {mask.sum()} of 720 pixels" in view.captions[0]


def test_the_picture_is_fitted_as_it_enters_the_network() -> None:
    """Grey from colour, and to the network's size."""
    view = receptive_field(load("lenet5"), WHITE, "conv2", (0, 0))
    assert view.picture is not None and view.picture.shape == (32, 32, 1)
    assert shown(view.array[0], (32, 32)).sum() == 196


def test_beside_it_stands_how_often_pixels_are_used() -> None:
    """Up to the layer, and what the layer takes where that is another map."""
    first, second = (receptive_field(load("lenet5"), WHITE, name) for name in ("conv1", "conv2"))
    assert [len(view.array) for view in (first, second)] == [2, 3]
    assert "used 1 … 625 times" in second.captions[1] and "14×14: used 1 … 25" in second.captions[2]


def test_units_without_a_place_are_taken_together() -> None:
    """A fully connected layer reads everything."""
    view = receptive_field(load("lenet5"), WHITE, "fc1")
    assert view.captions == ("all units together read 1,024 of 1,024 pixels",)


def test_a_strip_is_shown_around_the_field_and_a_line_as_a_band() -> None:
    """Of 5,000 columns those near the unit, at a size at which they can be seen."""
    network = trace(nn.Conv2d(3, 1, 5), (3, 30, 5000))
    strip = field_of_unit(network, "conv2d", (3, 4000), picture_HWC=np.full((30, 5000, 3), 255, dtype=np.uint8))
    assert strip.array.shape[2] < 1000 and strip.columns == 1
    assert "columns 3912–4091 of 5000 shown" in strip.captions[0]
    line = field_of_unit(trace(nn.Conv1d(1, 1, 9, dilation=2), (1, 400)), "conv1d")
    assert line.array.shape[1] * 12 >= line.array.shape[2] and "positions" not in line.sentence


@pytest.mark.parametrize("tall", [(5000, 30), (30, 5000), (1, 1)])
def test_odd_pictures_are_drawn(tall: tuple[int, int]) -> None:
    """One pixel, and strips: stretched to the network's size."""
    picture = np.zeros((*tall, 3), dtype=np.uint8)
    assert receptive_field(load("lenet5"), picture, "conv1").array.shape[0] == 2


def test_what_cannot_be_drawn_is_told() -> None:
    """A layer or unit there is not, a volume, a picture of another size, an operator nobody knows."""
    model = load("lenet5")
    with pytest.raises(UnknownName, match="did you mean"):
        receptive_field(model, WHITE, "conv9")
    with pytest.raises(ConvscopeError, match="count from 0"):
        receptive_field(model, WHITE, "conv1", (99, 0))
    network = trace(model.module, (1, 32, 32))
    with pytest.raises(ConvscopeError, match="fit it"):
        field_of_unit(network, "conv1", picture_HWC=WHITE)
    with pytest.raises(ConvscopeError, match="volume"):
        field_of_unit(trace(nn.Conv3d(1, 1, 3), (1, 5, 5, 5)), "conv3d")
    bands = replace(model, contract=InputContract(5, 32, 32), module=nn.Conv2d(5, 1, 3))
    five = np.zeros((32, 32, 5), dtype=np.uint8)
    assert receptive_field(bands, five, "conv2d").array.shape[3] == 3
