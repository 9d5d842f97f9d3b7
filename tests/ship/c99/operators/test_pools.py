"""Pools."""

from collections.abc import Callable

import torch.nn.functional as F

from convscope.ship.c99.program import Program


def test_every_kind_of_pool_is_the_same(alike: Callable[..., Program]) -> None:
    """ceil_mode, padding that counts or does not, dilation, a divisor of one's own, shared out, global."""
    alike(
        lambda x: F.max_pool2d(x, 3, 2, 1, ceil_mode=True),
        lambda x: F.max_pool2d(x, (2, 3), (1, 2), dilation=2),
        lambda x: F.max_pool2d(x, 2, stride=3, ceil_mode=True),
        lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True),
        lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False, ceil_mode=True),
        lambda x: F.avg_pool2d(x, 2, divisor_override=3),
        lambda x: F.avg_pool2d(x, (2, 3), (3, 2), (1, 0), ceil_mode=True),
        lambda x: F.adaptive_avg_pool2d(x, (3, 5)),
        lambda x: F.adaptive_max_pool2d(x, (4, 6)),
    )
