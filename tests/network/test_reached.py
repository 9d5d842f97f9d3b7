"""How far a change of some pixels reaches."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from convscope.arithmetic import Window
from convscope.network.description import NETWORK_INPUT
from convscope.network.merged import merged_norms
from convscope.network.reached import Rectangles, Spans, reached
from convscope.network.recording import record


def test_spans_through_a_window_by_hand() -> None:
    """Pixels 4 … 7 through kernel 3, stride 2, padding 1: unit i reads 2i - 1 … 2i + 1, so units 2, 3 and 4 change."""
    spans = Spans.of([(4, 7)], 16)
    window = Window(kernel=3, stride=2, padding=(1, 1))
    assert spans.through(window) == [(2, 4)]
    assert Spans((2,), 3).read_through(window) == Spans((4,), 7)  # 3 … 9, from 1 in the padded map on


def test_spans_of_several_are_of_one_length_and_stay_inside() -> None:
    """Of 0 … 2, 4 … 8 and 9 … 11 in an axis of 10: five from 0, 4 and 5 on."""
    assert Spans.of([(0, 2), (4, 8), (9, 11)], 10) == Spans((0, 4, 5), 5)
    assert Spans.of([(-3, -2)], 10) == Spans((0,), 1)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2])
def test_nothing_outside_of_a_part_changes(stride: int, dilation: int) -> None:
    """Random kernels, strides and holes: noise in the rectangle, and every layer's output outside of its part is still
    what it was; inside the first layer's, everything that reads a changed pixel lies in it."""
    torch.manual_seed(0)
    module = nn.Sequential(
        nn.Conv2d(2, 3, 3, stride=stride, padding=1, dilation=dilation), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
        nn.Conv2d(3, 2, (1, 3)), nn.Flatten(),
    )  # fmt: skip
    images = torch.rand(1, 2, 60, 64)
    before = record(module, images, keep=True)
    changes = Rectangles((0, 17, 50), (3, 60), (6, 9))
    parts = reached(before, changes, before.calls, merged_norms(before))
    assert list(parts) == [NETWORK_INPUT, 0, 1, 2, 3]
    changed = 0
    for row, top in enumerate(changes.tops):
        for column, left in enumerate(changes.lefts):
            other = images.clone()
            other[:, :, top : top + 6, left : left + 9] = torch.rand(
                1, 2, *other[0, 0, top : top + 6, left : left + 9].shape
            )
            after = record(module, other, keep=True)
            for index in range(4):
                differs = (before.outputs[index] != after.outputs[index]).any(1)[0]
                rows, columns = parts[index].rows, parts[index].columns
                inside = torch.zeros_like(differs)
                first, second = rows.starts[row], columns.starts[column]
                inside[first : first + rows.length, second : second + columns.length] = True
                changed += int(differs.any())
                assert not (differs & ~inside).any()
    assert changed >= 20  # of 24: a stride may step over a corner


def test_the_answer_and_what_is_asked_for_are_computed_whole() -> None:
    """And nothing behind what is asked for."""
    module = nn.Sequential(*(nn.Conv2d(1, 1, 3) for _ in range(4)))
    found = record(module, torch.rand(1, 1, 64, 64), keep=True)
    changes = Rectangles((8,), (8,), (4, 4))
    assert list(reached(found, changes, found.calls, merged_norms(found))) == [NETWORK_INPUT, 0, 1, 2]
    assert list(reached(found, changes, found.calls, merged_norms(found), until=2)) == [NETWORK_INPUT, 0, 1]


def test_following_stops_where_most_of_a_map_changes() -> None:
    """A rectangle of 24 in 32 pixels: 0.56 of the picture, 0.77 behind a kernel of 5, which no longer pays."""
    module = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.Conv2d(1, 1, 3, padding=1), nn.Flatten())
    found = record(module, torch.rand(1, 1, 32, 32), keep=True)
    assert list(reached(found, Rectangles((4,), (4,), (24, 24)), found.calls, merged_norms(found))) == [
        NETWORK_INPUT,
        0,
    ]


def test_a_write_that_nobody_saw_ends_it(wired: Callable[..., nn.Module]) -> None:
    """Where a layer has no call of its own, all is computed whole."""

    def forward(net: nn.Module, x: torch.Tensor) -> torch.Tensor:
        x = net.get_submodule("conv")(x)
        x[:, :1].mul_(2)
        return x.relu()

    found = record(wired(forward, conv=nn.Conv2d(1, 2, 3)), torch.rand(1, 1, 32, 32), keep=True)
    assert list(reached(found, Rectangles((4,), (4,), (4, 4)), found.calls, merged_norms(found))) == [NETWORK_INPUT]
