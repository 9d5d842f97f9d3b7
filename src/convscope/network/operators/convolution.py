"""Convolution and transposed convolution, 1-, 2- and 3-D, as `torch.nn.functional` spells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from convscope.arithmetic import Groups, Window, conv_macs, same_padding
from convscope.network.operators.mismatch import WORDS
from convscope.network.operators.operation import Operation, bind, per_axis
from convscope.network.operators.reading import AxisRead, Reading, Shape, in_place
from convscope.saying import Said


def convolution(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.conv1d`, ``conv2d`` or ``conv3d``."""
    bound = bind(("input", "weight", "bias", "stride", "padding", "dilation", "groups"), args, kwargs)
    weight = tuple(bound["weight"].shape)
    kernel_size = weight[2:]
    axes = len(kernel_size)
    strides = per_axis(bound.get("stride", 1), axes)
    dilations = per_axis(bound.get("dilation", 1), axes)
    groups = int(bound.get("groups", 1))
    padding = bound.get("padding", 0)
    if padding == "same":
        paddings = [same_padding(kernel, dilation) for kernel, dilation in zip(kernel_size, dilations, strict=True)]
    else:
        paddings = [(pad, pad) for pad in per_axis(0 if padding == "valid" else padding, axes)]
    windows = tuple(
        Window(kernel=kernel, stride=stride, padding=pad, dilation=dilation)
        for kernel, stride, pad, dilation in zip(kernel_size, strides, paddings, dilations, strict=True)
    )
    in_channels, out_channels = weight[1] * groups, weight[0]

    def macs(output: Shape) -> int:
        return conv_macs(in_channels, out_channels, kernel_size, output[-axes:], groups=groups)

    mismatch, would_fit = channel_mismatch(tuple(bound["input"].shape), in_channels, axes)
    reads = ((bound["input"], sliding(bound["input"], windows, groups)),)
    return Operation(reads, windows, groups, macs, mismatch=mismatch, would_fit=would_fit)


def sliding(tensor: Tensor, windows: Sequence[Window], groups: int) -> Reading:
    """Read a map, with its batch or without, through windows, and the channels of a unit's own group."""
    first = tensor.ndim - len(windows)
    changed = {first + axis: AxisRead(first + axis, window) for axis, window in enumerate(windows)}
    return in_place(tensor.ndim, {first - 1: AxisRead(first - 1, Groups(groups)), **changed})


def transposed_convolution(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torch.nn.functional.conv_transpose1d`, ``2d`` or ``3d``."""
    names = ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
    bound = bind(names, args, kwargs)
    weight = tuple(bound["weight"].shape)
    kernel_size = weight[2:]
    axes = len(kernel_size)
    groups = int(bound.get("groups", 1))
    spread = {
        name: per_axis(bound.get(name, default), axes)
        for name, default in {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1}.items()
    }
    windows = tuple(
        Window(
            kernel=kernel,
            stride=spread["stride"][axis],
            padding=(spread["padding"][axis],) * 2,
            dilation=spread["dilation"][axis],
            transposed=True,
            output_padding=spread["output_padding"][axis],
        )
        for axis, kernel in enumerate(kernel_size)
    )
    in_channels, out_channels = weight[0], weight[1] * groups
    shape = tuple(bound["input"].shape)

    def macs(_: Shape) -> int:  # every input position meets every tap once, so the positions are the input's
        return conv_macs(in_channels, out_channels, kernel_size, shape[-axes:], groups=groups)

    mismatch, would_fit = channel_mismatch(shape, in_channels, axes)
    reads = ((bound["input"], sliding(bound["input"], windows, groups)),)
    return Operation(reads, windows, groups, macs, mismatch=mismatch, would_fit=would_fit)


def deformable_convolution(args: Sequence[Any], kwargs: Mapping[str, Any]) -> Operation:
    """Describe `torchvision.ops.deform_conv2d` (Dai et al., arXiv 1703.06211): a convolution's products at each place.

    Where it reads depends on the picture, so how far is nobody's to say; sampling between pixels is not counted.
    """
    bound = bind(("input", "weight", "offset"), args, kwargs)  # the order of the operator under it
    weight, in_channels = tuple(bound["weight"].shape), int(bound["input"].shape[1])
    groups = in_channels // weight[1]
    return Operation(
        groups=groups, macs=lambda output: conv_macs(in_channels, weight[0], weight[2:], output[-2:], groups=groups)
    )


def channel_mismatch(shape: Shape, in_channels: int, axes: int) -> tuple[Said | None, Said | None]:
    """Say why a map of ``shape`` cannot enter, and what would fit; None twice where it can."""
    if len(shape) not in (axes + 1, axes + 2):
        told = WORDS.say("dimensions", expected=axes + 2, got=len(shape))
        return told, WORDS.say("fit_dimensions", expected=axes + 2)
    channels = shape[-axes - 1]
    if len(shape) == axes + 1 and channels != in_channels == shape[1]:  # torch takes the batch for the channels
        told = WORDS.say("axes", expected=axes, got=axes - 1)
        return told, WORDS.say("fit_axes", expected=axes, channels=in_channels)
    if channels != in_channels:
        told = WORDS.say("channels", expected=in_channels, got=channels)
        return told, WORDS.say("fit_channels", got=channels)
    return None, None
