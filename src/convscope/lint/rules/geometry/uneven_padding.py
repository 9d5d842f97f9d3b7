"""Padding of which the stride leaves some unread: the map is padded on one side more than on the other.

## What it does

Reports, once a network, the first layer with a stride above 1 whose remainder r = (n + p₁ + p₂ − k_e) mod s is above
0 and no larger than the padding after the map: the last r padded positions are then read by no output.

## Why it hurts

No pixel is lost, but the sampling is off centre: the window sees padding at the top and left and none, or less, at
the bottom and right, and feature maps and errors come out skewed to one corner (Alsallakh et al., Mind the Pad, arXiv
2010.02178, which shows small objects missed on one side). At 224 it holds of most ResNets (7/2/3 reads 3 padded rows
before and 2 after), so it is off unless asked for.

## Example

```python
nn.Conv2d(3, 8, 7, stride=2, padding=3)  # on 224 × 224
```

## Use instead

```python
nn.Conv2d(3, 8, 6, stride=2, padding=2)  # or the 7×7 on pictures of 225 × 225
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, set_on
from convscope.lint.graph import argument, by, is_pool, is_transposed
from convscope.lint.rule import Fault, Rule
from convscope.lint.words import formula
from convscope.saying import Said, Words

if TYPE_CHECKING:
    from convscope.arithmetic import Window
    from convscope.network import Layer, Network


WORDS = Words(
    message="reads {before} padded positions before the map of {length} and {after} after it: {formula}",
    message_more=(
        "reads {before} padded positions before the map of {length} and {after} after it: {formula}; {more} more "
        "layers do the same"
    ),
    fix="a map of {size} here",
    fix_two="a map of {size} or {larger} here",
    fix_unknown="an input whose size divides",
)


def find(network: Network) -> Iterator[Fault]:
    """Find the first layer whose padding is read unevenly, and say how many more there are."""
    from convscope.arithmetic import sizes_that_divide

    uneven = [
        layer
        for layer in network
        if not is_transposed(layer)
        and any(_unread(window, length) for window, length in zip(layer.windows, layer.spatial_input, strict=True))
    ]
    if not uneven:
        return
    layer = uneven[0]
    pairs = list(zip(layer.windows, layer.spatial_input, strict=True))
    window, length = next((window, length) for window, length in pairs if _unread(window, length))
    after = window.padding[1] - _unread(window, length)
    nearest = [sizes_that_divide(window, length) for window, length in pairs]
    sizes = [by(side) for side in zip(*nearest, strict=True) if None not in side]
    more = {"more": len(uneven) - 1} if len(uneven) > 1 else {}
    yield Fault(
        layer,
        WORDS.say(
            "message_more" if more else "message",
            before=window.padding[0],
            length=length,
            after=after,
            formula=formula(window, length),
            **more,
        ),
        _fix(sizes),
        tuple(change for one in uneven for change in _changes(one)),
    )


def _fix(sizes: list[str]) -> Said:
    if len(sizes) == 2:
        return WORDS.say("fix_two", size=sizes[0], larger=sizes[1])
    return WORDS.say("fix", size=sizes[0]) if sizes else WORDS.say("fix_unknown")


def _changes(layer: Layer) -> Changes:
    """Give the kernel nearest to the layer's with which as many outputs read all of the padding."""
    pairs = zip(layer.windows, layer.spatial_input, strict=True)
    found = [_even(window, length, pooled=is_pool(layer)) for window, length in pairs]
    if None in found:
        return ()
    kernel, padding = (argument(values) for values in zip(*filter(None, found), strict=True))
    return set_on(layer, kernel_size=kernel, padding=padding)


def _even(window: Window, length: int, *, pooled: bool) -> tuple[int, int] | None:
    if not _unread(window, length):
        return window.kernel, window.padding[0]
    for kernel in sorted(range(1, window.kernel + window.stride + 1), key=lambda side: abs(side - window.kernel)):
        for padding in range((kernel // 2 if pooled else kernel - 1) + 1):
            other = replace(window, kernel=kernel, padding=(padding, padding))
            fits = length + 2 * padding >= other.extent and other.output_size(length) == window.output_size(length)
            if fits and not _left(other, length):
                return kernel, padding
    return None


def _unread(window: Window, length: int) -> int:
    """Count the padded positions after the map that no output reads, where only such go unread."""
    left = _left(window, length)
    return left if window.stride > 1 and 0 < left <= window.padding[1] else 0


def _left(window: Window, length: int) -> int:
    return length + sum(window.padding) - window.extent - (window.output_size(length) - 1) * window.stride


RULE = Rule(code="G009", name="uneven-padding", severity="hint", find=find, when="select", words=WORDS)
