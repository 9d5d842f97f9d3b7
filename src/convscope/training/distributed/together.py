"""What in a network goes by the batch, and what it draws at random, as if one process had the whole batch.

Batch norm takes mean and variance over all workers' pictures (Ioffe and Szegedy, arXiv 1502.03167, with the sums of
backward over all of them, too), on the CPU as on GPUs; torch's SyncBatchNorm knows GPUs alone. Dropout, and whatever
else draws a number a picture, draws for the whole batch and keeps its own rows, from generators that are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

from convscope.training.distributed.batch_norm import batch_norm
from convscope.training.distributed.share import Piece
from convscope.training.distributed.team import Team

DROPOUTS: dict[Callable[..., Any], bool] = {  # whether whole channels are dropped
    F.dropout: False, torch.dropout: False, torch.dropout_: False,
    F.dropout1d: True, F.dropout2d: True, F.dropout3d: True, torch.feature_dropout: True, torch.feature_dropout_: True,
}  # fmt: skip
FILLED = (Tensor.bernoulli_, Tensor.uniform_, Tensor.normal_)  # in place
MADE = (torch.rand, torch.randn, torch.rand_like, torch.randn_like)


class Together(TorchFunctionMode):
    """Compute what goes by the batch over all workers for as long as it is entered; `piece` says what is at hand."""

    def __init__(self, team: Team) -> None:
        super().__init__()
        self.team = team
        self.piece: Piece | None = None

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Look at one call."""
        given = dict(kwargs or {})
        if self.piece is not None:
            if func is F.batch_norm or func is torch.batch_norm:
                return _normed(self.team, self.piece, func, args, given)
            if func in DROPOUTS:
                return _dropped(self.piece, func, *args, **given)
            if func in FILLED:
                return _filled(self.piece, func, *args, **given)
            if func in MADE:
                return _made(self.piece, func, args, given)
        return func(*args, **given)


def _normed(team: Team, piece: Piece, func: Callable[..., Any], args: Sequence[Any], given: dict[str, Any]) -> Any:
    names = ["running_mean", "running_var", "weight", "bias", "training", "momentum", "eps"]
    if func is torch.batch_norm:
        names = ["weight", "bias", "running_mean", "running_var", "training", "momentum", "eps", "cudnn_enabled"]
    said = dict(zip(["input", *names], args, strict=False)) | given
    if not said.get("training", False):
        return func(*args, **given)
    return batch_norm(
        team, said["input"], said.get("weight"), said.get("bias"), (said.get("running_mean"), said.get("running_var")),
        momentum=said.get("momentum", 0.1), eps=said.get("eps", 1e-5), piece=piece,
    )  # fmt: skip


def _dropped(
    piece: Piece,
    func: Callable[..., Any],
    entering: Tensor,
    p: float = 0.5,
    training: bool = True,
    inplace: bool = False,
) -> Any:
    """Drop as torch does on the CPU: ``input · noise / (1 - p)``, the noise drawn in the input's memory order."""
    if not training or p in (0, 1) or len(entering) != len(piece):
        return func(entering, p, training)
    shape = (piece.whole, *entering.shape[1:])
    if DROPOUTS[func]:
        noise = entering.new_empty((*shape[:2], *[1] * (entering.ndim - 2)))
    else:
        noise = torch.empty(shape, dtype=entering.dtype, device=entering.device, memory_format=_order(entering))
    noise.bernoulli_(1 - p).div_(1 - p)
    mine = noise[piece.rows.to(entering.device)]
    return entering.mul_(mine) if inplace or func in (torch.dropout_, torch.feature_dropout_) else entering * mine


def _filled(piece: Piece, func: Callable[..., Any], tensor: Tensor, *args: Any, **given: Any) -> Any:
    if not tensor.ndim or len(tensor) != len(piece):
        return func(tensor, *args, **given)
    shape = (piece.whole, *tensor.shape[1:])
    whole = torch.empty(shape, dtype=tensor.dtype, device=tensor.device, memory_format=_order(tensor))
    return tensor.copy_(func(whole, *args, **given)[piece.rows.to(tensor.device)])


def _made(piece: Piece, func: Callable[..., Any], args: Sequence[Any], given: dict[str, Any]) -> Any:
    before = torch.get_rng_state()
    made = func(*args, **given)
    if not made.ndim or len(made) != len(piece):
        return made
    if made.device.type == "cpu":
        torch.set_rng_state(before)  # the shape is known now
    shape = (piece.whole, *made.shape[1:])
    whole = torch.empty(shape, dtype=made.dtype, device=made.device, memory_format=_order(made))
    whole = whole.uniform_() if func in (torch.rand, torch.rand_like) else whole.normal_()
    return whole[piece.rows.to(made.device)]


def _order(tensor: Tensor) -> torch.memory_format:
    last = tensor.ndim == 4 and not tensor.is_contiguous() and tensor.is_contiguous(memory_format=torch.channels_last)
    return torch.channels_last if last else torch.contiguous_format
