"""An exponential moving average of the weights, which is what is evaluated and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class MovingAverage:
    """The average of a module's weights over the last steps: ``a ← d a + (1 - d) w`` after each.

    Polyak and Juditsky 1992; Tarvainen and Valpola, arXiv 1703.01780. The decay ``d`` starts low, min(decay, (1 + t) /
    (10 + t)) at step t, so that a short training is not an average with its random beginning. Running statistics of
    batch norm are averaged like the weights (as timm does): they are those that the averaged weights met. Whole numbers
    (how many batches were tracked) are copied.
    """

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.module, self.decay, self.taken = module, decay, 0
        self.average = {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}

    @torch.no_grad()
    def update(self) -> None:
        """Take in the module's present weights."""
        share = 1 - min(self.decay, (1 + self.taken) / (10 + self.taken))
        self.taken += 1
        means, nows = [], []
        for name, tensor in self.module.state_dict().items():
            if tensor.is_floating_point():
                means.append(self.average[name])
                nows.append(tensor)
            else:
                self.average[name].copy_(tensor)
        torch._foreach_lerp_(means, nows, share)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Let the module have the average for as long as the block lasts."""
        with swapped(self.module, self.average):
            yield

    def state_dict(self) -> dict[str, Tensor]:
        """Give the average and the number of steps, as tensors."""
        return {
            **{f"average.{name}": tensor for name, tensor in self.average.items()},
            "taken": torch.tensor(self.taken),
        }

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Go on from a state that was kept."""
        for name, tensor in self.average.items():
            tensor.copy_(state[f"average.{name}"])
        self.taken = int(state["taken"])


@contextmanager
def swapped(module: nn.Module, other: Mapping[str, Tensor]) -> Iterator[None]:
    """Put other weights into a module, by name, and its own back at the end, to the bit."""
    with torch.no_grad():
        own = {name: tensor.detach().clone() for name, tensor in module.state_dict().items() if name in other}
        module.load_state_dict(dict(other), strict=False)
        try:
            yield
        finally:
            module.load_state_dict(own, strict=False)
