"""Batch norm over the pictures of all workers, forward and backward, on any device."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from convscope.training.distributed.share import Piece
from convscope.training.distributed.team import Team

Running = tuple[Tensor | None, Tensor | None]


def batch_norm(
    team: Team,
    entering: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running: Running,
    *,
    momentum: float,
    eps: float,
    piece: Piece,
) -> Tensor:
    """Normalise (N, C, …) by mean and variance over all workers' pictures, and move the running ones by them.

    Each worker tells how many numbers a channel has, their mean and their squared distance from it, M; these make the
    whole's (Chan, Golub, LeVeque 1979): ``M = Σ Mᵣ + Σ nᵣ (mᵣ - m)²``. A worker whose ``piece`` is not counted
    answers with the others' mean and variance, and gives no gradient. Raises `ValueError` for one number a channel, as
    torch does.
    """
    count = piece.whole * (entering.numel() // (len(entering) * entering.shape[1]))
    if count < 2:
        size = (piece.whole, *entering.shape[1:])
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {size}")
    answer, mean, squares = _BatchNorm.apply(entering, weight, bias, eps, (team, count, piece.counted))
    with torch.no_grad():
        for kept, now in zip(running, (mean, squares / (count - 1)), strict=True):
            if kept is not None:
                kept.mul_(1 - momentum).add_(now.to(kept.dtype), alpha=momentum)
    normed: Tensor = answer
    return normed


class _BatchNorm(torch.autograd.Function):
    """The answer, and all pictures' mean and squared distances; only the answer has a gradient."""

    @staticmethod
    def forward(
        ctx: Any,
        entering: Tensor,
        weight: Tensor | None,
        bias: Tensor | None,
        eps: float,
        whole: tuple[Team, int, bool],
    ) -> tuple[Tensor, Tensor, Tensor]:
        team, total, counted = whole
        exact = torch.float64 if entering.dtype == torch.float64 else torch.float32
        over = [axis for axis in range(entering.ndim) if axis != 1]
        channels = entering.shape[1]
        own = torch.zeros(2 * channels + 1, dtype=torch.float64, device=_exact(entering.device))
        if counted:
            count = entering.numel() // channels
            variance, mean = torch.var_mean(entering.to(exact), over, correction=0)
            own[0], own[1 : channels + 1], own[channels + 1 :] = count, mean, variance * count
        told = team.gathered(own)
        counts, means, squares = told[:, :1], told[:, 1 : channels + 1], told[:, channels + 1 :]
        whole_mean = (counts * means).sum(0) / total
        whole_squares = (squares + counts * (means - whole_mean).square()).sum(0)
        mean, variance = (each.to(entering.device, exact) for each in (whole_mean, whole_squares / total))
        answer = torch.batch_norm(entering, weight, bias, mean, variance, False, 0.0, eps, False)
        ctx.save_for_backward(entering, weight, mean, variance)
        ctx.eps, ctx.team, ctx.counted, ctx.total = eps, team, counted, total
        squares = whole_squares.to(entering.device, exact)
        ctx.mark_non_differentiable(mean, squares)
        return answer, mean, squares

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        entering, weight, mean, variance = ctx.saved_tensors
        arriving = gradients[0].contiguous(memory_format=torch.preserve_format)
        own = torch.ops.aten.native_batch_norm_backward(
            arriving, entering, weight, mean, variance, None, None, False, ctx.eps, [True, True, True]
        )
        going, of_weight, of_bias = own
        sums = torch.stack([of_weight, of_bias]).to(mean.dtype)
        if not ctx.counted:
            sums = torch.zeros_like(sums)
        means = ctx.team.summed(sums.clone()) / ctx.total
        inverse = torch.rsqrt(variance + ctx.eps)
        scale = inverse if weight is None else inverse * weight.to(inverse.dtype)
        slope = -scale * inverse * means[0]  # of what entered, which has moved mean and variance
        shift = -scale * means[1] - slope * mean
        view = (1, -1, *[1] * (entering.ndim - 2))
        if ctx.counted:
            moved = torch.addcmul(shift.view(view), entering.to(mean.dtype), slope.view(view))
            going = going.add_(moved) if going.dtype == moved.dtype else going + moved.to(going.dtype)
        else:
            going = torch.zeros_like(going)
        parameters = (sums[0].to(weight.dtype), sums[1].to(weight.dtype)) if weight is not None else (None, None)
        return going, *parameters, None, None


def _exact(device: torch.device) -> torch.device:
    """Say where float64 is summed: MPS has none."""
    return torch.device("cpu") if device.type == "mps" else device
