"""Operators that move numbers, or gather them, and along which axes."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F

from convscope.network.operators.shape import channelwise, padding, reduction, softmax

MAP, VECTOR = torch.zeros(1, 4, 6, 8), torch.zeros(1, 9)


def test_padding_is_listed_from_the_last_axis() -> None:
    """pad lists columns first: its windows, rows first, give the size torch gives."""
    windows = padding((MAP, (1, 2, 3, 4)), {}).windows
    assert [window.padding for window in windows] == [(3, 4), (1, 2)]
    assert tuple(w.output_size(n) for w, n in zip(windows, (6, 8), strict=True)) == F.pad(MAP, (1, 2, 3, 4)).shape[2:]


def test_negative_padding_crops() -> None:
    """Negative padding gives torch's smaller size, and output 0 reads position 1."""
    window = padding((MAP, (-1, -2)), {}).windows[1]
    assert window.output_size(8) == F.pad(MAP, (-1, -2)).shape[3] == 5
    assert list(window.reads(0)) == [1]


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_padding_with_real_pixels_is_unknown(mode: str) -> None:
    """Padding that copies pixels reads beyond its place."""
    assert padding((MAP, (1, 1, 1, 1)), {"mode": mode}).reads == "unknown"


def test_padding_of_channels_alone_keeps_places() -> None:
    """Maps of zeros before or behind those there are move no number, on maps and on signals."""
    assert padding((MAP, (0, 0, 0, 0, 1, 1)), {}).reads == "pointwise"
    assert padding((torch.zeros(1, 4, 6), (0, 0, 0, 4)), {}).reads == "pointwise"


@pytest.mark.parametrize("pads", [(1, 1, 0, 0, 1, 1), (0, 0, 0, 0, 0, 0, 1, 1)])
def test_padding_of_channels_with_more_is_unknown(pads: tuple[int, ...]) -> None:
    """Padding of the channels and the map at once, or of the batch, is no window over the map."""
    assert padding((MAP, pads), {}).reads == "unknown"


@pytest.mark.parametrize(
    ("args", "kwargs", "reads"),
    [
        (([MAP, MAP],), {"dim": 1}, "pointwise"),
        (([MAP, MAP], 1), {}, "pointwise"),
        (([MAP, MAP], -3), {}, "pointwise"),
        (([MAP, MAP], 2), {}, "unknown"),
        (([MAP, MAP], -1), {}, "unknown"),
        ((MAP, 2, 1), {}, "pointwise"),
        ((MAP, 2), {"dim": 3}, "unknown"),
        (([VECTOR, VECTOR], 1), {}, "pointwise"),
    ],
)
def test_only_along_the_channels_places_are_kept(args: Any, kwargs: Any, reads: str) -> None:
    """Concatenation and chunks along the channels keep each number's place; along rows or columns they do not."""
    assert channelwise(args, kwargs).reads == reads


@pytest.mark.parametrize(
    ("tensor", "dim", "reads"), [(MAP, 1, "pointwise"), (MAP, 3, "unknown"), (MAP, -1, "unknown"), (VECTOR, 1, "whole")]
)
def test_softmax_mixes_what_it_normalises(tensor: torch.Tensor, dim: int, reads: str) -> None:
    """Softmax over the channels stays at its place; over a flattened map every output reads every number."""
    assert softmax((tensor,), {"dim": dim}).reads == reads
    assert softmax((), {"input": tensor, "dim": dim}).reads == reads


@pytest.mark.parametrize(
    ("args", "kwargs", "reads", "unbounded"),
    [
        ((MAP, (2, 3)), {}, "whole", True),
        ((MAP, (-1, -2)), {"keepdim": True}, "whole", True),
        ((MAP,), {}, "whole", True),
        ((MAP,), {"dim": (1, 2, 3)}, "whole", True),
        ((MAP, 1), {"keepdim": True}, "pointwise", False),
        ((MAP, 1), {}, "unknown", False),
        ((MAP, 2), {"keepdim": True}, "unknown", False),
        ((VECTOR, 1), {"keepdim": True}, "whole", True),
    ],
)
def test_reductions_by_their_axes(args: Any, kwargs: Any, reads: str, unbounded: bool) -> None:
    """Over all of the map they gather it; over the channels they stay in place; over one axis nothing is claimed."""
    operation = reduction(args, kwargs)
    assert (operation.reads, operation.unbounded) == (reads, unbounded)
