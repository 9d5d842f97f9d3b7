"""Weights of a kernel that meet nothing but padding, at every place of the map.

## What it does

Counts the taps of a convolution that lie on a real position for no output at all. A 3×3 on a map of 1×1 has one tap
that ever sees a number; with dilation d a tap is dead as soon as d reaches the size of the map.

## Why it hurts

These weights multiply zeros: they cost memory and time, get no gradient, and the layer is in truth a smaller one. It
happens when a network made for 224 pixels gets 32, and when a dilation outgrows its map, where the 3×3 "degenerates
to a simple 1×1 filter" (Chen et al., DeepLabv3, arXiv 1706.05587, section 3.3).

## Example

```python
nn.Sequential(nn.AvgPool2d(8), nn.Conv2d(3, 8, 3, padding=1, bias=False))  # on 8 × 8: a map of 1 × 1
```

## Use instead

```python
nn.Sequential(nn.AvgPool2d(4), nn.Conv2d(3, 8, 3, padding=1, bias=False))  # a map of 2 × 2 meets every tap
```

or a 1×1 kernel, or a larger input.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, set_on
from convscope.lint.graph import argument, by, channels, is_plain, taps
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.arithmetic import Window
    from convscope.network import Layer, Network


WORDS = Words(
    message=(
        "on a map of {map} only {live} of the {taps} taps of its {kernel} kernel meet a real position: {idle:,} "
        "of {weights:,} weights only ever multiply padding"
    ),
    fix="a map of at least {least} here (a larger input, or less stride before), or a smaller kernel or dilation",
)


def find(network: Network) -> Iterator[Fault]:
    """Find convolutions some of whose taps see no real position."""
    for layer in network:
        if not is_plain(layer) or min(layer.output_shape) < 1:
            continue
        pairs = list(zip(layer.windows, layer.spatial_input, strict=True))
        live = prod(_live(window, length) for window, length in pairs)
        if live == taps(layer):
            continue
        into, out = channels(layer)
        each = into * out // layer.groups
        need = by([_enough(window, length) for window, length in pairs])
        yield Fault(
            layer,
            WORDS.say(
                "message",
                map=by(layer.spatial_input),
                live=live,
                taps=taps(layer),
                kernel=by([window.kernel for window in layer.windows]),
                idle=each * (taps(layer) - live),
                weights=each * taps(layer),
            ),
            WORDS.say("fix", least=need),
            _changes(layer),
        )


def _changes(layer: Layer) -> Changes:
    """Give the largest dilation, then kernel, all of whose taps meet the map, with outputs as many as before."""
    found = [_alive(window, length) for window, length in zip(layer.windows, layer.spatial_input, strict=True)]
    if None in found:
        return ()
    kernel, dilation, padding = (argument(values) for values in zip(*filter(None, found), strict=True))
    said = {"kernel_size": kernel, "dilation": dilation, "padding": padding}
    now = {
        "kernel_size": argument([window.kernel for window in layer.windows]),
        "dilation": argument([window.dilation for window in layer.windows]),
    }
    return set_on(layer, **{name: value for name, value in said.items() if value != now.get(name)})


def _alive(window: Window, length: int) -> tuple[int, int, int] | None:
    for kernel in range(window.kernel, 0, -1):
        for dilation in range(window.dilation if kernel > 1 else 1, 0, -1):
            less = window.extent - (kernel - 1) * dilation - 1
            padding = window.padding[0] - less // 2
            if less % 2 or padding < 0:
                continue
            smaller = replace(window, kernel=kernel, dilation=dilation, padding=(padding, padding))
            if smaller.output_size(length) == window.output_size(length) and _live(smaller, length) == kernel:
                return kernel, dilation, padding
    return None


def _live(window: Window, length: int) -> int:
    """Count the taps that lie on a real position for some output."""
    outputs = window.output_size(length)
    starts = range(-window.padding[0], -window.padding[0] + outputs * window.stride, window.stride)
    offsets = (tap * window.dilation for tap in range(window.kernel))
    return sum(any(0 <= start + offset < length for start in starts) for offset in offsets)


def _enough(window: Window, length: int) -> int:
    """Find the smallest size, from the map's own on, on which every tap is live."""
    most = window.extent + window.stride
    return next((n for n in range(length, length + most) if _live(window, n) == window.kernel), most)


RULE = Rule(code="G004", name="dead-taps", severity="warning", find=find, words=WORDS)
