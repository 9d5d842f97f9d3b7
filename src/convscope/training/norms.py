"""Whether batch norm goes by the batch and follows it, or keeps the statistics that came with the weights.

In fine-tuning they are kept: a few pictures tell less of means and variances than all those they were counted from.
Each picture then goes through the network by itself, so that a batch may go through in parts and nothing changes.
"""

from __future__ import annotations

from typing import Literal

from torch import nn

NORMS = (nn.modules.batchnorm._BatchNorm,)
Statistics = Literal["updated", "frozen"]


def begin_training(module: nn.Module, statistics: Statistics) -> nn.Module:
    """Put a module in training mode; *frozen* leaves batch norm in evaluation mode, its weight and bias trained.

    >>> begin_training(nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)), "frozen")[1].training
    False
    """
    module.train()
    if statistics == "frozen":
        for part in module.modules():
            if isinstance(part, NORMS) and part.track_running_stats:
                part.eval()
    return module


def sees_batches(module: nn.Module, statistics: Statistics) -> bool:
    """Whether what a picture is answered in training depends on the batch that it is in.

    >>> net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    >>> sees_batches(net, "updated"), sees_batches(net, "frozen")
    (True, False)
    """
    norms = [part for part in module.modules() if isinstance(part, NORMS)]
    return any(statistics == "updated" or not part.track_running_stats for part in norms)
