"""How a network goes over a scene."""

import dataclasses

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.apply.scenes.arranging import arrange
from convscope.apply.scenes.units import BlendedUnits, ExactUnits, WholeUnits
from convscope.apply.tiling import CannotTile
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract


class Where(nn.Module):
    """Answers with where a pixel is in what comes."""

    def forward(self, images: Tensor) -> Tensor:
        across = torch.linspace(-1, 1, images.shape[-1]).expand(1, 1, *images.shape[2:])
        return torch.cat([images[:, :1], across], 1)


class Fixed(nn.Module):
    """Takes 32 × 32 alone, as networks with a position a place do."""

    def __init__(self) -> None:
        super().__init__()
        self.places = nn.Parameter(torch.zeros(1, 3, 32, 32))

    def forward(self, images: Tensor) -> Tensor:
        return images + self.places


def as_model(module: nn.Module) -> Model:
    return Model(module.eval(), InputContract(3, 32, 32), (), "")


def test_tiles_are_exact_where_the_network_allows_them(models: dict[str, Model]) -> None:
    """With stride and margin of the plan, proved on a small scene; padded to the network's multiple."""
    found = arrange(models["exact"], 602, 901, tile=64)
    assert isinstance(found.units, ExactUnits) and found.exact and found.proved
    assert found.stride == (4, 4) and found.padded == (2, 3) and len(found.units) == 10 * 15
    sentence = str(found.sentence)
    assert "exact: 150 tiles of 64 pixels" in sentence and "padded by 2 × 3" in sentence and "not put" not in sentence


def test_a_plan_of_a_hundred_thousand_pixels_a_side_is_small(models: dict[str, Model]) -> None:
    """38,416 tiles, two short lists."""
    found = arrange(models["exact"], 100_000, 100_000, tile=512)
    assert isinstance(found.units, ExactUnits)
    assert len(found.units) == 196**2 and [len(pieces) for pieces in found.units.plan.pieces] == [196, 196]


def test_where_a_layer_forbids_it_windows_are_as_large_as_the_training_pictures(models: dict[str, Model]) -> None:
    """The layer is named."""
    found = arrange(models["pooled"], 100_000, 100_000)
    assert isinstance(found.units, BlendedUnits) and not found.exact
    assert found.layer == "middle" and found.tile == 32 and found.meaning.kind == "shares"


def test_numbers_made_of_the_size_are_found_out() -> None:
    """No description sees them; the proof does."""
    found = arrange(as_model(Where()), 600, 600, tile=64)
    assert not found.exact and "forward makes numbers of the size" in str(found.why)


def test_a_plan_that_was_not_put_to_the_test_says_so(models: dict[str, Model]) -> None:
    """As where the scene is hardly larger than its margins."""
    found = arrange(models["exact"], 40, 40, tile=8)
    assert found.exact and not found.proved and "not put to the test" in str(found.sentence)


def test_a_network_of_one_size_sees_windows_of_that_size() -> None:
    """A scene that is smaller is padded to it."""
    assert arrange(as_model(Fixed()), 100, 20).tile == 32
    assert arrange(as_model(Fixed()), 100, 20).padded == (0, 12)
    assert isinstance(arrange(as_model(Fixed()), 32, 32).units, WholeUnits)


def test_an_answer_that_is_no_map_is_refused(models: dict[str, Model]) -> None:
    """A classifier has none, and one of an eighth of the size is no label a pixel."""
    classifier = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
    with pytest.raises(CannotTile, match="no map"):
        arrange(as_model(classifier), 200, 200)
    with pytest.raises(CannotTile, match="one a pixel is needed"):
        arrange(as_model(nn.Conv2d(3, 4, 2, stride=2)), 200, 200)
    with pytest.raises(ConvscopeError, match="at least 1"):
        arrange(models["exact"], 200, 200, tile=0)


def test_resizes_to_a_size_need_no_padding() -> None:
    """They answer with the scene's own size, whatever it is."""

    class Sized(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Conv2d(3, 4, 3, 2, 1)

        def forward(self, images: Tensor) -> Tensor:
            return F.interpolate(self.body(images), size=images.shape[2:], mode="bilinear")

    found = arrange(as_model(Sized()), 301, 403, tile=64)
    assert found.exact and found.padded == (0, 0)
    assert dataclasses.replace(found, bytes=0).way == found.way
