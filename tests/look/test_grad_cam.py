"""Grad-CAM against pytorch-grad-cam, by hand, and where it does not apply."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision import models

from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.look import grad_cam
from convscope.look.grad_cam import cam_map
from convscope.model import Model
from convscope.picture import InputContract

Wire = Callable[..., nn.Module]


def theirs(module: nn.Module, images: Tensor, layer: nn.Module, target: int) -> npt.NDArray[np.float32]:
    """pytorch-grad-cam's map, between 0 and 1."""
    library = pytest.importorskip("pytorch_grad_cam")
    targets = pytest.importorskip("pytorch_grad_cam.utils.model_targets")
    with library.GradCAM(model=module, target_layers=[layer]) as cam:
        found: npt.NDArray[np.float32] = cam(input_tensor=images, targets=[targets.ClassifierOutputTarget(target)])[0]
    return found


@pytest.mark.parametrize("layer", ["layer4.1.relu:2", "layer3.1.conv2", "layer2.0.downsample.1"])
def test_maps_are_those_of_pytorch_grad_cam(layer: str) -> None:
    """Of ResNet-18, after its last block, of a convolution that a batch norm follows, of a batch norm: to 1e-5."""
    torch.manual_seed(0)
    module = models.resnet18(num_classes=10).eval()
    images = torch.rand(1, 3, 96, 64)
    model = Model(module, InputContract(3, 96, 64), (), "resnet18")
    found = cam_map(model, images, layer=layer, unit=7)
    spread = found.enlarged(96, 64).astype(np.float64)
    spread = spread - found.values.min()  # they take the least and the most of the small map
    part = module.layer4 if layer.startswith("layer4") else module.get_submodule(layer)
    expected = theirs(module, images, part, 7)
    ours = spread / (found.values.max() - found.values.min())
    ours = (ours - ours.min()) / (ours.max() - ours.min())
    np.testing.assert_allclose(ours, expected, atol=1e-5)


def test_by_hand(wired: Wire) -> None:
    """Two maps, weighed by the means of their gradients: F.relu is a layer like others."""
    conv, linear = nn.Conv2d(1, 2, 3), nn.Linear(2, 2)
    torch.manual_seed(3)
    nn.init.uniform_(linear.weight, 0.5, 1.0)
    module = wired(lambda net, x: net.fc(F.relu(net.conv(x)).mean((2, 3))), conv=conv, fc=linear)
    images = torch.randn(1, 1, 6, 6)
    found = cam_map(Model(module, InputContract(1, 6, 6), (), "net"), images, unit=1)
    with torch.no_grad():
        maps = F.relu(conv(images))[0]
        weights = linear.weight[1] / 16  # the gradient of a mean over 4 × 4 places, the same at each
        expected = (weights[:, None, None] * maps).sum(0).clamp(min=0)
    assert found.layer.name == "relu" and found.chosen and expected.any()
    np.testing.assert_allclose(found.values, expected.numpy(), rtol=1e-5)


def test_a_layer_that_is_written_over_later_keeps_its_own_gradient(wired: Wire) -> None:
    """The convolution before an in-place ReLU: as with a ReLU that is not in place."""
    conv, linear = nn.Conv2d(1, 4, 3), nn.Linear(64, 3)
    torch.manual_seed(0)
    images = torch.randn(1, 1, 6, 6)
    maps = []
    for way in (False, True):
        module = wired(
            lambda net, x, way=way: net.fc(F.relu(net.conv(x), inplace=way).flatten(1)), conv=conv, fc=linear
        )
        model = Model(module, InputContract(1, 6, 6), (), "net")
        maps.append(cam_map(model, images, layer="conv", unit=0).values)
    assert maps[0].any()
    np.testing.assert_allclose(maps[1], maps[0], rtol=1e-5)


def test_the_sentence_says_layer_and_class(model: Model, digits: Dataset) -> None:
    """The likeliest class by default; another by its name; its number."""
    picture = digits.pictures[3]
    best = model.classes[int(model.scores(model.fit(picture)[None]).argmax())]
    shown, seen = grad_cam(model, picture)
    assert f"speak for {best} (fc3)" in seen.sentence and "pool2, the last layer with a map" in seen.sentence
    assert seen.array.shape == (1, 32, 32) and seen.layer == "pool2" and shown.method == "the picture"
    other = grad_cam(model, picture, target="7", layer="conv1")[1]
    assert "speak for 7 (fc3)" in other.sentence and "28×28 places of conv1 that" in other.sentence


def test_a_map_of_answers_can_be_asked_at_a_place(wired: Wire) -> None:
    """Segmentation: a class at a pixel is the sum over what its unit sees, all classes elsewhere count for nothing."""
    torch.manual_seed(0)
    module = nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.Conv2d(3, 4, 1))
    model = Model(module, InputContract(1, 8, 8), (), "net")
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 1), dtype=np.uint8)
    views = grad_cam(model, picture, unit=2, at=(3, 4))
    assert views[1].layer == "1" and "unit 2 of 2 at 3, 4" in views[1].sentence


@pytest.mark.parametrize("channels", [1, 3, 4, 6])
def test_pictures_of_any_channels(channels: int) -> None:
    """And of two sides."""
    module = nn.Sequential(nn.Conv2d(channels, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 8 * 10, 3))
    picture = np.random.default_rng(0).integers(0, 256, (10, 12, channels), dtype=np.uint8)
    views = grad_cam(Model(module, InputContract(channels, 10, 12), (), "net"), picture)
    assert views[1].array.shape == (1, 10, 12)


def test_a_network_with_several_answers_is_asked_for_the_first(wired: Wire) -> None:
    """Two heads, in a tuple or a dictionary."""
    parts = {"conv": nn.Conv2d(1, 2, 3), "first": nn.Linear(72, 3), "second": nn.Linear(72, 5)}

    def heads(net: Any, x: Tensor) -> tuple[Tensor, Tensor]:
        x = net.conv(x).flatten(1)
        return net.first(x), net.second(x)

    for pack in (tuple, lambda both: dict(zip("ab", both, strict=True))):
        module = wired(lambda net, x, pack=pack: pack(heads(net, x)), **parts)
        found = cam_map(Model(module, InputContract(1, 8, 8), (), "net"), torch.rand(1, 1, 8, 8), unit=1)
        assert found.units.layer.name == "first"


def test_where_it_does_not_apply_it_says_so(model: Model, digits: Dataset) -> None:
    """No map at all; a layer without places; one the answer is not made of; a unit there is not."""
    linear = load("linear")
    picture = np.zeros((linear.contract.height, linear.contract.width, linear.contract.channels), np.uint8)
    with pytest.raises(ConvscopeError, match="no layer with a map before its answer"):
        grad_cam(linear, picture)
    with pytest.raises(ConvscopeError, match="no map of several places"):
        grad_cam(model, digits.pictures[0], layer="fc1")
    with pytest.raises(UnknownName, match="conv1"):
        grad_cam(model, digits.pictures[0], layer="conf1")
    with pytest.raises(ConvscopeError, match="units are 0 … 9"):
        grad_cam(model, digits.pictures[0], unit=10)
    with pytest.raises(ConvscopeError, match="a class and a unit"):
        grad_cam(model, digits.pictures[0], unit=1, target="7")
