"""Layers of which a part can be computed."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.network.local import local
from convscope.network.recording import record

PARTLY: dict[str, Callable[[Tensor], Tensor]] = {
    "a mean pool": lambda x: F.avg_pool2d(x, 3, 2, 1),
    "a mean pool with its own divisor": lambda x: F.avg_pool2d(x, 3, 1, 1, divisor_override=2),
    "a max pool": lambda x: F.max_pool2d(x, 3, 2, 1),
    "a max pool with holes": lambda x: F.max_pool2d(x, 2, 1, 0, 3),
    "a max pool that rounds up": lambda x: F.max_pool2d(x, 2, 2, ceil_mode=True),
    "padding": lambda x: F.pad(x, (1, 2, 3, 0), value=7.0),
    "joining channels": lambda x: torch.cat([x, x * 2], dim=1),
    "a sum": lambda x: x + x.sigmoid(),
    "a number minus it": lambda x: 1 - x,
    "a scale a channel": lambda x: x * torch.arange(4.0).view(1, 4, 1, 1),
    "a slope a channel": lambda x: F.prelu(x, torch.tensor([0.1, 0.2, 0.3, 0.4])),
    "dropout at rest": lambda x: F.dropout(x, 0.5, training=False),
}
WHOLLY: dict[str, Callable[[Tensor], Tensor]] = {
    "a global pool": lambda x: F.adaptive_avg_pool2d(x, 1),
    "a mean pool that leaves padding out": lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
    "a mean pool that rounds up": lambda x: F.avg_pool2d(x, 2, 2, ceil_mode=True),
    "a layer norm": lambda x: F.layer_norm(x, [4, 11, 13]),
    "a softmax": lambda x: x.softmax(3),
    "a scale a place": lambda x: x * torch.rand(11, 13),
    "a gate over the channels": lambda x: x * x.mean((2, 3), keepdim=True),
    "joining rows": lambda x: torch.cat([x, x], dim=2),
    "mirrored padding": lambda x: F.pad(x, (1, 1, 1, 1), mode="reflect"),
    "cropping": lambda x: F.pad(x, (-1, -1, 0, 0)),
    "statistics of the picture": lambda x: F.batch_norm(x, None, None, training=True),
    "resizing": lambda x: F.interpolate(x, scale_factor=2.0),
    "turning": lambda x: x.transpose(2, 3),
    "a row": lambda x: x[:, :, 0],
}


@pytest.mark.parametrize("name", PARTLY)
def test_a_part_is_that_part_of_the_whole(name: str, wired: Callable[..., nn.Module]) -> None:
    """In the middle, two rows and three columns of the output from the rows and columns that their windows read."""
    torch.manual_seed(0)
    images = torch.randn(1, 4, 11, 13)
    found = record(wired(lambda net, x: PARTLY[name](x) + 0), images, keep=True)
    layer = found.network.layers[-2]
    call = found.calls[layer.index]
    how = local(layer, call, found)
    assert how is not None
    top, left = 2, 3
    parts = []
    for source in call.sources:
        whole = images if source < 0 else found.outputs[source]
        sides = [side for window in reversed(how.windows) for side in (window.padding[0], 20)]
        padded = F.pad(whole, sides, value=how.beyond)
        (first, height), (second, width) = (
            (start * window.stride, (count - 1) * window.stride + window.extent)
            for start, count, window in zip((top, left), (2, 3), how.windows, strict=True)
        )
        parts.append(padded[:, :, first : first + height, second : second + width])
    expected = found.outputs[layer.index][:, :, top : top + 2, left : left + 3]
    torch.testing.assert_close(how.compute(parts), expected)


@pytest.mark.parametrize("name", WHOLLY)
def test_what_needs_everything_is_computed_whole(name: str, wired: Callable[..., nn.Module]) -> None:
    """None is said of its last call."""
    found = record(wired(lambda net, x: WHOLLY[name](x)), torch.randn(1, 4, 11, 13))
    layer = found.network.layers[-1]
    assert local(layer, found.calls[layer.index], found) is None


def test_a_part_in_place_leaves_what_it_was_given(wired: Callable[..., nn.Module]) -> None:
    """The source's part may be read again."""
    found = record(wired(lambda net, x: F.relu(x * 1, inplace=True)), torch.randn(1, 4, 11, 13))
    how = local(found.network.layers[1], found.calls[1], found)
    assert how is not None
    part = torch.full((2, 4, 3, 3), -1.0)
    assert not how.compute([part]).any() and (part == -1).all()
