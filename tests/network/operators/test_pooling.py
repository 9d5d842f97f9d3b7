"""Pooling as torch spells it: its windows against torch's output sizes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import torch
import torch.nn.functional as F

from convscope.arithmetic import Window
from convscope.network.operators import Operation
from convscope.network.operators.pooling import adaptive_pooling, max_pooling, mean_pooling


def test_the_stride_is_the_kernel_unless_given() -> None:
    """A pool without a stride, or with None or an empty one, strides by its kernel."""
    picture = torch.zeros(1, 1, 8, 8)
    expected = (Window(kernel=3, stride=3), Window(kernel=2, stride=2))
    for stride in ({}, {"stride": None}, {"stride": ()}):
        assert max_pooling(2, (picture, (3, 2)), stride).windows == expected


def test_the_two_kinds_differ_in_their_fifth_argument() -> None:
    """The fifth argument is the dilation of max pooling, and the rounding mode of mean pooling."""
    picture = torch.zeros(1, 1, 8)
    assert max_pooling(1, (picture, 3, 2, 1, 2), {}).windows == (Window(3, 2, (1, 1), dilation=2),)
    assert mean_pooling(1, (picture, 3, 2, 1, True), {}).windows == (Window(3, 2, (1, 1), ceil_mode=True),)


CALLS: list[tuple[Callable[..., torch.Tensor], Callable[..., Operation], int, tuple[Any, ...]]] = [
    (F.max_pool1d, max_pooling, 1, (3, 2, 1, 2, True)),
    (F.max_pool2d, max_pooling, 2, ((3, 2), (2, 1), (1, 0), 1, True)),
    (F.max_pool3d, max_pooling, 3, (2,)),
    (F.avg_pool1d, mean_pooling, 1, (4, 3, 2, True)),
    (F.avg_pool2d, mean_pooling, 2, ((2, 5), None, (1, 2), True)),
    (F.avg_pool3d, mean_pooling, 3, (3, 2, 1)),
    (F.adaptive_avg_pool1d, adaptive_pooling, 1, (6,)),
    (F.adaptive_avg_pool2d, adaptive_pooling, 2, ((4, None),)),
    (F.adaptive_max_pool3d, adaptive_pooling, 3, ((2, 3, 1),)),
]


@pytest.mark.parametrize(("function", "describe", "axes", "arguments"), CALLS)
def test_windows_give_torchs_sizes(
    function: Callable[..., torch.Tensor], describe: Callable[..., Operation], axes: int, arguments: tuple[Any, ...]
) -> None:
    """The described windows give the size that torch gives, in 1 to 3 dimensions."""
    picture = torch.zeros(1, 1, *(12, 15, 10)[:axes])
    windows = describe(axes, (picture, *arguments), {}).windows
    sizes = tuple(window.output_size(n) for window, n in zip(windows, picture.shape[2:], strict=True))
    assert sizes == tuple(function(picture, *arguments).shape[2:])


def test_adaptive_windows_are_plain_ones_where_they_divide() -> None:
    """Adaptive pooling of 12 to 4 is a plain 3/3 pool, number by number."""
    line = torch.rand(1, 1, 12, generator=torch.Generator().manual_seed(0))
    (window,) = adaptive_pooling(1, (line, 4), {}).windows
    torch.testing.assert_close(F.adaptive_avg_pool1d(line, 4), F.avg_pool1d(line, window.kernel, window.stride))


def test_what_pools_read(proven: Callable[..., Any]) -> None:
    """Mean pooling with padding and ceil mode, adaptive pooling that divides, that does not, and to 1."""
    picture = torch.zeros(1, 2, 5, 6)
    proven(partial(mean_pooling, 2), F.avg_pool2d, picture, 3, 2, 1, True)
    for size in ((2, 3), (5, 4), 1, (1, None)):
        proven(partial(adaptive_pooling, 2), F.adaptive_avg_pool2d, picture, size)


def test_adaptive_pooling_that_does_not_divide_has_no_window() -> None:
    """Of 10 to 4 the windows differ from place to place."""
    operation = adaptive_pooling(1, (torch.zeros(1, 1, 10), 4), {})
    assert operation.windows == () and operation.reads[0][1] is not None


def test_only_pooling_to_one_is_unbounded() -> None:
    """Pooling to 1 gathers the whole map at any size; to 2 it does not."""
    picture = torch.zeros(1, 1, 8, 8)
    assert [adaptive_pooling(2, (picture, size), {}).unbounded for size in (1, (1, None), 2)] == ["yes", "yes", "no"]
