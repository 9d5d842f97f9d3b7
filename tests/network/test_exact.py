"""Exact sets over whole networks, operator by operator; tests/bench/test_proofs.py has random networks of many."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.network import trace
from convscope.network.exact import coverage, projective_set, receptive_set, regions_behind

Wire = Callable[..., nn.Module]


def positive(module: nn.Module) -> nn.Module:
    """Give every weight a positive value in float64, so that no way through the network cancels another."""
    module = module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.uniform_(0.5, 1.5)
    return module


def touched(module: nn.Module, shape: tuple[int, ...], unit: tuple[Any, ...]) -> Any:
    """Where the gradient of a unit's column of channels is not zero: a mask of the picture."""
    images = torch.rand(1, *shape, dtype=torch.float64).add(0.5).requires_grad_()
    module(images)[unit].sum().backward()
    assert images.grad is not None
    return (images.grad[0] != 0).any(0).numpy()


def _added(x: Tensor) -> Tensor:
    """Add to a part: what ``y[…] += z`` writes through a view, and sets."""
    y = x * 1
    y[:, :1, 2:5] += x.flip(3)[:, 1:, :3]
    return y


def _through(x: Tensor, write: Callable[[Tensor], object]) -> Tensor:
    """Write through views of a copy."""
    y = x * 1
    write(y)
    return y


def _over(x: Tensor) -> Tensor:
    """Write over all of it: what was there before is not read."""
    y = x.flip(2)
    y[:] = x
    return y


OPERATORS: dict[str, Callable[[Tensor], Tensor]] = {
    "permute": lambda x: x.permute(0, 1, 3, 2),
    "transpose": lambda x: x.transpose(-1, -2),
    "mT": lambda x: x.mT,
    "movedim": lambda x: x.movedim(1, -1).movedim(-1, 1),
    "flip": lambda x: x.flip(-1),
    "roll": lambda x: torch.roll(x, (1, 2), (-1, -2)),
    "slice": lambda x: x[..., 1:, ::2],
    "index": lambda x: x[:, :, 3],
    "none": lambda x: x[:, None, :, 2:5],
    "narrow": lambda x: x.narrow(2, 1, 4).select(3, 2),
    "nearest": lambda x: F.interpolate(x, scale_factor=2),
    "bilinear": lambda x: F.interpolate(x, size=(5, 11), mode="bilinear"),
    "aligned": lambda x: F.interpolate(x, size=(5, 11), mode="bilinear", align_corners=True),
    "reflect": lambda x: F.pad(x, (1, 2, 3, 1), mode="reflect"),
    "replicate": lambda x: F.pad(x, (1, 2, 3, 1), mode="replicate"),
    "circular": lambda x: F.pad(x, (1, 2, 3, 1), mode="circular"),
    "cropped": lambda x: F.pad(x, (-1, -2, 1, 0)),
    "cat rows": lambda x: torch.cat([x, x * 2], 2),
    "cat half": lambda x: torch.cat([x[:, :1].flip(2), x[:, 1:]], 1)[:, :1],
    "stack": lambda x: torch.stack([x, x.flip(2)], 1)[:, 1],
    "unbind": lambda x: x.unbind(2)[3] * 1,
    "split": lambda x: torch.split(x, [3, 5], 3)[1] * 1,
    "tensor split": lambda x: torch.tensor_split(x, 3, dim=3)[1] * 1,
    "softmax": lambda x: F.softmax(x, dim=-1),
    "sum": lambda x: x.sum(2, keepdim=True),
    "mean": lambda x: x.mean(3),
    "adaptive": lambda x: F.adaptive_avg_pool2d(x, (3, 5)),
    "group norm": lambda x: F.group_norm(x, 2),
    "layer norm": lambda x: F.layer_norm(x, [8]),
    "local response": lambda x: F.local_response_norm(x, 3),
    "spread": lambda x: x * x.mean((2, 3), keepdim=True),
    "expand": lambda x: x[:, :, :1].expand(1, 2, 5, 8),
    "unshuffle": lambda x: F.pixel_unshuffle(x, 2),
    "windows": lambda x: x.reshape(1, 2, 4, 2, 8).sum(3),
    "flattened and back": lambda x: x.flatten(2).transpose(1, 2).reshape(1, 8, 8, 2).permute(0, 3, 1, 2)[:, :, 1:],
    "channel shuffle": lambda x: torch.cat([x, x.flip(2)], 1).view(1, 2, 2, 8, 8).transpose(1, 2).flatten(1, 2)[:, 1:2],
    "matmul": lambda x: x @ x.flip(1),
    "einsum": lambda x: torch.einsum("bchw,bcvw->bchv", x, x),
    "attention": lambda x: F.scaled_dot_product_attention(x, x, x),
    "assigned": lambda x: torch.cat([_written(x), x[:, :, :1]], 2),
    "added to a part": _added,
    "copied over": lambda x: (x * 1).copy_(x.flip(2)[:, :1]),
    "written over": _over,
    "unbind channels": lambda x: x.unbind(1)[1] * 1,
    "written through a part": lambda x: _through(x, lambda y: y[:, 0, 2:5].mul_(x[:, 1, :3])),
    "written through parts": lambda x: _through(
        x, lambda y: (y[..., 2:].add_(x[..., :6]), y[:, :, 3].copy_(x[:, :, 0]))
    ),
    "written through another shape": lambda x: _through(x, lambda y: y.flatten(1).add_(x.flip(3).flatten(1))),
    "type as": lambda x: x.type_as(x.flip(2)),
    "view as": lambda x: x.flatten(1).view_as(x.flip(2)),
    "expand as": lambda x: x[:, :, :1].expand_as(x.flip(3)),
}


def _written(x: Tensor) -> Tensor:
    """Write over a part of what was computed."""
    y = x * 1
    y[:, :, 2:4] = x[:, :, 5:7]
    y[:, 0, :, 0] = x[:, 1, :, 3]
    return y


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_is_read_as_its_gradient_says(name: str, wired: Wire) -> None:
    """Behind a convolution, every unit of the operator's output: the pixels whose gradient is not zero."""
    torch.manual_seed(0)
    module = positive(wired(lambda net, x: OPERATORS[name](net.conv(x)), conv=nn.Conv2d(1, 2, (1, 3), padding=(0, 1))))
    network = trace(module, (1, 8, 8))
    last = network.layers[-1]
    shape = last.output_shape
    placed = None not in last.reach.dims and bool(last.reach.dims)
    dims = (
        [dim for dim in last.reach.dims if dim is not None] if placed else list(range(1 + (len(shape) > 2), len(shape)))
    )
    for unit in np.ndindex(*(min(shape[dim], 5) for dim in dims)):
        index: list[Any] = [slice(None)] * len(shape)
        for dim, place in zip(dims, unit, strict=True):
            index[dim] = place
        there = receptive_set(network, last.name, unit)
        np.testing.assert_array_equal(there, touched(module, (1, 8, 8), tuple(index)), err_msg=f"unit {unit}")


def test_a_cross_of_two_branches_is_five_pixels(wired: Wire) -> None:
    """A 1 × 3 and a 3 × 1 branch added: no product of rows and columns."""
    module = wired(
        lambda net, x: net.wide(x) + net.tall(x),
        wide=nn.Conv2d(1, 1, (1, 3), padding=(0, 1)),
        tall=nn.Conv2d(1, 1, (3, 1), padding=(1, 0)),
    )
    assert receptive_set(trace(module, (1, 7, 7)), "add", (3, 3)).sum() == 5


def test_dilation_leaves_its_holes() -> None:
    """Rates 2, 2, 2 touch 7 × 7 of 13 × 13 pixels; 1, 2, 5 touch all 17 × 17."""
    for rates, pixels in (((2, 2, 2), 49), ((1, 2, 5), 289)):
        module = nn.Sequential(*(nn.Conv2d(1, 1, 3, padding=rate, dilation=rate) for rate in rates))
        assert receptive_set(trace(module, (1, 31, 31)), "2").sum() == pixels


def test_what_is_not_known_is_told(wired: Wire) -> None:
    """The operator is named; so is a unit that is not there, and a map whose axes are not the picture's."""
    network = trace(wired(lambda net, x: net.conv(torch.cumsum(x, -1)), conv=nn.Conv2d(1, 1, 3)), (1, 8, 8))
    with pytest.raises(ConvscopeError, match="how cumsum"):
        receptive_set(network, "conv")
    with pytest.raises(ConvscopeError, match="how cumsum"):
        projective_set(network, "conv", (1, 1))
    known = trace(nn.Sequential(nn.Conv2d(1, 1, 3), nn.Flatten()), (1, 8, 8))
    with pytest.raises(ConvscopeError, match="there are \\(6, 6\\)"):
        receptive_set(known, "0", (6, 0))
    with pytest.raises(ConvscopeError, match="has a map of"):
        receptive_set(known, "0", (1,))
    with pytest.raises(ConvscopeError, match="not the picture's"):
        coverage(known, "1")
    assert coverage(known).tolist() == coverage(known, "0").tolist()


def test_ways_are_counted_through_parts(wired: Wire) -> None:
    """Channels taken apart, by split or by unbind: each part's ways add up, as the gradient of a net of ones says."""
    for apart in (lambda x: x.split(1, 1), lambda x: [part[:, None] for part in x.unbind(1)]):
        module = wired(
            lambda net, x, apart=apart: net.wide(apart(net.conv(x))[0]) + net.tall(apart(net.conv(x))[1]),
            conv=nn.Conv2d(1, 2, 3, bias=False),
            wide=nn.Conv2d(1, 1, (1, 3), padding=(0, 1), bias=False),
            tall=nn.Conv2d(1, 1, (3, 1), padding=(1, 0), bias=False),
        ).double()
        for parameter in module.parameters():
            nn.init.ones_(parameter)
        images = torch.zeros(1, 1, 8, 8, dtype=torch.float64, requires_grad=True)
        module(images).sum().backward()
        assert images.grad is not None
        np.testing.assert_array_equal(coverage(trace(module, (1, 8, 8))).astype(float), images.grad[0, 0].numpy())


def test_counts_of_deep_networks_do_not_overflow() -> None:
    """Thirty 3 × 3 convolutions: 9³⁰ ways from the middle pixel."""
    module = nn.Sequential(*(nn.Conv2d(1, 1, 3, padding=1) for _ in range(30)))
    counted = coverage(trace(module, (1, 61, 61)))
    assert counted[30, 30] == 9**30 > 2**63


def test_all_that_one_number_depends_on_layer_by_layer() -> None:
    """Of each layer, channels too, it is where the gradient of that number is not zero."""
    parts = [positive(nn.Conv2d(2, 4, 3, groups=2)), nn.MaxPool2d(2), positive(nn.Conv2d(4, 3, 2))]
    module = nn.Sequential(*parts)
    network = trace(module, (2, 12, 12))
    found = regions_behind(network, "2", (0, 1, 2, 3))
    images = torch.rand(1, 2, 12, 12, dtype=torch.float64).add(0.5).requires_grad_()
    first = parts[0](images)
    first.retain_grad()
    second = parts[1](first)
    second.retain_grad()
    parts[2](second)[0, 1, 2, 3].backward()
    assert second.grad is not None and first.grad is not None and images.grad is not None
    assert (found[1].mask() == (second.grad != 0).numpy()).all()
    assert (found[-1].mask() == (images.grad != 0).numpy())[images.grad.numpy() != 0].all()
    assert not ((first.grad != 0).numpy() & ~found[0].mask()).any()  # of a pool only the winner has a gradient
    assert set(found) == {-1, 0, 1, 2} and int(found[2].mask().sum()) == 1
    pooled = regions_behind(network, "1", (0, 3, 0, 0))
    assert pooled[0].along((1,)).tolist() == [False, False, False, True], "a pool reads its own channel"
    assert pooled[-1].along((1,)).tolist() == [False, True], "and a group its own"
    with pytest.raises(ConvscopeError, match="count from 0"):
        regions_behind(network, "2", (0, 3, 0, 0))
