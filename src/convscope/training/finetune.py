"""The head first: features of all that stays frozen are computed once, and the last layer learns from them alone.

The body is in evaluation mode meanwhile: batch norm uses the statistics that came with the weights; neither they nor
any weight of it move. Features are those of each picture as it is and mirrored; an epoch over them costs one product
with the last layer's matrix, so that tens of epochs take less than one pass through the network.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.network import evaluating
from convscope.training.events import HeadTrained
from convscope.training.loop import Part, evaluate
from convscope.training.recipe import Recipe
from convscope.training.starting import head_of

BATCH = 64  # pictures at once through the body
RATE = 1e-2


def features_of(module: nn.Module, part: Part, head: str, *, mirror: bool) -> Tensor:
    """Compute what the head reads of each picture, (N, features) on the device; mirrored ones behind the others."""
    layer = module.get_submodule(head)
    module.set_submodule(head, nn.Identity())
    try:
        with evaluating(module, training=False), torch.no_grad():
            found = []
            for flipped in (False, True)[: 1 + mirror]:
                for chosen in torch.arange(len(part)).split(BATCH):  # type: ignore[no-untyped-call]
                    images_NCHW = part.batch(chosen)[0]
                    found.append(module(images_NCHW.flip(3) if flipped else images_NCHW))
    finally:
        module.set_submodule(head, layer)
    return torch.cat(found)


def train_head(module: nn.Module, train: Part, validation: Part, recipe: Recipe, *, spelling: str) -> HeadTrained:
    """Train the last layer for ``recipe.head_epochs`` with AdamW, its rate falling as a cosine.

    Raises `ConvscopeError` where the last layer is not fully connected.
    """
    begun = time.perf_counter()
    name, head = head_of(module, spelling)
    mirror = recipe.flip > 0
    features = features_of(module, train, name, mirror=mirror)
    labels = train.labels.repeat(1 + mirror)
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=recipe.weight_decay)
    steps = recipe.head_epochs * -(-len(features) // recipe.batch_size)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(recipe.head_epochs):
        for chosen in torch.randperm(len(features)).split(recipe.batch_size):  # type: ignore[no-untyped-call]
            rows = chosen.to(features.device)
            loss = F.cross_entropy(head(features[rows]), labels[rows], label_smoothing=recipe.label_smoothing)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    accuracy = evaluate(module, validation)[2]
    return HeadTrained(recipe.head_epochs, len(features), accuracy, time.perf_counter() - begun)


def rates(module: nn.Module, recipe: Recipe, spelling: str) -> Callable[[str], float]:
    """Give each parameter's share of the learning rate by its name: the last layer's 1, all below it ``body_rate``."""
    if recipe.body_rate == 1:
        return lambda _: 1.0
    head = head_of(module, spelling)[0]
    return lambda name: 1.0 if name.rpartition(".")[0].endswith(head) else recipe.body_rate
