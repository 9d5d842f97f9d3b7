"""Steps of a training whose learning rate rises from one to the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from math import isfinite

import numpy as np
from torch import Tensor

from convscope.training.backward import Backward
from convscope.training.computation import Computation
from convscope.training.events import RateTried
from convscope.training.learner import Learner
from convscope.training.loop import Part, batches
from convscope.training.norms import begin_training
from convscope.training.rates import falling, smoothed

STEPS, FEW = 400, 200
SECONDS = 60.0  # in which a slow network's steps are taken: fewer then, but not below FEW
WARM = 3  # steps after which their time is known
AWAY = 4.0  # times the least average, at which a loss has run away


def risen(
    learner: Learner,
    part: Part,
    between: tuple[float, float],
    *,
    steps: int | None = None,
    on_event: Callable[[RateTried], None] = lambda _: None,
) -> tuple[list[float], list[float]]:
    """Take steps with a rate that rises evenly on a logarithmic scale; give each rate and the loss before its step.

    By default as many ``steps`` as go into a minute, 200 to 400. It ends where the loss is no number, or four times the
    least average, or, having clearly fallen, back at where it began. Layers that learn slower do so here, too.
    """
    backward = Backward(learner.module, learner.loss, Computation(), learner.folds)
    groups = learner.optimizer.param_groups
    shares = [group["lr"] / learner.recipe.learning_rate for group in groups]
    begin_training(learner.module, learner.recipe.norm_statistics)
    count = steps or STEPS
    rates, losses = list[float](), list[float]()
    chosen, times = _forever(learner, part), [time.perf_counter()]
    while len(losses) < count:
        loss, _ = backward(*learner.prepared(part, next(chosen)))
        if not isfinite(float(loss)):
            break
        losses.append(float(loss))
        times.append(time.perf_counter())
        if steps is None and len(losses) == WARM:
            count = max(FEW, min(STEPS, int(SECONDS / min(np.diff(times[1:])))))
        rates.append(float(between[0] * (between[1] / between[0]) ** ((len(losses) - 1) / (count - 1))))
        if _ran_away(rates, losses):
            break
        for group, share in zip(groups, shares, strict=True):
            group["lr"] = rates[-1] * share
        learner.optimizer.step()
        learner.optimizer.zero_grad(set_to_none=True)
        on_event(RateTried(len(losses), count, rates[-1], losses[-1]))
    return rates, losses


def _ran_away(rates: list[float], losses: list[float]) -> bool:
    """Whether the loss is so high again that higher rates would tell nothing."""
    averages = smoothed(losses)
    if averages[-1] > AWAY * averages.min():
        return True
    return bool(averages[-1] >= np.median(losses[:10])) and falling(rates, losses) is not None


def _forever(learner: Learner, part: Part) -> Iterator[Tensor]:
    """Give batches of one size, epoch after epoch; of a part smaller than a batch, all of it."""
    size = min(learner.recipe.batch_size, len(part))
    while True:
        epoch = batches(len(part), size, learner.generator, learner.chances)
        yield from (chosen for chosen in epoch if len(chosen) == size)
