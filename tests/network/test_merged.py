"""Batch norm merged into convolutions."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope.network.merged import merged_norms
from convscope.network.recording import record

Wire = Callable[..., nn.Module]


def taught(norm: nn.BatchNorm2d) -> nn.BatchNorm2d:
    """Give it statistics and weights that are not those it is born with."""
    with torch.no_grad():
        for tensor in (norm.running_mean, norm.running_var, norm.weight, norm.bias):
            if tensor is not None:
                tensor.copy_(torch.rand(len(tensor)) + 0.5)
    return norm


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("affine", [True, False])
def test_one_call_does_the_work_of_both(bias: bool, affine: bool) -> None:
    """With and without bias, scale and shift, in groups and strides: the numbers of both together."""
    torch.manual_seed(0)
    conv = nn.Conv2d(4, 6, 3, stride=2, groups=2, bias=bias)
    module = nn.Sequential(conv, taught(nn.BatchNorm2d(6, affine=affine, eps=0.1))).eval()
    images = torch.rand(1, 4, 9, 9)
    weight, shift = merged_norms(record(nn.Sequential(module, nn.ReLU()), images)).weights[0]
    torch.testing.assert_close(F.conv2d(images, weight, shift, 2, 0, 1, 2), module(images))


def test_what_others_read_is_left_alone(wired: Wire) -> None:
    """A convolution whose output a skip reads too, one that is asked for, one that is the answer's, and one behind
    which the statistics are those of the picture itself."""
    conv, norm = nn.Conv2d(1, 1, 3, padding=1), taught(nn.BatchNorm2d(1))
    images = torch.rand(1, 1, 8, 8)
    parts = {"conv": conv, "norm": norm}
    plain = record(wired(lambda net, x: F.relu(net.norm(net.conv(x))), **parts), images)
    assert merged_norms(plain).norms == {1}
    assert not merged_norms(plain, but=0).norms and not merged_norms(plain, but=1).norms

    def skipping(net: nn.Module, x: torch.Tensor) -> torch.Tensor:
        x = conv(x)
        return F.relu(norm(x) + x)

    for module in (
        wired(skipping, **parts),
        nn.Sequential(conv, norm),
        nn.Sequential(conv, nn.BatchNorm2d(1, track_running_stats=False), nn.ReLU()),
        nn.Sequential(nn.ConvTranspose2d(1, 1, 3), norm, nn.ReLU()),
    ):
        assert not merged_norms(record(module, images)).norms
