"""Muon: each step of a kernel or matrix is made orthogonal, so that all its directions learn alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from math import sqrt
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.adamw import adamw

A, B, C = 3.4445, -4.7750, 2.0315  # Jordan's quintic: steepest at 0, where small singular values are
STEPS = 5
UNIT_STEPS = 3  # Jordan's of airbench: what is left of the length differs more, and matters less
UNIT = 10.0  # how much of a kernel of length √outputs a rate of 1 moves: what AS_ADAMW makes of 2,500 inputs
SGD_MOMENTUM = 0.85  # Jordan's, of biases and the last layer
AS_ADAMW = 0.2  # root mean square of AdamW's steps; Liu et al., arXiv 2502.16982, section 2.2


def orthogonal(matrices: Tensor, *, steps: int = STEPS) -> Tensor:
    """Bring every singular value near 1 and leave the singular vectors: nearly U Vᵀ of U S Vᵀ.

    ``matrices`` (…, rows, columns), in their own precision. Newton-Schulz of the fifth degree, begun at ``X / ‖X‖``:
    ``X ← a X + (b X Xᵀ + c (X Xᵀ)²) X`` with (a, b, c) = (3.4445, -4.7750, 2.0315). It is made to be fast, not to
    converge: singular values that were not tiny end between about 0.68 and 1.14 (Jordan 2024,
    https://kellerjordan.github.io/posts/muon). A matrix of zeros stays one.

    >>> orthogonal(torch.diag(torch.tensor([4.0, 2.0, 1.0]))).diag()
    tensor([0.8210, 1.1325, 0.6994])
    """
    tall = matrices.shape[-2] > matrices.shape[-1]
    wide = (matrices.mT if tall else matrices).reshape(-1, *sorted(matrices.shape[-2:]))
    wide = wide / wide.norm(dim=(-2, -1), keepdim=True).clamp(min=1e-7)
    for _ in range(steps):
        gram = wide @ wide.mT
        wide = torch.baddbmm(wide, torch.baddbmm(gram, gram, gram, beta=B, alpha=C), wide, beta=A)
    answer: Tensor = (wide.mT if tall else wide).reshape(matrices.shape)
    return answer


def muon_parameters(module: nn.Module) -> list[Tensor]:
    """Choose what Muon is for: kernels of convolutions and matrices of linear layers, but not the last such layer.

    The last one, the classifier, has a row a class, which are no directions of one map; grouped convolutions' kernels
    are many small maps in one array, transposed ones' have their axes swapped. These, and all biases and norms, are
    AdamW's.
    """
    layers = [part for part in module.modules() if isinstance(part, (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear))]
    chosen = [part.weight for part in layers[:-1] if getattr(part, "groups", 1) == 1]
    last = {id(part.weight) for part in layers[-1:]}  # a weight that is used twice may be the last layer's, too
    return list({id(weight): weight for weight in chosen if id(weight) not in last}.values())


class Muon(torch.optim.Optimizer):
    """Muon for the groups that say ``muon``, SGD for those that say ``sgd``, AdamW for the others.

    One learning rate serves Muon and AdamW; SGD, with Nesterov's momentum of 0.85, has rates of its own and no decay.

    A kernel is a matrix (outputs, all that one output reads). Its step is Nesterov's momentum made orthogonal, of the
    root mean square that AdamW's steps have: ``W ← W - lr · 0.2 · √max(rows, columns) · O`` (Liu et al., arXiv
    2502.16982). Weight decay is decoupled in both. torch.optim.Muon takes no kernels, only matrices, and computes in
    bfloat16 alone.

    With ``unit_kernels`` a kernel is brought to the length √rows before each step, which then is the same share of it
    in every layer: ``W ← √rows · W / ‖W‖ - 10 · lr · O``, O by three steps of Newton-Schulz, as Jordan's airbench does.
    For kernels that a norm follows, whose length says nothing: otherwise it grows from step to step, and each moves it
    less.
    """

    def __init__(
        self, groups: list[dict[str, Any]], *, lr: float, momentum: float = 0.95, unit_kernels: bool = False
    ) -> None:
        self.unit_kernels = unit_kernels
        for_muon, for_sgd, for_adamw = {"momentum": momentum}, {"momentum": SGD_MOMENTUM}, {"betas": (0.9, 0.999)}
        groups = [
            {**(for_muon if group.get("muon") else for_sgd if group.get("sgd") else for_adamw), **group}
            for group in groups
        ]
        super().__init__(groups, {"lr": lr, "weight_decay": 0.0, "muon": False, "sgd": False})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """Make one step with the gradients that are there."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            if group["muon"]:
                self._orthogonal_step(group)
            elif group["sgd"]:
                self._sgd_step(group)
            else:
                self._adamw_step(group)
        return loss

    def _orthogonal_step(self, group: dict[str, Any]) -> None:
        alike: dict[tuple[Any, ...], list[tuple[Tensor, Tensor]]] = defaultdict(list)
        for weight in group["params"]:
            if weight.grad is None:
                continue
            ahead = self._ahead(weight, weight.grad, group["momentum"])
            matrix = ahead.reshape(len(ahead), -1)
            unit = self.unit_kernels and weight.ndim > 2
            alike[(*matrix.shape, matrix.dtype, matrix.device, unit)].append((weight, matrix))
        for (rows, columns, _, _, unit), members in alike.items():  # equal shapes at once: one product, not one a layer
            rate = group["lr"] * (UNIT if unit else AS_ADAMW * sqrt(max(rows, columns)))
            steps = orthogonal(torch.stack([matrix for _, matrix in members]), steps=UNIT_STEPS if unit else STEPS)
            for (weight, _), step in zip(members, steps, strict=True):
                if unit:
                    weight.mul_(sqrt(rows) / weight.norm().clamp(min=1e-7))
                else:
                    weight.mul_(1 - group["lr"] * group["weight_decay"])
                weight.sub_(step.reshape(weight.shape), alpha=rate)

    def _ahead(self, weight: Tensor, gradient: Tensor, momentum: float) -> Tensor:
        """Take a gradient into a weight's momentum, and give Nesterov's look ahead."""
        state = self.state[weight]
        if not state:
            state["momentum_buffer"] = torch.zeros_like(gradient)
        buffer: Tensor = state["momentum_buffer"]
        buffer.mul_(momentum).add_(gradient)
        return gradient + momentum * buffer

    def _sgd_step(self, group: dict[str, Any]) -> None:
        for weight in group["params"]:
            if weight.grad is not None:
                weight.sub_(self._ahead(weight, weight.grad, group["momentum"]), alpha=group["lr"])

    def _adamw_step(self, group: dict[str, Any]) -> None:
        weights = [weight for weight in group["params"] if weight.grad is not None]
        for weight in weights:
            if not self.state[weight]:
                self.state[weight].update(
                    step=torch.zeros((), device=weight.device),
                    exp_avg=torch.zeros_like(weight),
                    exp_avg_sq=torch.zeros_like(weight),
                )
        states = [self.state[weight] for weight in weights]
        adamw(
            weights,
            [weight.grad for weight in weights],
            [state["exp_avg"] for state in states],
            [state["exp_avg_sq"] for state in states],
            [],
            [state["step"] for state in states],
            amsgrad=False,
            beta1=group["betas"][0],
            beta2=group["betas"][1],
            lr=group["lr"],
            weight_decay=group["weight_decay"],
            eps=1e-8,
            maximize=False,
            fused=True,
        )
