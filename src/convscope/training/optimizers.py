"""The optimiser that a recipe asks for, over groups of parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.training.muon import Muon, muon_parameters
from convscope.training.recipe import Recipe


def optimizer_for(
    module: nn.Module, recipe: Recipe, *, rate_of: Callable[[str], float] = lambda _: 1.0
) -> torch.optim.Optimizer:
    """Set up SGD with Nesterov's momentum, AdamW or Muon over the parameters that are trained.

    Weight decay spares biases and norms, whatever has one axis. ``rate_of`` gives, of a parameter's name, what share of
    the recipe's learning rate it learns with: the layers below learn slower in fine-tuning. Raises `ConvscopeError`
    where the module has nothing to train.

    >>> optimizer_for(nn.Linear(3, 2), Recipe(optimizer="sgd", momentum=0.8)).param_groups[0]["momentum"]
    0.8
    """
    groups = _groups(module, recipe, rate_of)
    if not groups:
        raise ConvscopeError(
            "the network has no parameters that are trained", fix="train another one, or unfreeze some"
        )
    rate = recipe.learning_rate
    if recipe.optimizer == "muon":
        return Muon(groups, lr=rate, momentum=recipe.momentum, unit_kernels=recipe.unit_kernels)
    for group in groups:
        del group["muon"]
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=rate, momentum=recipe.momentum, nesterov=recipe.momentum > 0, fused=True)
    return torch.optim.AdamW(groups, lr=rate, betas=(recipe.momentum, 0.999), fused=True)


def _groups(module: nn.Module, recipe: Recipe, rate_of: Callable[[str], float]) -> list[dict[str, Any]]:
    """Part the parameters by decay, by who moves them and by rate; decayed before spared, in the module's order."""
    orthogonal = {id(weight) for weight in muon_parameters(module)} if recipe.optimizer == "muon" else set()
    groups: dict[tuple[bool, bool, float], list[nn.Parameter]] = {}  # by: spared, not Muon's, rate's share
    for name, parameter in module.named_parameters():
        if parameter.requires_grad:
            key = (parameter.ndim <= 1, id(parameter) not in orthogonal, rate_of(name))
            groups.setdefault(key, []).append(parameter)
    found: list[dict[str, Any]] = []
    for (spared, plain, share), parameters in sorted(groups.items(), key=lambda item: item[0][:2]):
        decay = 0.0 if spared else recipe.weight_decay
        group = {"params": parameters, "weight_decay": decay, "lr": recipe.learning_rate * share, "muon": not plain}
        beside = recipe.bias_rate if spared else recipe.head_rate
        if recipe.optimizer == "muon" and plain and beside:
            group |= {"lr": beside * share, "sgd": True, "weight_decay": 0.0}
        found.append(group)
    return found
