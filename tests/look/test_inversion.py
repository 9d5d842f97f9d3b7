"""A picture painted back from a layer's numbers."""

import os
import signal
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.look.cut_short import CutShort
from convscope.look.inversion import inversion, painted_back
from convscope.model import Model
from convscope.network.recording import record
from convscope.picture import InputContract, Picture


def net(*layers: nn.Module, channels: int = 1) -> Model:
    torch.manual_seed(0)
    return Model(nn.Sequential(*layers), InputContract(channels, 12, 12), (), "net")


def smooth(channels: int = 1) -> Picture:
    """Waves of different lengths."""
    rows, columns = np.mgrid[:12, :12]
    waves = [np.sin(rows / 3 + number) * np.cos(columns / 4) for number in range(channels)]
    return np.asarray(np.rint(128 + 100 * np.stack(waves, axis=2)), dtype=np.uint8)


@pytest.mark.parametrize("channels", [1, 3, 6])
def test_what_a_layer_keeps_comes_back_to_the_grey_level(channels: int) -> None:
    """An invertible convolution of any channels gives the picture back within two of 255, nearly everywhere."""
    picture = smooth(channels)
    model = net(nn.Conv2d(channels, 4 * channels, 3, padding=1), channels=channels)
    recorded = record(model.module, model.enter(picture[None]), keep=True)
    painted, missed = painted_back(model, recorded.call("0"), recorded.outputs[0], steps=150)
    assert missed[0] < 1e-3
    assert np.quantile(np.abs(painted[0].astype(int) - picture), 0.9) <= 4


def test_what_a_layer_drops_does_not_come_back() -> None:
    """After the mean over all places only the mean comes back: where anything was is lost."""
    picture = smooth()
    view = inversion(net(nn.Conv2d(1, 4, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()), picture, layer="1", steps=60)
    original, painted = view.array[..., 0]
    assert abs(painted.mean() - original.mean()) < 0.02
    assert np.abs(painted - original).mean() > 0.1
    assert view.captions[0] == "the picture" and view.captions[1].startswith("1: 0.0% missed")


def test_it_begins_elsewhere_where_every_relu_is_off_on_the_mean_picture() -> None:
    """Of a network that answers only to what is brighter than its pictures' mean, the picture comes back."""
    convolution = nn.Conv2d(1, 8, 3)
    model = net(convolution, nn.ReLU())
    with torch.no_grad():
        convolution.weight.abs_().div_(convolution.weight.sum((1, 2, 3), keepdim=True))
        convolution.bias = nn.Parameter(torch.full((8,), -0.1))
    model = replace(model, contract=replace(model.contract, mean=(0.1,)))
    recorded = record(model.module, model.enter(smooth()[None]), keep=True)
    _, missed = painted_back(model, recorded.call("1"), recorded.outputs[1], steps=60)
    assert missed[0] < 0.05


def test_without_a_layer_six_are_shown(model: Model) -> None:
    """The picture first, the last layer last; their numbers are met better than by grey."""
    picture = np.zeros((8, 8, 1), np.uint8)
    picture[2:6, 3:5] = 200
    view = inversion(model, picture, steps=20)
    assert len(view.array) == 7 and view.captions[-1].startswith("fc3: ")


def test_it_leaves_the_network_and_the_layers_numbers_as_they_were(model: Model) -> None:
    """No gradient is left; the same again for the same seed."""
    torch.manual_seed(0)
    one = inversion(model, np.zeros((8, 8, 1), np.uint8), layer="pool1", steps=10)
    torch.manual_seed(0)
    other = inversion(model, np.zeros((8, 8, 1), np.uint8), layer="pool1", steps=10)
    assert np.array_equal(one.array, other.array)
    assert all(parameter.grad is None for parameter in model.module.parameters())


def test_ctrl_c_keeps_what_there_is(model: Model) -> None:
    """The pictures so far come with it."""

    def stop(done: int, total: int) -> None:
        if done >= 15:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(CutShort, match="stopped in layer conv1, 1 of 6") as stopped:
        inversion(model, np.zeros((8, 8, 1), np.uint8), steps=50, progress=stop)
    assert len(stopped.value.views[0].array) == 2


def test_what_cannot_be_is_told(model: Model) -> None:
    """No such layer, no steps, numbers that do not follow the pixels."""
    picture = np.zeros((8, 8, 1), np.uint8)
    with pytest.raises(UnknownName):
        inversion(model, picture, layer="conv9")
    with pytest.raises(ConvscopeError, match="steps = 0 came"):
        inversion(model, picture, steps=0)

    class Rounded(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return (images > 0.5).float()

    with pytest.raises(ConvscopeError, match="no pixel moves"):
        inversion(net(Rounded()), smooth(), steps=5)
