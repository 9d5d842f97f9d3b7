"""Every kernel on integers equals the reference to the last bit, and is near PyTorch's float."""

from collections.abc import Callable

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from convscope.ship.c99.grids import Grid
from convscope.ship.c99.program import Program
from convscope.ship.c99.quantised.reference import answer
from convscope.ship.c99.quantised.steps import QuantisedSum
from convscope.ship.c99.steps import Place
from convscope.ship.c99.values import Storage, Value

Near = Callable[..., Program]


def test_convolutions_of_every_kind(near: Near) -> None:
    """Padded, strided, dilated, in groups, each channel alone, one tap, a channel left over, three pixels."""
    near(
        nn.Conv2d(3, 35, 3, padding=1),
        nn.Sequential(nn.Conv2d(3, 5, (2, 5), stride=(2, 3), padding=(1, 4), dilation=(2, 1)), nn.ReLU6()),
        nn.Conv2d(3, 6, 3, padding=2, dilation=2, groups=3),
        nn.Sequential(nn.Conv2d(3, 34, 1), nn.Conv2d(34, 34, 3, padding=1, stride=2, groups=34), nn.Conv2d(34, 7, 1)),
        nn.Sequential(nn.Conv2d(3, 1, 11), nn.ReLU(), nn.Flatten(), nn.Linear(3, 33), nn.Linear(33, 5)),
    )


def test_pools_and_resizes(near: Near) -> None:
    """Maxima with padding and dilation, means that count padding or not, adaptive ones, nearest and bilinear."""
    near(
        nn.Sequential(nn.MaxPool2d(3, 2, 1), nn.Conv2d(3, 4, 1)),
        nn.Sequential(nn.MaxPool2d(2, 2, dilation=2, ceil_mode=True), nn.Conv2d(3, 4, 1)),
        nn.AvgPool2d(3, 2, 1), nn.AvgPool2d(3, 2, 1, count_include_pad=False), nn.AvgPool2d(2, divisor_override=3),
        nn.AdaptiveAvgPool2d((3, 4)), nn.AdaptiveMaxPool2d((2, 5)), lambda x: x.mean((2, 3)),
        nn.Upsample(scale_factor=2), nn.Upsample((17, 9), mode="bilinear"),
        nn.Upsample((5, 20), mode="bilinear", align_corners=True),
    )  # fmt: skip


def test_sums_functions_and_paddings(near: Near) -> None:
    """Sums, differences and products of maps, of a channel each and of constants; functions; concatenation; borders."""
    first = nn.Conv2d(3, 3, 3, padding=1)
    near(
        lambda x: functional.relu(first(x) + x), lambda x: x - 2 * first(x), lambda x: x * first(x).mean((2, 3), True),
        lambda x: torch.cat([functional.silu(x), functional.leaky_relu(first(x)), x[:, 1:, :, :]], 1) * 0.5,
        lambda x: functional.gelu(first(x)).clamp(-0.1, 0.7), lambda x: functional.pad(x, (1, 2, 0, 3), value=0.4),
        lambda x: functional.pad(x, (1, 2, 2, 3), mode="reflect"),
        lambda x: functional.pad(x, (1, 0, 2, 3), mode="circular"),
        nn.Sequential(nn.BatchNorm2d(3), nn.Hardswish()), nn.ChannelShuffle(3),
        first,
    )  # fmt: skip


def test_what_has_no_kernel_lies_between_conversions(near: Near) -> None:
    """A softmax and a transposed convolution in float; what follows is in integers again."""
    program = near(
        nn.Sequential(
            nn.Conv2d(3, 4, 3), nn.Softmax(1), nn.Conv2d(4, 4, 3), nn.ConvTranspose2d(4, 3, 2, 2), nn.Conv2d(3, 2, 1)
        ),
        floats=2,
    )
    kinds = [type(step).__name__ for step in program.steps if step.place.layer.startswith("part0")]
    assert kinds.count("Quantise") == 2 and kinds.count("QuantisedConvolution") == 3


def test_a_sum_by_hand() -> None:
    """(10 − 2)·0.5 + (6 − 0)·1 = 10 over a grid with zero −100: −90; cut at −95 it is that."""
    grids = Grid(0.5, 2), Grid(1.0, 0), Grid(1.0, -100)
    values = [Value((1,), (1,), Storage(1, grid=grid, width=1)) for grid in grids]
    held = {value.storage: np.array([number], np.int8) for value, number in zip(values, (10, 6), strict=False)}
    picture = np.zeros((1, 1, 1), np.uint8)

    def summed(ends: tuple[int, int]) -> list[int]:
        step = QuantisedSum((values[0], values[1]), values[2], Place("", "", ""), (512, 1024), 10, ends)
        made = answer(step, held, picture)
        assert made is not None
        return made.tolist()  # type: ignore[no-any-return]

    assert summed((-128, 127)) == [-90] and summed((-128, -95)) == [-95]
