"""Networks that answer with a map, each with something that tiles find hard."""

from collections.abc import Callable
from typing import Literal

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

Pads = Literal["zeros", "reflect", "replicate"]


def block(inputs: int, outputs: int, padding_mode: Pads = "zeros") -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode=padding_mode, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())


class Hourglass(nn.Module):
    """A small U-Net: ``grown`` is torch's mode of growing maps, or "transposed", then padded to the skip's size."""

    def __init__(
        self, grown: str = "bilinear", *, corners: bool = False, ceil: bool = False, pads: Pads = "zeros"
    ) -> None:
        super().__init__()
        self.grown, self.corners = grown, corners
        self.first, self.second, self.third = block(3, 6, pads), block(6, 8, pads), block(8, 8, pads)
        self.fourth, self.fifth, self.head = block(16, 6, pads), block(12, 6, pads), nn.Conv2d(6, 4, 1)
        self.pool = nn.MaxPool2d(2, ceil_mode=ceil)
        self.grow = nn.ModuleList([nn.ConvTranspose2d(8, 8, 2, stride=2), nn.ConvTranspose2d(6, 6, 2, stride=2)])

    def larger(self, maps: Tensor, skip: Tensor, turn: int) -> Tensor:
        if self.grown == "transposed":
            maps = self.grow[turn](maps)
            down, across = (skip.shape[dim] - maps.shape[dim] for dim in (2, 3))
            return F.pad(maps, [across // 2, across - across // 2, down // 2, down - down // 2])
        corners = {} if "nearest" in self.grown else {"align_corners": self.corners}
        return F.interpolate(maps, size=skip.shape[2:], mode=self.grown, **corners)

    def forward(self, images: Tensor) -> Tensor:
        first = self.first(images)
        second = self.second(self.pool(first))
        maps = self.third(self.pool(second))
        maps = self.fourth(torch.cat([self.larger(maps, second, 0), second], 1))
        maps = self.fifth(torch.cat([self.larger(maps, first, 1), first], 1))
        return self.head(maps)  # type: ignore[no-any-return]


class Dense(nn.Module):
    """A net without late pooling, then one resize to the picture's size and a dictionary, as torchvision's have."""

    def __init__(self) -> None:
        super().__init__()
        dilated = [part for d in (1, 2, 4) for part in (nn.Conv2d(6, 6, 3, padding=d, dilation=d), nn.ReLU())]
        self.body = nn.Sequential(nn.Conv2d(3, 6, 3, 2, 1), nn.ReLU(), nn.MaxPool2d(3, 2, 1), *dilated)
        self.head = nn.Conv2d(6, 4, 1)

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        maps = self.head(self.body(images))
        return {"out": F.interpolate(maps, size=images.shape[-2:], mode="bilinear", align_corners=False)}


class Coordinates(nn.Module):
    """Makes numbers of its own from the size that comes (CoordConv): no tile can know them."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(3, 2, 3, padding=1)

    def forward(self, images: Tensor) -> Tensor:
        across = torch.linspace(-1, 1, images.shape[-1]).expand(1, 1, *images.shape[2:])
        return self.convolution(torch.cat([images[:, :2], across], 1))  # type: ignore[no-any-return]


HARD: dict[str, Callable[[], nn.Module]] = {
    "size": Hourglass,
    "corners": lambda: Hourglass(corners=True),
    "nearest": lambda: Hourglass("nearest"),
    "nearest-exact": lambda: Hourglass("nearest-exact"),
    "bicubic": lambda: Hourglass("bicubic", corners=True),
    "transposed": lambda: Hourglass("transposed"),
    "ceil": lambda: Hourglass(ceil=True),
    "reflect": lambda: Hourglass(pads="reflect"),
    "replicate": lambda: Hourglass(pads="replicate"),
    "dense": Dense,
}


def with_statistics(module: nn.Module) -> nn.Module:
    """Give batch norms statistics and weights that are not 0 and 1, so that padding and zeros are told apart."""
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            for tensor in (part.running_mean, part.bias):
                assert tensor is not None
                nn.init.uniform_(tensor, -0.5, 0.5)
    return module.eval()


@pytest.fixture(scope="session")
def hard() -> Callable[[str], nn.Module]:
    """Make one of the networks by name."""

    def make(name: str) -> nn.Module:
        torch.manual_seed(0)
        return with_statistics(HARD[name]())

    return make


@pytest.fixture(scope="session")
def coordinates() -> nn.Module:
    """Give the network that knows where it is."""
    torch.manual_seed(0)
    return Coordinates().eval()
