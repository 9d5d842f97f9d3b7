"""Maps after every layer."""

import numpy as np
import pytest
import torch

from convscope.data import Dataset
from convscope.errors import UnknownName
from convscope.loading import load
from convscope.look import maps
from convscope.model import Model


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
