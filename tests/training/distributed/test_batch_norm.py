"""Batch norm over workers; of one it is torch's own, of several see test_together.py."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope.training.distributed.batch_norm import batch_norm
from convscope.training.distributed.share import Piece
from convscope.training.distributed.team import Team


@pytest.mark.parametrize("shape", [(6, 3), (4, 3, 5), (4, 3, 5, 6), (2, 3, 2, 3, 4)])
@pytest.mark.parametrize("affine", [True, False])
def test_it_is_torchs(alone: Team, shape: tuple[int, ...], affine: bool) -> None:
    """Answers, running statistics and every gradient, to the rounding of float64."""
    torch.manual_seed(0)
    entering = (3 + torch.randn(shape, dtype=torch.float64)).requires_grad_()
    weight, bias = (torch.randn(3, dtype=torch.float64, requires_grad=True) if affine else None for _ in range(2))
    arriving = torch.randn(shape, dtype=torch.float64)
    found = []
    for ours in (True, False):
        mean, variance = torch.zeros(3, dtype=torch.float64), torch.ones(3, dtype=torch.float64)
        if ours:
            piece = Piece(torch.arange(shape[0]), 0, shape[0])
            answer = batch_norm(alone, entering, weight, bias, (mean, variance), momentum=0.3, eps=1e-5, piece=piece)
        else:
            answer = F.batch_norm(entering, mean, variance, weight, bias, True, 0.3, 1e-5)
        wanted = [one for one in (entering, weight, bias) if one is not None]
        found.append([answer.detach(), mean, variance, *torch.autograd.grad(answer, wanted, arriving)])
    for one, other in zip(*found, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-12)


def test_one_number_a_channel_is_refused_as_torch_does(alone: Team) -> None:
    """Nothing can be normalised by itself."""
    one = Piece(torch.zeros(1, dtype=torch.long), 0, 1)
    with pytest.raises(ValueError, match="Expected more than 1 value per channel"):
        batch_norm(alone, torch.ones(1, 3), None, None, (None, None), momentum=0.1, eps=1e-5, piece=one)
    with pytest.raises(ValueError, match="Expected more than 1 value per channel"):
        nn.BatchNorm1d(3)(torch.ones(1, 3))
