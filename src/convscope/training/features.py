"""What the last layer reads of each picture: computed once, in the quickest way, and kept in memory or in a file.

Beyond a budget the features lie in a file without a name, in the folder of caches, that is gone when nobody reads it
any more, also where the process is killed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn

from convscope.data.kept import cache_root
from convscope.network import evaluating
from convscope.training.computation import Computation
from convscope.training.distributed.team import Team
from convscope.training.loop import Part
from convscope.training.memory import out_of_memory
from convscope.training.views import Views, answer

BATCH = {"cpu": 4}  # pictures at once: more are no faster there, and take more memory
BATCH_ELSEWHERE = 16
BUDGET = 1_000_000_000  # bytes of features that stay in memory


@contextmanager
def without(module: nn.Module, head: str) -> Iterator[nn.Module]:
    """Give the module as it is before its last layer, in evaluation mode, for as long as the block lasts."""
    layer = module.get_submodule(head)
    module.set_submodule(head, nn.Identity())
    try:
        with evaluating(module, training=False):
            yield module
    finally:
        module.set_submodule(head, layer)


def features_of(
    module: nn.Module,
    part: Part,
    head: str,
    *,
    computation: Computation | None = None,
    views: Views = "one",
    team: Team | None = None,
) -> Tensor:
    """Compute what the head reads of each picture, (N, features) float32: on the device, beyond `BUDGET` in a file.

    In a ``team`` each worker computes those of some pictures, and all have all of them, in memory.

    With several ``views`` it is the mean over them, of which the head, being linear, makes the mean of its answers.
    """
    computation = computation or Computation()
    size = BATCH.get(part.batch(torch.arange(1))[0].device.type, BATCH_ELSEWHERE)
    mine = torch.arange(len(part)) if team is None else team.rows(len(part))
    mine = mine if len(mine) else torch.zeros(1, dtype=torch.long)
    kept, start = torch.empty(0), 0
    with without(module, head) as body, torch.no_grad():
        while start < len(mine):
            chosen = mine[start : start + size]
            images_NCHW = computation.ordered(part.batch(chosen)[0])
            try:
                with computation.autocast(images_NCHW.device):
                    found = answer(body, images_NCHW, views).float()
            except RuntimeError as error:
                if not out_of_memory(error) or size == 1:
                    raise
                size = (size + 1) // 2
                continue
            if not start:
                kept = room_for(len(mine), found)
            kept[start : start + len(chosen)] = found.to(kept.device)
            start += len(chosen)
    if team is None:
        return kept
    return team.whole(kept[: len(team.rows(len(part)))], len(part))


def room_for(count: int, found: Tensor) -> Tensor:
    """Give an empty tensor for the features of so many pictures as those that were found: (count, features)."""
    width = found.shape[1]
    if 4 * count * width <= BUDGET:
        return torch.empty(count, width, device=found.device)
    cache_root().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=cache_root()) as file:  # the array keeps it open for itself
        return torch.from_numpy(np.memmap(file, dtype=np.float32, mode="w+", shape=(count, width)))
