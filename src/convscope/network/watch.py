"""The same watcher on real tensors: every layer's activation, functional ones included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from convscope.network.description import Network
from convscope.network.fake import evaluating
from convscope.network.trace import Again, checked_shape, run_forward
from convscope.network.watcher import Watcher


def watch(module: nn.Module, images_NCHW: Tensor, *, target: str = "") -> tuple[Network, tuple[Tensor, ...]]:
    """Run a module on real images and keep each layer's output, in the order of the network's layers.

    >>> from torch import nn
    >>> network, outputs = watch(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()), torch.zeros(1, 1, 8, 8))
    >>> [tuple(output.shape) for output in outputs]
    [(1, 2, 6, 6), (1, 2, 6, 6)]

    Outputs are copies, so that what a later in-place operator writes does not show in them.
    """
    network, outputs, _ = observe(module, images_NCHW, lambda _, output: output.detach().clone(), target=target)
    return network, outputs


def observe(
    module: nn.Module, images_NCHW: Tensor, take: Callable[[int, Tensor], Any], *, target: str = ""
) -> tuple[Network, tuple[Any, ...], Any]:
    """Run a module on real images and keep what ``take`` makes of each layer's output; last comes what it answered.

    ``take`` is given the layer's index and the output itself, into which a later operator may write.

    >>> from torch import nn
    >>> net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU())
    >>> _, least, answer = observe(net, torch.zeros(1, 1, 8, 8), lambda _, output: float(output.min()))
    >>> least[1] == float(answer.min())
    True
    """
    shape = checked_shape(tuple(images_NCHW.shape[1:]))
    taken: list[Any] = []
    watcher = Watcher(module, picture=shape[1:], keep=lambda index, output: taken.append(take(index, output)))
    parameters = dict(module.named_parameters(remove_duplicate=False))
    watcher.follow([images_NCHW], parameters)
    with evaluating(module, training=False), watcher.hooked(), torch.no_grad(), watcher:
        answer = run_forward(module, {}, images_NCHW)
    total = sum(parameter.numel() for parameter in module.parameters())
    target, count = target or type(module).__name__, len(images_NCHW)
    storages = tuple(replace(one, bytes=one.bytes // count) if one.scales else one for one in watcher.storages(answer))
    again = Again(module, (shape,), target, training=False, on_zeros=False)
    return Network(target, shape, watcher.named(), total, storages=storages, again=again), tuple(taken), answer
