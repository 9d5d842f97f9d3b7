"""Back from the answer to the pixels, and who stands in the way."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torchvision.models import segmentation

from convscope.apply.tiling import CannotTile
from convscope.apply.tiling.following import follow
from convscope.network import trace
from convscope.network.description import NETWORK_INPUT


def followed(module: nn.Module, size: tuple[int, int] = (64, 48)) -> Any:
    network = trace(module, (3, *size))
    return [follow(network, axis, network.answers[0]) for axis in range(2)]


def test_links_join_the_answer_to_the_pixels() -> None:
    """Each axis with its own lengths, nearest to the answer first."""
    rows, columns = followed(nn.Sequential(nn.Conv2d(3, 4, 3, stride=(2, 1)), nn.Conv2d(4, 2, 1)))
    assert [(link.layer, link.source) for link in rows.links] == [(1, 0), (0, NETWORK_INPUT)]
    assert [link.step.inputs for link in rows.links] == [31, 64]
    assert [link.step.inputs for link in columns.links] == [46, 48]


class Squeeze(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.convolution, self.shares = nn.Conv2d(3, 4, 3, padding=1), nn.Linear(4, 4)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        maps = self.convolution(images)
        return maps * self.shares(maps.mean((2, 3)))[:, :, None, None]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("make", "layer"),
    [
        (Squeeze, "mean"),
        (lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.GroupNorm(2, 4)), "1"),
        (lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.InstanceNorm2d(4)), "1"),
        (lambda: segmentation.deeplabv3_resnet50(weights=None, weights_backbone=None), "pool"),
        (
            lambda: segmentation.lraspp_mobilenet_v3_large(weights=None, weights_backbone=None),
            "pool",
        ),
    ],
)
def test_who_reads_everything_is_named(make: Callable[[], nn.Module], layer: str) -> None:
    """Squeeze-excite, norms over the map, a global pool in a pyramid."""
    with pytest.raises(CannotTile, match="reads the whole picture at once") as told:
        followed(make().eval())
    assert layer in str(told.value)
    assert told.value.layer


@pytest.mark.parametrize(
    ("wiring", "word"),
    [
        (lambda net, x: net.conv(x).flip(3), "flip"),
        (lambda net, x: net.conv(x).roll(2, 2), "roll"),
        (lambda net, x: torch.cat([net.conv(x), net.conv(x)], 2), "cat"),
    ],
)
def test_who_moves_pixels_is_named(wired: Callable[..., nn.Module], wiring: Any, word: str) -> None:
    """A flip, a roll, pictures put beside each other."""
    with pytest.raises(CannotTile, match="to other places") as told:
        followed(wired(wiring, conv=nn.Conv2d(3, 2, 1)))
    assert word in told.value.layer


def test_a_reshape_that_keeps_rows_and_columns_is_followed(wired: Callable[..., nn.Module]) -> None:
    """Channel shuffle: (1, 8, h, w) as (1, 2, 4, h, w) and back; also channels last."""

    def shuffled(net: Any, x: torch.Tensor) -> Any:
        maps = net.conv(x)
        maps = maps.view(1, 2, 4, *maps.shape[2:]).transpose(1, 2).reshape(1, 8, *maps.shape[2:])
        return net.norm(maps.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)

    rows, columns = followed(wired(shuffled, conv=nn.Conv2d(3, 8, 3), norm=nn.LayerNorm(8)))
    assert (rows.places, columns.places) == (62, 46)
