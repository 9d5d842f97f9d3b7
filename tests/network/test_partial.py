"""Runs that compute only what a change reaches give what runs of everything give."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.errors import ConvscopeError
from convscope.network.partial import PartialRuns
from convscope.network.reached import Rectangles
from convscope.network.recording import record
from convscope.network.tap import until

Wire = Callable[..., nn.Module]


class Design(NamedTuple):
    module: nn.Module
    shape: tuple[int, ...]


def corners(length: int, side: int, stride: int) -> tuple[int, ...]:
    """Where rectangles begin, the last of them beyond the border in part."""
    return tuple(range(0, length - 1, stride))


def changed(images: Tensor, changes: Rectangles, places: Sequence[tuple[int, int]], fill: Tensor) -> Tensor:
    many = images.repeat(len(places), 1, 1, 1)
    for number, (row, column) in enumerate(places):
        top, left = changes.tops[row], changes.lefts[column]
        many[number, :, top : top + changes.size[0], left : left + changes.size[1]] = fill[:, None, None]
    return many


def check(module: nn.Module, shape: tuple[int, ...], side: int, stride: int, *, until_layer: str = "") -> PartialRuns:
    """Every place, in batches of several, against the module itself on the changed pictures."""
    torch.manual_seed(1)
    module.eval()
    images, fill = torch.rand(1, *shape), torch.rand(shape[0])
    changes = Rectangles(corners(shape[1], side, stride), corners(shape[2], side, stride), (side, side))
    found = record(module, images, keep=True)
    runs = PartialRuns(module, found, changes, until=until_layer)
    places = [(row, column) for row in range(len(changes.tops)) for column in range(len(changes.lefts))]
    with torch.inference_mode():
        for start in range(0, len(places), 7):
            some = places[start : start + 7]
            many = changed(images, changes, some, fill)
            expected = module(many) if not until_layer else until(module, many, found.call(until_layer))
            got = runs.answers(some, fill)
            for one, other in zip(*(v if isinstance(v, tuple) else (v,) for v in (got, expected)), strict=True):
                torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)
    return runs


def taught(module: nn.Module) -> nn.Module:
    """Give every batch norm statistics of its own."""
    torch.manual_seed(0)
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.uniform_(part.running_mean, -0.2, 0.2)  # type: ignore[arg-type]
            nn.init.uniform_(part.running_var, 0.5, 1.5)  # type: ignore[arg-type]
    return module


def test_of_every_small_network(design: Design) -> None:
    """Skips, views, in-place writes, attention, several answers: two pixels changed at a time, anywhere."""
    if len(design.shape) != 3:
        pytest.skip("pictures have rows and columns")
    with torch.no_grad():
        answer = design.module(torch.rand(2, *design.shape)) if _takes_two(design) else None
    if answer is None:
        pytest.skip("takes one picture at a time")
    check(design.module, design.shape, 2, 3)


def _takes_two(design: Design) -> bool:
    try:
        with torch.no_grad():
            design.module(torch.rand(2, *design.shape))
    except RuntimeError:
        return False
    return True


@pytest.mark.parametrize("side", [5, 16])
def test_of_resnet18(side: int) -> None:
    """Its first stages are computed in part, batch norms merged; strides of 7 meet every alignment."""
    runs = check(taught(models.resnet18(num_classes=5)), (3, 80, 72), side, 7)
    assert runs.share < 0.85 and len(runs.merged.norms) == 20


def test_of_a_network_that_pads_by_itself_and_gates() -> None:
    """MobileNetV3: its gates are global, so that following ends at the first; the rest is computed whole."""
    runs = check(taught(models.mobilenet_v3_small(num_classes=4)), (3, 64, 64), 8, 11)
    assert runs.share < 1


def test_as_far_as_a_layer() -> None:
    """A layer in the middle, whose batch norm is then not merged, and an in-place ReLU behind it."""
    for layer in ("layer2.0.conv1", "layer2.0.bn1", "layer1.0.relu:2", "conv1"):
        check(taught(models.resnet18(num_classes=5)), (3, 48, 48), 6, 13, until_layer=layer)


def test_a_fully_convolutional_answer_is_whole() -> None:
    """Though its last layer could be computed in part."""
    check(nn.Sequential(nn.Conv2d(2, 3, 3, padding=1), nn.ReLU(), nn.Conv2d(3, 2, 1)), (2, 24, 24), 4, 5)


def test_in_place_calls_whose_answer_forward_throws_away(wired: Wire) -> None:
    """x.relu_() as a statement, before and behind the layer from which on all is whole."""

    def forward(net: nn.Module, x: Tensor) -> tuple[Tensor, Tensor]:
        x = net.get_submodule("conv")(x)
        x.relu_()
        x = F.max_pool2d(x, 2)
        y = x * x.mean((2, 3), keepdim=True)
        x.add_(y)
        y.relu_()
        x += 1
        return x.flatten(1), y

    check(wired(forward, conv=nn.Conv2d(1, 2, 3)), (1, 30, 30), 3, 4)


def test_two_branches_of_different_reach_are_followed_together(wired: Wire) -> None:
    """A skip beside two convolutions, joined and added."""

    def forward(net: nn.Module, x: Tensor) -> Tensor:
        x = net.get_submodule("first")(x)
        y = F.relu(net.get_submodule("second")(x))
        joined: Tensor = net.get_submodule("third")(torch.cat([x + y, y], 1))
        return joined.flatten(1)

    parts = {
        "first": nn.Conv2d(1, 2, 3, padding=1),
        "second": nn.Conv2d(2, 2, 5, padding=2),
        "third": nn.Conv2d(4, 1, 3),
    }
    runs = check(wired(forward, **parts), (1, 40, 40), 3, 4)
    assert len(runs.parts) == 7


def test_with_whole_nothing_is_left_out() -> None:
    """The same answers from the same interface."""
    module = taught(models.resnet18(num_classes=5)).eval()
    found = record(module, torch.rand(1, 3, 48, 48), keep=True)
    changes = Rectangles((0, 20), (5,), (8, 8))
    some, fill = [(0, 0), (1, 0)], torch.zeros(3)
    part, whole = (PartialRuns(module, found, changes, whole=flag) for flag in (False, True))
    assert whole.share == 1 and list(whole.parts) == [-1]
    with torch.inference_mode():
        torch.testing.assert_close(whole.answers(some, fill), part.answers(some, fill), rtol=1e-4, atol=1e-5)


def test_another_way_through_the_network_is_told(wired: Wire) -> None:
    """A network that decides by what it sees."""
    module = wired(lambda net, x: (F.relu(x) if float(x.mean()) > 0.1 else x.tanh()).flatten(1))
    found = record(module, torch.ones(1, 1, 8, 8), keep=True)
    runs = PartialRuns(module, found, Rectangles((0,), (0,), (8, 8)), whole=True)
    with pytest.raises(ConvscopeError, match="another way"):
        runs.answers([(0, 0)], torch.zeros(1))
