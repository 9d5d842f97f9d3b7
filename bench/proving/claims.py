"""What is proven of a network: each number of its description against PyTorch's own run of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode

from convscope.errors import ConvscopeError
from convscope.network import Network, trace
from convscope.network.exact import coverage, projective_set, receptive_set
from proving.graphs import Case
from proving.parts import positive

Mask = npt.NDArray[np.bool_]
LEAST = 1e-13  # of the largest gradient: what a float leaves of a zero is smaller, every real way here larger
MOST_UNITS = 3  # of a case, whose sets are compared pixel for pixel


@dataclass(frozen=True)
class Proven:
    """How many receptive sets and coverages were compared, beside sizes, parameters and MACs."""

    sets: int
    counts: int


def prove(case: Case, data: st.DataObject) -> Proven | None:
    """Compare all that can be compared; an AssertionError says what is not equal.

    None where PyTorch and convscope both refuse the design, or a map is empty.
    """
    torch.manual_seed(0)
    dtype = torch.float32 if case.single else torch.float64
    module = positive(case.module, dtype, bias=not case.maxima).eval()
    images = (torch.rand(1, *case.shape) + 0.5).to(dtype).requires_grad_()
    try:
        output = module(images)
    except (RuntimeError, ValueError):
        output = None
    refused = output is None or 0 in output.shape
    try:
        network = trace(module, case.shape)
    except ConvscopeError as error:
        assert refused, f"convscope refuses what PyTorch does: {error}"
        return None
    if any(0 in layer.output_shape for layer in network):  # an empty map on the way, which slicing allows
        return None
    assert output is not None, f"PyTorch refuses what convscope describes as {network.layers[-1].output_shape}"
    assert network.layers[-1].output_shape == tuple(output.shape)
    assert network.parameters == sum(parameter.numel() for parameter in module.parameters())
    assert sum(layer.parameters for layer in network) <= network.parameters
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(images)
    assert network.macs == counter.get_total_flops() // 2
    for layer in network:
        sizes = [window.output_size(size) for window, size in zip(layer.windows, layer.spatial_input, strict=True)]
        assert not sizes or tuple(sizes) == layer.output_shape[-len(sizes) :], layer.name
    sets = _sets(case, network, module, images, output, data)
    return Proven(sets, _counts(case, network))


def _sets(case: Case, network: Network, module: nn.Module, images: Tensor, output: Tensor, data: st.DataObject) -> int:
    """Which pixels some units read, which units some pixel is read by, and the hulls of the table."""
    last, sizes = network.layers[-1].name, output.shape[2:]
    probed = _probed(module, case.shape, images.dtype) if case.maxima else None
    fields = network.layers[-1].reach
    pixel = tuple(data.draw(st.integers(0, length - 1)) for length in case.shape[1:])
    projected = projective_set(network, last, pixel)
    for _ in range(MOST_UNITS):
        unit = tuple(data.draw(st.integers(0, length - 1)) for length in sizes)
        there = receptive_set(network, last, unit)
        seen = _touched(images, output, unit) if probed is None else _raising(probed, unit).reshape(case.shape[1:])
        np.testing.assert_array_equal(there, seen, err_msg=f"unit {unit} reads")
        assert projected[unit] == there[pixel], f"pixel {pixel} and unit {unit} do not see each other both ways"
        if fields.status == "exact" and fields.fields is not None and fields.whole is None and not case.folds:
            for axis, read in enumerate(np.nonzero(there)):
                low, high = fields.fields[axis].at(unit[axis])
                assert not len(read) or (low <= read.min() and read.max() <= high), f"unit {unit}: {low} to {high}"
    if probed is not None:
        column = probed[np.ravel_multi_index(pixel, case.shape[1:])]
        np.testing.assert_array_equal(projected, column, err_msg=f"pixel {pixel} is read by")
    return MOST_UNITS


def _touched(images: Tensor, output: Tensor, unit: tuple[int, ...]) -> Mask:
    """Where the gradient of a unit's column of channels is not zero."""
    if not output.requires_grad or output.grad_fn is None:
        return np.zeros(images.shape[2:], dtype=bool)
    index: Any = (0, slice(None), *unit)
    column = output[index]
    (gradient,) = torch.autograd.grad(column.sum(), images, retain_graph=True)
    per_channel = gradient[0].abs()
    seen: Mask = (per_channel > LEAST * per_channel.max()).any(0).numpy()
    return seen


def _probed(module: nn.Module, shape: tuple[int, ...], dtype: torch.dtype) -> Mask:
    """Which units answer to which pixel, pixels × units: a bump at one, all else zero, raises those that read it."""
    pixels = int(np.prod(shape[1:]))
    bumps = torch.eye(pixels, dtype=dtype).reshape(pixels, 1, *shape[1:]).expand(pixels, *shape)
    with torch.no_grad():
        answers = module(bumps)
    raised: Mask = (answers > 0).any(1).numpy()
    return raised


def _raising(probed: Mask, unit: tuple[int, ...]) -> Mask:
    """Which pixels raise a unit."""
    index: Any = (slice(None), *unit)
    raising: Mask = probed[index]
    return raising


def _counts(case: Case, network: Network) -> int:
    """How often each pixel is used, against the gradient of a network of ones."""
    if not case.ones:
        return 0
    module = positive(case.module, torch.float32 if case.single else torch.float64, ones=True)
    images = torch.ones(1, *case.shape, dtype=next(iter(_dtypes(module)), torch.float64), requires_grad=True)
    module(images).sum().backward()
    assert images.grad is not None
    counted: Any = coverage(network)
    for channel in images.grad[0]:
        np.testing.assert_array_equal(counted.astype(float), channel.double().numpy(), err_msg="coverage")
    return 1


def _dtypes(module: nn.Module) -> list[torch.dtype]:
    return [parameter.dtype for parameter in module.parameters()]
