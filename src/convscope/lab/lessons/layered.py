"""What claims say of whole networks, counted or run: their order, what a unit reads, what training moves."""

from __future__ import annotations

import copy
from functools import cache

import numpy as np
import torch
import torch.nn.functional as F

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.lessons.networks import network_of, traced
from convscope.lab.samples import digits
from convscope.loading import load
from convscope.look.projected import projected, question
from convscope.model import Model
from convscope.network import trace
from convscope.network.exact import receptive_set
from convscope.picture import Picture

KINDS = {"conv2d": "conv", "linear": "linear"}
LENET = "lenet5:mnist"


def order(network: str) -> str:
    """Name a network's convolutions, pools and fully connected layers in their order, equal ones on end once.

    >>> order("lenet5")
    'conv pool conv pool linear'
    """
    kinds = ["pool" if "pool" in one.operator else KINDS.get(one.operator, "") for one in traced(network)]
    told = [kind for kind in kinds if kind]
    return " ".join(kind for at, kind in enumerate(told) if not at or told[at - 1] != kind)


def answer(network: str) -> str:
    """Write the shape of a network's answer to a picture.

    >>> answer("lenet5"), answer("fcn32s")
    ('10', '21 × 128 × 128')
    """
    return " × ".join(map(str, traced(network).layers[-1].output_shape[1:]))


def maps(network: str, layer: str) -> int:
    """Count a layer's maps.

    >>> maps("lenet5", "conv2")
    16
    """
    return traced(network)[layer].output_shape[1]


def field(network: str, layer: str) -> int:
    """Give the side of what a unit in the middle of a layer reads of the picture.

    >>> field("lenet5", "conv1"), field("lenet5", "pool2")
    (5, 16)
    """
    mask = receptive_set(traced(network), layer)
    return int(np.ptp(np.flatnonzero(mask.any(1))) + 1)


def takes(network: str, height: int, width: int) -> int:
    """Say, by 1 or 0, whether a network takes pictures of another size.

    >>> takes("allconv", 40, 56), takes("lenet5", 40, 56)
    (1, 0)
    """
    of = network_of({"network": network})
    try:
        trace(of.model.module, (of.contract.input_shape[0], height, width))
    except ConvscopeError:
        return 0
    return 1


def moved_by_training() -> int:
    """Count LeNet-5's tensors of weights and of biases, two a layer, that going once through 320 digits changes.

    >>> moved_by_training()
    10
    """
    return _moved()


def sum_differs(layer: str) -> int:
    """Count the units of a layer of the trained LeNet-5 whose sum of products and bias is not PyTorch's, to 1e-5 of it.

    Each is added up by itself, in double precision, from what enters the layer and its weights.

    >>> sum_differs("conv2")
    0
    """
    module = _lenet().module
    conv = module.get_submodule(layer)
    if not isinstance(conv, torch.nn.Conv2d):
        raise UnknownName(
            "convolution", layer, [n for n, one in module.named_modules() if isinstance(one, torch.nn.Conv2d)]
        )
    entering, leaving = _through(conv)
    windows = F.unfold(entering.double(), conv.kernel_size, padding=conv.padding)[0]  # type: ignore[arg-type]
    weights, bias = conv.weight.detach().double().flatten(1), conv.bias
    assert bias is not None
    sums = torch.stack([(weights * column).sum(1) + bias.detach() for column in windows.T], 1)
    apart = (sums - leaving[0].double().flatten(1)).abs()
    return int((apart > 1e-5 * leaving.abs().max()).sum())


def projected_outside(layer: str) -> int:
    """Count the pixels outside its receptive field that deconvnet gives a unit of the trained LeNet-5
    on a digit; −1 where it gives none any.

    >>> projected_outside("conv2")
    0
    """
    network = traced(LENET)
    at = tuple(side // 2 for side in network[layer].output_shape[2:])
    (signal,) = projected(question(_lenet(), digit(), layer, 0, at), "deconvnet")
    back = (np.abs(signal.values_CHW) > 0).max(0)
    return int((back & ~receptive_set(network, layer, at)).sum()) if back.any() else -1


def digit() -> Picture:
    """Give one of scikit-learn's digits as the trained LeNet-5 takes it."""
    from PIL import Image

    grey = np.round(digits()[0][3] * (255 / 16)).astype(np.uint8)
    large = Image.fromarray(grey).resize((32, 32), Image.Resampling.BICUBIC)
    return np.asarray(large, dtype=np.uint8)[..., None]


@cache
def _lenet() -> Model:
    return load(LENET)


def _through(module: torch.nn.Module) -> tuple[torch.Tensor, torch.Tensor]:
    caught: list[tuple[torch.Tensor, torch.Tensor]] = []
    handle = module.register_forward_hook(lambda _, entered, left: caught.append((entered[0], left)))
    try:
        _lenet().scores(digit()[None])
    finally:
        handle.remove()
    return caught[0]


@cache
def _moved() -> int:
    from convscope.models import build

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        module = build("lenet5").module.train()
    before = copy.deepcopy(module.state_dict())
    pictures, labels = digits()
    images = F.interpolate(torch.from_numpy(pictures[:320]).float()[:, None] / 16, size=(32, 32), mode="bilinear")
    targets = torch.from_numpy(labels[:320])
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    for some, wanted in zip(torch.split(images, 32), torch.split(targets, 32), strict=True):
        optimizer.zero_grad()
        F.cross_entropy(module(some), wanted).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return sum(not torch.equal(after, before[name]) for name, after in module.state_dict().items())
