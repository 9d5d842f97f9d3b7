"""Which numbers of a layer are asked about."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope import look
from convscope.errors import ConvscopeError, UnknownName
from convscope.look.units import answering, asked, class_of, strongest
from convscope.model import Model
from convscope.network import trace
from convscope.picture import InputContract

LAYER = trace(nn.Conv2d(1, 3, 1), (1, 4, 5)).layers[0]
OUTPUT = torch.arange(60.0).reshape(1, 3, 4, 5)


def test_what_is_left_open_is_the_strongest() -> None:
    """The last number is the largest: unit 2, at 3, 4; at a place, the unit that is strongest there."""
    found = asked(LAYER, OUTPUT)
    assert (found.unit, found.place) == (2, (3, 4)) and found.of(OUTPUT).tolist() == [[59.0]]
    assert asked(LAYER, OUTPUT, unit=1).place == (3, 4)
    there = OUTPUT.clone()
    there[0, 0, 1, 2] = 99
    assert asked(LAYER, there, at=(1, 2)).unit == 0


def test_a_map_and_a_whole_layer() -> None:
    """Twenty numbers of one unit, sixty of all."""
    one = asked(LAYER, OUTPUT, unit=1, at="map")
    assert one.of(OUTPUT).flatten().tolist() == list(range(20, 40)) and "whole map" in one.told
    every = asked(LAYER, OUTPUT, unit="all")
    assert every.of(OUTPUT).shape == (1, 60) and "all units" in every.told
    assert asked(LAYER, OUTPUT, unit="all", at=(0, 0)).of(OUTPUT).tolist() == [[0.0, 20.0, 40.0]]


def test_the_strongest_units_come_in_order() -> None:
    """By their largest number, each at its place."""
    found = strongest(LAYER, OUTPUT, count=2)
    assert [one.unit for one in found] == [2, 1] and found[1].place == (3, 4)


def test_a_unit_or_a_place_that_is_not_there_is_told() -> None:
    """With the limits."""
    for said, answer in (({"unit": 3}, "0 … 2"), ({"at": (4, 0)}, "0 … 3 and 0 … 4"), ({"at": (1,)}, "a row and")):
        with pytest.raises(ConvscopeError, match=answer):
            asked(LAYER, OUTPUT, **said)


def test_classes_are_units_of_the_answer() -> None:
    """By name or number; an unknown name gets the nearest."""
    assert class_of("b", ("a", "b")) == 1 and class_of("0", ("a", "b")) == 0 and class_of(7, ()) == 7
    with pytest.raises(UnknownName, match="did you mean 'tabby'"):
        class_of("taby", ("tabby", "tench"))
    network = trace(nn.Sequential(nn.Flatten(), nn.Linear(20, 2)), (1, 4, 5))
    layer = answering(network)
    assert layer.name == "1"
    assert asked(layer, torch.tensor([[1.0, 2.0]]), names=("a", "b")).told == "b (1)"


def test_a_network_with_one_number_a_picture_has_one_unit() -> None:
    """As after ``squeeze(1)``: it can be asked about like any other, and is told in words."""

    class Squeezed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3)

        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return nn.functional.relu(self.conv(images)).mean((1, 2, 3))

    torch.manual_seed(0)
    model = Model(Squeezed(), InputContract(1, 8, 8), (), "squeezed")
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 1), dtype=np.uint8)
    number = float(model.module(model.enter(picture[None])).detach())
    assert look.gradient(model, picture)[0].captions == (f"unit 0 of mean: {number:.3g}",)
    assert look.answers(model, picture).sentence == f"The one number that it answers with: {number:.4g}."
    assert look.maps(model, picture, layer="mean")[0].array.shape == (1, 1, 1)
    assert look.shift_response(model, picture, reach=1)[1].captions == (f"{number:.4g} unmoved",)
    with pytest.raises(ConvscopeError, match="has no unit 1"):
        look.grad_cam(model, picture, unit=1)
