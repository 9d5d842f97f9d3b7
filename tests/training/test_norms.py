"""Statistics of batch norm in training."""

import torch
from torch import nn

from convscope.training.norms import Statistics, begin_training, sees_batches


def net(**options: bool) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2, **options), nn.Dropout())


def test_frozen_statistics_stay_and_weights_learn() -> None:
    """What batch norm tracks stays, its weight gets a gradient, dropout drops; updated ones follow the batch."""
    cases: tuple[tuple[Statistics, bool], ...] = (("frozen", True), ("updated", False))
    for statistics, stays in cases:
        module = net()
        begin_training(module, statistics)
        norm = module[1]
        assert isinstance(norm, nn.BatchNorm2d) and norm.running_mean is not None
        before = norm.running_mean.clone()
        module(torch.randn(8, 1, 5, 5)).sum().backward()
        assert torch.equal(norm.running_mean, before) is stays
        assert norm.weight.grad is not None and module[2].training


def test_frozen_each_picture_is_answered_by_itself() -> None:
    """The answer to one is that in any batch; a norm without statistics sees its batch all the same."""
    module = begin_training(net()[:2], "frozen")
    images = torch.randn(4, 1, 5, 5)
    torch.testing.assert_close(module(images)[:1], module(images[:1]))
    assert not sees_batches(module, "frozen") and sees_batches(module, "updated")
    assert sees_batches(net(track_running_stats=False), "frozen")
    assert not sees_batches(nn.Sequential(nn.GroupNorm(1, 2)), "updated")
