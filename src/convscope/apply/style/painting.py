"""One scale of a picture, brought nearer to what is wanted step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from convscope.apply.style.features import Features
from convscope.apply.style.loss import Share, Wanted, loss_and_slope
from convscope.errors import ConvscopeError

MEMORY, RATE = 10, 0.03  # steps that L-BFGS remembers; how far Adam goes
FEWEST = 1 / 16  # of a step of L-BFGS, below which it is no use


@dataclass(frozen=True)
class Brush:
    """How a picture is moved: ``optimizer`` is *lbfgs* or *adam*, ``smooth`` weighs roughness, ``tile`` is a side.

    With ``grey`` all channels are one.
    """

    optimizer: str = "lbfgs"
    smooth: float = 0.0
    tile: int = 0
    grey: bool = False


def paint(
    features: Features, pixels_1CHW: Tensor, wanted: Wanted, brush: Brush, steps: int,
    going: Callable[[Share, Tensor], bool] = lambda share, pixels: True,
) -> Tensor:  # fmt: skip
    """Take ``steps`` steps from a picture in 0 … 1; give the best there was.

    ``going`` is told after each step how far it was before it, and the picture; it answers whether to go on. Where
    L-BFGS leaps too far, it begins again from the best, with half the step. Raises `ConvscopeError` where the first
    loss is no finite number.
    """
    leaf = (pixels_1CHW.mean(1, keepdim=True) if brush.grey else pixels_1CHW).detach().clone().contiguous()
    leaf.requires_grad_()
    best, least = leaf.detach().clone(), float("inf")
    rate = 1.0
    optimizer = _optimizer(brush, leaf, rate)
    shares: list[Share] = []

    def closure() -> float:
        with torch.no_grad():
            leaf.clamp_(0, 1)
        share, slope = loss_and_slope(features, leaf.detach().expand(-1, 3, -1, -1), wanted, side=brush.tile)
        rough, more = roughness_and_slope(leaf.detach())
        slope = slope.sum(1, keepdim=True) if brush.grey else slope
        leaf.grad = (slope + brush.smooth * more).contiguous()
        total = share.total + brush.smooth * rough
        shares.append(Share(total, share.content, share.style))
        if not bool(leaf.grad.isfinite().all()):
            shares[-1] = Share(float("nan"), share.content, share.style)
        return total

    for _ in range(steps):
        before = leaf.detach().clone()
        optimizer.step(closure)
        share = shares[-1]
        if share.total < least:
            best, least = before.clamp_(0, 1), share.total
        elif not share.total <= 4 * least:
            if least == float("inf") or rate <= FEWEST:
                _give_up(least, features)
                break
            rate /= 2
            with torch.no_grad():
                leaf.copy_(best)
            optimizer = _optimizer(brush, leaf, rate)
        if not going(share, leaf.detach().expand(-1, 3, -1, -1)):
            break
    share, _ = loss_and_slope(features, leaf.detach().clamp(0, 1).expand(-1, 3, -1, -1), wanted, side=brush.tile)
    rough, _ = roughness_and_slope(leaf.detach().clamp(0, 1))
    ended = leaf.detach().clamp(0, 1) if share.total + brush.smooth * rough < least else best
    return ended.expand(-1, 3, -1, -1).contiguous()


def roughness_and_slope(pixels_NCHW: Tensor) -> tuple[float, Tensor]:
    """Give the mean squared difference between neighbours, and its slope on each pixel.

    >>> roughness_and_slope(torch.tensor([[[[0.0, 1.0], [0.0, 1.0]]]]))[0]
    1.0
    """
    slope = torch.zeros_like(pixels_NCHW)
    total = 0.0
    for axis in (2, 3):
        length = pixels_NCHW.shape[axis]
        if length < 2:
            continue
        apart = pixels_NCHW.diff(dim=axis)
        total += apart.square().mean().item()
        weighed = apart * (2 / apart.numel())
        slope.narrow(axis, 1, length - 1).add_(weighed)
        slope.narrow(axis, 0, length - 1).sub_(weighed)
    return total, slope


def _optimizer(brush: Brush, leaf: Tensor, rate: float) -> torch.optim.Optimizer:
    if brush.optimizer == "adam":
        return torch.optim.Adam([leaf], lr=RATE * rate)
    return torch.optim.LBFGS([leaf], lr=rate, max_iter=1, history_size=MEMORY)


def _give_up(least: float, features: Features) -> None:
    """Say so where there never was a finite loss; else the best there was is kept."""
    if least == float("inf"):
        raise ConvscopeError(
            f"{features.model.spelling} gives no finite numbers for this picture",
            fix="check its weights and its mean and std",
        )
