"""Learning rates over the steps of a training: pure functions of the step, so that resuming is exact."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi
from typing import Any, Literal

import torch

ScheduleName = Literal["one-cycle", "cosine", "linear", "constant"]
SWING = 0.05  # how far one cycle moves the momentum, up and down
FIRST, LAST = 1 / 25, 1 / 250_000  # of the rate, at one cycle's two ends; those of torch's OneCycleLR


def one_cycle(step: int, steps: int, warm_up: float) -> float:
    """Give the share of the rate: by half a cosine up to 1 over the warm-up, by another down to nearly nothing.

    Smith and Topin, arXiv 1708.07120, as `torch.optim.lr_scheduler.OneCycleLR` has it: from 1/25 at the first step to 1
    at step ``warm_up · steps - 1``, to 1/250,000 at the last.

    >>> round(one_cycle(0, 11, 0.2), 7), round(one_cycle(10, 11, 0.2), 7)
    (0.04, 4e-06)
    """
    return _there_and_back(step, steps, warm_up, FIRST, 1.0, LAST)


def cosine(step: int, steps: int, warm_up: float, floor: float) -> float:
    """Rise in a line over the warm-up's steps, then fall by half a cosine to ``floor`` at the last step.

    Loshchilov and Hutter, arXiv 1608.03983: ``floor + (1 - floor) · (1 + cos(π t)) / 2``, t from 0 to 1.

    >>> [round(cosine(step, 5, 0.0, 0.0), 3) for step in range(5)]
    [1.0, 0.854, 0.5, 0.146, 0.0]
    """
    risen, through = _phases(step, steps, warm_up)
    return risen if risen < 1 else floor + (1 - floor) * (1 + cos(pi * through)) / 2


def linear(step: int, steps: int, warm_up: float, floor: float) -> float:
    """Rise in a line over the warm-up's steps, then fall in a line to ``floor`` at the last step.

    >>> [linear(step, 5, 0.0, 0.5) for step in range(5)]
    [1.0, 0.875, 0.75, 0.625, 0.5]
    """
    risen, through = _phases(step, steps, warm_up)
    return risen if risen < 1 else 1 - (1 - floor) * through


def constant(step: int, steps: int, warm_up: float) -> float:
    """Rise in a line over the warm-up's steps, then stay.

    >>> [constant(step, 8, 0.5) for step in range(8)]
    [0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    return _phases(step, steps, warm_up)[0]


def one_cycle_swing(step: int, steps: int, warm_up: float) -> float:
    """Give what one cycle adds to the momentum: +0.05 at both ends, -0.05 where the rate is highest.

    >>> one_cycle_swing(0, 11, 0.2), round(one_cycle_swing(10, 11, 0.2), 3)
    (0.05, 0.05)
    """
    return _there_and_back(step, steps, warm_up, SWING, -SWING, SWING)


class Schedule:
    """Sets every group's learning rate before each step: its own rate times the schedule's share.

    ``steps`` is how many steps the training has; after the last the rate stays. A group's own rate is its ``lr`` when
    this is made, kept in the group as ``initial_lr``. One cycle also moves the momentum (SGD's ``momentum``, AdamW's
    first beta; not Muon's) around its own value, against the rate. All follows from the number of the step, which is
    all its state.
    """

    def __init__(
        self, optimizer: torch.optim.Optimizer, steps: int, *, name: ScheduleName, warm_up: float, floor: float = 0.0
    ) -> None:
        self.optimizer = optimizer
        self.steps = steps
        self.taken = 0
        self._share, self._swing = _functions(name, steps, warm_up, floor)
        for group in optimizer.param_groups:
            group.setdefault("initial_lr", group["lr"])
        self._momenta = [_momentum(group) for group in optimizer.param_groups]
        self._set()

    def step(self) -> None:
        """Count a step and set what the next is made with."""
        self.taken += 1
        self._set()

    def get_last_lr(self) -> list[float]:
        """Give each group's present rate."""
        return [float(group["lr"]) for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Give how many steps were taken."""
        return {"taken": self.taken}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on after as many steps."""
        self.taken = int(state["taken"])
        self._set()

    def _set(self) -> None:
        step = min(self.taken, self.steps - 1)
        for group, momentum in zip(self.optimizer.param_groups, self._momenta, strict=True):
            group["lr"] = group["initial_lr"] * self._share(step)
            if momentum and not group.get("muon"):
                moved = min(momentum + self._swing(step), 0.99)
                if "betas" in group:
                    group["betas"] = (moved, group["betas"][1])
                else:
                    group["momentum"] = moved


def _functions(
    name: ScheduleName, steps: int, warm_up: float, floor: float
) -> tuple[Callable[[int], float], Callable[[int], float]]:
    """Bind a schedule to its numbers: the rate's share, and what is added to the momentum."""
    if name == "one-cycle":
        return (lambda step: one_cycle(step, steps, warm_up)), (lambda step: one_cycle_swing(step, steps, warm_up))
    if name == "constant":
        return (lambda step: constant(step, steps, warm_up)), (lambda _: 0.0)
    falls = {"cosine": cosine, "linear": linear}[name]
    return (lambda step: falls(step, steps, warm_up, floor)), (lambda _: 0.0)


def _momentum(group: dict[str, Any]) -> float:
    """Give a group's own momentum, kept in it, so that a state that is loaded brings it along."""
    now = group["betas"][0] if "betas" in group else group.get("momentum", 0.0)
    return float(group.setdefault("initial_momentum", now))


def _phases(step: int, steps: int, warm_up: float) -> tuple[float, float]:
    """Give how far the warm-up is, 0 … 1, and how far what follows, 0 at its first step to 1 at the last."""
    rising = round(warm_up * steps)
    if step < rising:
        return (step + 1) / rising, 0.0
    left = steps - 1 - rising
    return 1.0, (step - rising) / left if left > 0 else 1.0 if steps > 1 else 0.0


def _there_and_back(step: int, steps: int, warm_up: float, first: float, top: float, last: float) -> float:
    """Go from ``first`` to ``top`` and on to ``last`` by half a cosine each, as torch's OneCycleLR does."""
    peak = warm_up * steps - 1
    if step <= peak:
        start, end, share = first, top, step / peak if peak > 0 else 1.0
    else:
        start, end, share = top, last, (step - peak) / (steps - 1 - peak)
    return end + (start - end) / 2 * (cos(pi * share) + 1)
