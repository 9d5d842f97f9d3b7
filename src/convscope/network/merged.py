"""Batch norm with fixed statistics, merged into the convolution before it: one call in place of two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.network.local import BATCH_NORM, CONVOLUTION
from convscope.network.operators.operation import bind
from convscope.network.recording import Recording, Source


@dataclass(frozen=True)
class Merged:
    """By the convolutions' indices, weight and bias that do the batch norm's work too; ``norms`` pass on what comes."""

    weights: Mapping[int, tuple[Tensor, Tensor]]
    norms: frozenset[int]


def merged_norms(recorded: Recording, *, but: int | None = None) -> Merged:
    """Find convolutions whose one reader is a batch norm with fixed statistics, and merge the two.

    ``but`` is a layer whose output is wanted as it is.

    (w·x + b - mean)·s + shift = (s·w)·x + (b - mean)·s + shift, where s = scale / √(variance + eps).

    >>> from torch import nn
    >>> from convscope.network.recording import record
    >>> net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU())
    >>> merged_norms(record(net, torch.rand(1, 1, 8, 8))).norms
    frozenset({1})
    """
    weights, norms = {}, set()
    network = recorded.network
    for index, norm in recorded.calls.items():
        if norm.function is not F.batch_norm or len(norm.sources) != 1 or norm.sources[0] not in recorded.calls:
            continue
        source = norm.sources[0]
        convolution = recorded.calls[source]
        kept = {but, *network.answers}
        read_elsewhere = source in kept or index in kept or len(network.consumers(source)) > 1
        made = bind(CONVOLUTION, convolution.args, convolution.kwargs)
        if network.layers[source].operator != "conv2d" or read_elsewhere or not isinstance(made["weight"], Tensor):
            continue
        known = bind((*BATCH_NORM, "momentum", "eps"), norm.args, norm.kwargs)
        if known.get("training") or known.get("running_mean") is None or isinstance(made.get("bias"), Source):
            continue
        mean, variance = known["running_mean"].double(), known["running_var"].double()
        scale = (variance + known.get("eps", 1e-5)).rsqrt()
        scale = scale if known.get("weight") is None else scale * known["weight"].detach().double()
        bias = torch.zeros_like(mean) if made.get("bias") is None else made["bias"].detach().double()
        shift = (bias - mean) * scale
        shift = shift if known.get("bias") is None else shift + known["bias"].detach().double()
        weight = made["weight"].detach()
        wide = (weight.double() * scale[:, None, None, None]).to(weight.dtype)
        weights[source] = wide, shift.to(weight.dtype)
        norms.add(index)
    return Merged(weights, frozenset(norms))
