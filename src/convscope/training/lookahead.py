"""Lookahead: every few steps the weights go back part of the way to a slow copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from convscope.training.averaging import swapped


class Lookahead:
    """A slow copy of the parameters that every few steps goes part of the way to where they are, and takes them along.

    Zhang et al., arXiv 1907.08610: ``slow ← keep · slow + (1 - keep) · weights``, then ``weights ← slow``. ``ramp``
    makes the kept share grow with training, ``keep · (step / steps) ** ramp``; 0 leaves it the same, 3 is Jordan's
    (arXiv 2404.00498). What is evaluated is the slow copy. Running statistics of batch norm are not part of it: they go
    on following the batches, and serve both.
    """

    def __init__(self, module: nn.Module, steps: int, *, every: int, keep: float, ramp: float) -> None:
        self.module, self.steps, self.every, self.keep, self.ramp = module, steps, every, keep, ramp
        self.taken = 0
        self.slow = {name: weight.detach().clone() for name, weight in module.named_parameters()}

    @torch.no_grad()
    def update(self) -> None:
        """Count a step; at every ``every``-th, and at the last, bring slow copy and weights together."""
        self.taken += 1
        if self.taken % self.every and self.taken != self.steps:
            return
        kept = self.keep * min(self.taken / self.steps, 1.0) ** self.ramp
        weights = [weight.detach() for _, weight in self.module.named_parameters()]
        slow = list(self.slow.values())
        torch._foreach_lerp_(slow, weights, 1 - kept)
        torch._foreach_copy_(weights, slow)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Let the module have the slow copy for as long as the block lasts."""
        with swapped(self.module, self.slow):
            yield

    def state_dict(self) -> dict[str, Tensor]:
        """Give the slow copy and the number of steps, as tensors."""
        return {**{f"slow.{name}": tensor for name, tensor in self.slow.items()}, "taken": torch.tensor(self.taken)}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Go on from a state that was kept."""
        for name, tensor in self.slow.items():
            tensor.copy_(state[f"slow.{name}"])
        self.taken = int(state["taken"])
