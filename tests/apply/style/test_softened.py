"""Averages in place of maxima, repeated borders in place of zeros."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.apply.style.softened import Softened


def soft(module: nn.Module, given: Tensor) -> Tensor:
    with Softened():
        made: Tensor = module(given)
    return made


GIVEN = torch.rand(1, 4, 9, 11, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize(
    "module",
    [
        nn.Conv2d(4, 2, 3, padding=1),
        nn.Conv2d(4, 2, (5, 3), padding=(2, 1), stride=2, bias=False),
        nn.Conv2d(4, 4, 3, padding=2, dilation=2, groups=4),
        nn.Conv2d(4, 2, (3, 5), padding="same"),
    ],
)
def test_a_convolutions_zeros_are_the_border_repeated(module: nn.Conv2d) -> None:
    """As if the picture had been padded by its own border and the convolution by nothing."""
    if module.padding == "same":
        around: tuple[int, ...] = (2, 2, 1, 1)
    else:
        around = (*[int(module.padding[1])] * 2, *[int(module.padding[0])] * 2)
    wanted = F.conv2d(
        F.pad(GIVEN, around, mode="replicate"), module.weight, module.bias, module.stride, 0, module.dilation,
        module.groups,
    )  # fmt: skip
    given = soft(module, GIVEN)
    assert given.shape == module(GIVEN).shape and torch.allclose(given, wanted, atol=1e-6)


def test_maxima_are_averages_of_the_same_shape() -> None:
    assert torch.allclose(soft(nn.MaxPool2d(2), GIVEN), F.avg_pool2d(GIVEN, 2))
    assert torch.allclose(soft(nn.MaxPool2d(3, 2, ceil_mode=True), GIVEN), F.avg_pool2d(GIVEN, 3, 2, ceil_mode=True))
    padded = soft(nn.MaxPool2d(3, 2, padding=1), GIVEN)
    assert torch.allclose(padded, F.avg_pool2d(F.pad(GIVEN, (1, 1, 1, 1), mode="replicate"), 3, 2))
    assert padded.shape == nn.MaxPool2d(3, 2, padding=1)(GIVEN).shape


def test_averages_and_pads_repeat_the_border_too() -> None:
    """A constant picture stays constant whatever pads it."""
    even = torch.full((1, 1, 6, 6), 0.7)
    assert torch.allclose(soft(nn.AvgPool2d(3, 1, padding=1), even), even)
    assert torch.allclose(soft(nn.ZeroPad2d((1, 2, 0, 3)), even), torch.tensor(0.7))


def test_what_has_no_average_is_left() -> None:
    """A dilated maximum, one with indices, padding of another kind, and everything outside the block."""
    assert torch.equal(soft(nn.MaxPool2d(2, dilation=2), GIVEN), nn.MaxPool2d(2, dilation=2)(GIVEN))
    assert torch.equal(soft(nn.ReflectionPad2d(1), GIVEN), nn.ReflectionPad2d(1)(GIVEN))
    with Softened():
        found, _ = F.max_pool2d(GIVEN, 2, return_indices=True)
    assert torch.equal(found, F.max_pool2d(GIVEN, 2)) and not torch.equal(found, F.avg_pool2d(GIVEN, 2))
