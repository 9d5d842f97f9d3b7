"""Deletion and insertion."""

import re
import statistics

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.look import deletion as look_deletion
from convscope.look.deletion import Areas, Curve, curve, elsewhere, ends, order_of
from convscope.look.projected import question
from convscope.model import Model
from convscope.picture import InputContract


def linear(weights: torch.Tensor) -> Model:
    """A network of one number, the weighted sum of an 8 × 8 picture, whose softmax is left out: one class."""
    module = nn.Sequential(nn.Flatten(), nn.Linear(64, 1, bias=False))
    with torch.no_grad():
        module[1].get_parameter("weight").copy_(weights.reshape(1, 64))
    return Model(module, InputContract(1, 8, 8), (), "linear")


def test_by_hand() -> None:
    """Weights 63 … 0 on white: deleting half by their order leaves the sum of the lower half."""
    model = linear(torch.arange(63, -1, -1.0))
    asking = question(model, np.full((8, 8, 1), 255, np.uint8))
    before, after = ends(asking.images)["deletion"]
    found = curve(asking, before, after, np.arange(64), 2)
    np.testing.assert_allclose(found.values, [2016, 496, 0], rtol=1e-6)
    assert found.shares.tolist() == [0, 0.5, 1] and found.area == pytest.approx((2016 / 2 + 496) / 2)


def test_the_ends_of_the_curves(model: Model, digits: Dataset) -> None:
    """Deletion goes from the picture's answer to grey's, insertion from the blurred one's to the picture's."""
    asking = question(model, digits.pictures[3], target=8)
    order = np.random.default_rng(0).permutation(1024)
    grey, (blurred, picture) = torch.zeros(1, 1, 32, 32), ends(asking.images)["insertion"]
    assert torch.equal(picture, asking.images) and blurred.std() < picture.std()
    with torch.no_grad():
        at = {
            name: float(model.module(images).double().softmax(1)[0, 8])
            for name, images in (("picture", picture), ("grey", grey), ("blurred", blurred))
        }
    for name, first, last in (("deletion", "picture", "grey"), ("insertion", "blurred", "picture")):
        found = curve(asking, *ends(asking.images)[name], order, 5)
        assert found.values[0] == pytest.approx(at[first], rel=1e-4)
        assert found.values[-1] == pytest.approx(at[last], rel=1e-4)


def test_the_most_important_pixel_is_first() -> None:
    """Of equal ones the first."""
    assert order_of(np.array([[0.0, 3.0], [3.0, 9.0]])).tolist() == [3, 1, 2, 0]


def test_elsewhere_it_is_the_same_map_in_another_place() -> None:
    """The same numbers, and neighbours stay neighbours around the edges."""
    torch.manual_seed(1)
    values = np.arange(48.0).reshape(6, 8)
    moved = elsewhere(values)
    assert sorted(moved.ravel()) == sorted(values.ravel()) and not np.array_equal(moved, values)
    assert set(np.abs(np.diff(moved, axis=1)).ravel()) <= {1.0, 7.0}


def test_the_area_is_the_mean_of_a_straight_line() -> None:
    """From 1 to 0: a half."""
    assert Curve(np.linspace(0, 1, 11), np.linspace(1, 0, 11)).area == pytest.approx(0.5)


def test_a_trained_networks_map_beats_chance(model: Model, digits: Dataset) -> None:
    """Occlusion on a digit: the answer dies and comes back sooner than with the map laid elsewhere, and it is said."""
    torch.manual_seed(0)
    view = look_deletion(model, digits.pictures[3], way="occlusion")
    assert view.sentence.count("(better than all 5)") == 2 and view.legend == "picture"
    assert view.array.ndim == 4 and re.fullmatch(
        r"deletion \S+, elsewhere \S+ ± \S+; insertion \S+, elsewhere \S+ ± \S+", view.captions[0]
    )


def test_the_spread_of_the_places_is_told() -> None:
    """Their sample's standard deviation, and how many of them the map beats: less in deletion, more in insertion."""
    places = (0.1, 0.2, 0.3, 0.6)
    low, high = Areas(0.15, places, less=True), Areas(0.15, places, less=False)
    assert low.told() == "0.15, elsewhere 0.3 ± 0.22" and low.spread == pytest.approx(statistics.stdev(places))
    assert (low.beaten, high.beaten) == (3, 1)
    assert low.verdict() == "better than 3 of 4" and high.verdict() == "better than 1 of 4: no better than chance"


@pytest.mark.parametrize("channels", [1, 3, 4, 6])
def test_pictures_of_any_channels_and_small_ones(channels: int) -> None:
    """Down to a few pixels."""
    module = nn.Sequential(nn.Conv2d(channels, 2, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(2 * 3 * 4, 3))
    picture = np.random.default_rng(0).integers(0, 256, (3, 4, channels), dtype=np.uint8)
    model = Model(module, InputContract(channels, 3, 4), (), "net")
    assert look_deletion(model, picture, steps=3).sentence


def test_what_cannot_be_done_is_told(model: Model, digits: Dataset) -> None:
    """No step, no such way."""
    with pytest.raises(ConvscopeError, match="give at least 1"):
        look_deletion(model, digits.pictures[3], steps=0)
    with pytest.raises(UnknownName, match="occlusion"):
        look_deletion(model, digits.pictures[3], way="oclusion")
