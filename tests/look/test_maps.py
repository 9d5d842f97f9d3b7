"""Maps after every layer."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.look import maps
from convscope.model import Model
from convscope.picture import InputContract


def test_they_are_what_the_modules_gave(model: Model, digits: Dataset) -> None:
    """Every module's output, by forward hooks, in the network's order."""
    outputs: dict[str, torch.Tensor] = {}
    handles = [
        module.register_forward_hook(lambda _m, _i, output, name=name: outputs.__setitem__(name, output))
        for name, module in model.module.named_children()
    ]
    picture = digits.pictures[3]
    model.scores(model.fit(picture)[None])
    for handle in handles:
        handle.remove()
    views = maps(model, picture)
    assert [view.layer for view in views] == list(outputs)
    for view in views:
        np.testing.assert_allclose(view.array.ravel(), outputs[view.layer].numpy().ravel(), atol=1e-5)


def test_of_many_channels_the_most_active_are_shown() -> None:
    """64 of 512, those of highest mean magnitude, the rest counted."""
    model = load("torchvision:resnet18")
    picture = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
    (view,) = maps(model, picture, layer="layer4.1.conv2")
    assert len(view.array) == 64 and view.hidden == 448
    with torch.no_grad():
        full: list[torch.Tensor] = []
        layer = model.module.get_submodule("layer4.1.conv2")
        handle = layer.register_forward_hook(lambda _m, _i, output: full.append(output))
        model.module(model.enter(picture[None]))
        handle.remove()
    best = full[0][0].abs().mean((1, 2)).argsort(descending=True)[:64]
    assert sorted(int(caption) for caption in view.captions) == sorted(best.tolist())


def test_an_unknown_layer_is_told(model: Model, digits: Dataset) -> None:
    """With the nearest name."""
    with pytest.raises(UnknownName, match="conv1"):
        maps(model, digits.pictures[0], layer="conf1")


def test_functional_layers_have_maps_too(wired: Callable[..., nn.Module]) -> None:
    """Where no module could be hooked: each step of the forward, computed by hand, in its order."""
    torch.manual_seed(0)
    convolution = nn.Conv2d(1, 3, 3)
    module = wired(lambda net, x: F.max_pool2d(F.relu(net.conv(x)), 2).flatten(1), conv=convolution)
    model = Model(module, InputContract(1, 8, 8), (), "net")
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 1), dtype=np.uint8)
    with torch.no_grad():
        convolved = convolution(model.enter(picture[None]))
        rectified = convolved.clamp(min=0)
        pooled = F.max_pool2d(rectified, 2)
    views = maps(model, picture)
    expected = [convolved[0], rectified[0], pooled[0], pooled.reshape(1, 1, -1)]
    assert len(views) == 4
    for view, output in zip(views, expected, strict=True):
        np.testing.assert_array_equal(view.array, output.numpy())


def test_what_an_operator_writes_in_place_later_does_not_show(wired: Callable[..., nn.Module]) -> None:
    """The convolution's map has its negative numbers still, though a ReLU overwrote them."""
    module = wired(lambda net, x: net.relu(net.conv(x)), conv=nn.Conv2d(1, 2, 3), relu=nn.ReLU(inplace=True))
    nn.init.constant_(module.conv.weight, -1)  # type: ignore[arg-type,union-attr]
    views = maps(Model(module, InputContract(1, 8, 8), (), "net"), np.full((8, 8, 1), 255, np.uint8))
    assert (views[0].array < 0).all() and (views[1].array == 0).all()


def test_signed_numbers_get_signed_colours(model: Model, digits: Dataset) -> None:
    """After a convolution there are numbers below zero, after a ReLU none."""
    legends = {view.layer: view.legend for view in maps(model, digits.pictures[3])}
    assert (legends["conv1"], legends["relu1"], legends["pool1"], legends["fc3"]) == (
        "signed", "unsigned", "unsigned", "signed",
    )  # fmt: skip


def test_numbers_without_a_place_are_one_strip(model: Model, digits: Dataset) -> None:
    """A fully connected layer's 84 numbers stand side by side; one layer asked for is one view."""
    (view,) = maps(model, digits.pictures[3], layer="fc2")
    assert view.array.shape == (1, 1, 84) and view.captions == () and "without a place" in view.sentence


def test_the_picture_in_the_view_is_the_one_that_entered(model: Model, digits: Dataset) -> None:
    """Brought to the network's size."""
    (view,) = maps(model, digits.pictures[3], layer="conv1")
    np.testing.assert_array_equal(view.picture, model.fit(digits.pictures[3]))


def test_pages_hold_all_channels_by_activity() -> None:
    """512 channels are eight pages, each channel on one of them; a later page's are less active."""
    model = load("torchvision:resnet18")
    picture = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
    pages = [maps(model, picture, layer="layer4.1.conv2", page=page, order="activity")[0] for page in (1, 2, 8)]
    active = [np.abs(page.array).mean((1, 2)) for page in pages]
    assert all((np.diff(one) <= 0).all() for one in active)
    assert active[0].min() >= active[1].max() >= active[1].min() >= active[2].max()
    assert "Page 2 of 8" in pages[1].sentence and not set(pages[0].captions) & set(pages[1].captions)
    with pytest.raises(ConvscopeError, match="no page 9"):
        maps(model, picture, layer="layer4.1.conv2", page=9)
    with pytest.raises(UnknownName, match="'activity'"):
        maps(model, picture, order="activty")
