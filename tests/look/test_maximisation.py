"""The picture that a unit answers most to."""

import os
import signal

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.look.cut_short import CutShort
from convscope.look.maximisation import maximisation
from convscope.model import Model
from convscope.network import watch
from convscope.picture import InputContract


def matched(channels: int = 1) -> Model:
    """Two kernels, one bright in the middle of dark, one the other way round, rectified."""
    convolution = nn.Conv2d(channels, 2, 3, padding=1, bias=False)
    kernel = torch.full((3, 3), -1 / 8)
    kernel[1, 1] = 1
    convolution.weight.data = torch.stack([kernel, -kernel])[:, None].repeat(1, channels, 1, 1)
    module = nn.Sequential(convolution, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return Model(module, InputContract(channels, 12, 12), ("dots", "holes"), "matched")


def test_it_paints_what_the_kernel_weighs() -> None:
    """At one place: bright there, dark around it, and the other way round for the other kernel."""
    for unit, sign in ((0, 1), (1, -1)):
        view = maximisation(matched(), layer="0", unit=unit, at=(6, 6), steps=60)
        (tile,) = view.array
        around = np.delete(tile[5:8, 5:8].ravel(), 4)
        assert sign * (tile[6, 6] - around.mean()) > 0.2
        assert view.captions[0].startswith(f"{unit} at 6, 6: ")


@pytest.mark.parametrize("layer", ["0", "1", None])
def test_what_is_reached_is_more_than_any_real_picture_reaches(model: Model, layer: str | None) -> None:
    """Of a trained network, and before a ReLU where the layer is one: each unit's own picture beats noise."""
    net = matched()
    view = maximisation(net, layer=layer, steps=60)
    assert len(view.array) == 2
    outputs = watch(net.module, torch.rand(1, 1, 12, 12))[1]
    best = outputs[0][0].mean((1, 2))
    assert all(
        float(caption.rpartition(": ")[2]) > float(other) for caption, other in zip(view.captions, best, strict=True)
    )


def test_a_class_is_painted_by_its_name_and_the_network_takes_it_for_one(model: Model) -> None:
    """LeNet-5 on digits: what was painted for seven is answered with seven."""
    view = maximisation(model, target="7", steps=100)
    assert view.captions[0].startswith("7: ")
    pixels = np.rint(view.array[..., None] * 255).astype(np.uint8)
    assert model.scores(pixels)[0].argmax() == 7


@pytest.mark.parametrize("channels", [1, 3, 4, 6])
def test_any_number_of_channels(channels: int) -> None:
    """One unit of four channels is four tiles; several units are a tile each."""
    one = maximisation(matched(channels), layer="0", unit=0, steps=3)
    several = maximisation(matched(channels), layer="0", steps=3)
    assert len(one.array) == (channels if channels not in (1, 3) else 1) and len(several.array) == 2
    assert one.array.ndim == (4 if channels == 3 else 3)


def test_ctrl_c_keeps_what_there_is() -> None:
    """The view so far comes with it."""

    def stop(done: int, total: int) -> None:
        if done == 5:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(CutShort, match="stopped after 5 of 50 steps") as stopped:
        maximisation(matched(), layer="0", steps=50, progress=stop)
    assert "in 5 steps" in stopped.value.views[0].sentence


def test_it_leaves_the_network_as_it_was(model: Model) -> None:
    """Weights, gradients, mode; and paints the same again for the same seed."""
    net = matched()
    before = {name: tensor.clone() for name, tensor in net.module.state_dict().items()}
    net.module.train()
    torch.manual_seed(1)
    one = maximisation(net, layer="0", steps=5)
    torch.manual_seed(1)
    assert np.array_equal(one.array, maximisation(net, layer="0", steps=5).array)
    assert net.module.training and all(parameter.grad is None for parameter in net.module.parameters())
    assert all(torch.equal(tensor, before[name]) for name, tensor in net.module.state_dict().items())


class Counting(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.last = nn.Linear(1, 2)

    def forward(self, images: Tensor) -> Tensor:
        answer: Tensor = self.last((images > 0).float().mean((1, 2, 3))[:, None])
        return answer


def test_what_cannot_be_is_told(model: Model) -> None:
    """No such layer, unit, class; both a class and a layer; no steps; no slope."""
    with pytest.raises(UnknownName):
        maximisation(model, layer="conv9")
    with pytest.raises(ConvscopeError, match="conv1 has no unit 99"):
        maximisation(model, layer="conv1", unit=99)
    with pytest.raises(UnknownName, match="class 'seven'"):
        maximisation(model, target="seven")
    with pytest.raises(ConvscopeError, match="a class came with a layer or a unit"):
        maximisation(model, layer="conv1", target="7")
    with pytest.raises(ConvscopeError, match="steps = 0 came"):
        maximisation(model, steps=0)
    with pytest.raises(ConvscopeError, match="no pixel moves"):
        maximisation(Model(Counting(), InputContract(1, 6, 6), (), "counting"), steps=2)


def test_where_every_relu_is_off_on_grey_the_first_picture_is_noisier() -> None:
    """A bias that only strong differences between pixels overcome: it is climbed all the same."""
    conv = nn.Conv2d(1, 1, 3)
    with torch.no_grad():
        conv.weight.copy_(torch.tensor([[[[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]]]))
        conv.bias.fill_(-0.5)  # type: ignore[union-attr]
    model = Model(nn.Sequential(conv, nn.ReLU(), nn.Conv2d(1, 1, 1)), InputContract(1, 16, 16), (), "off")
    grey = torch.full((1, 1, 16, 16), 0.5)
    assert not torch.relu(conv(grey)).any()
    assert maximisation(model, layer="2", steps=4).array.shape == (1, 16, 16)
