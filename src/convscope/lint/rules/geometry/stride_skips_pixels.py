"""Rows or columns of a map are read by no output of any layer that takes the map.

## What it does

Computes, for every map, which real positions no window of any of its readers touches: what is left over at the end
where (n + p₁ + p₂ − k_e) does not divide by the stride, and the gaps between windows where the kernel is smaller than
the stride. Padding that goes unread is no loss and is not reported; nor is a strided 1×1 shortcut beside a 3×3 branch
that reads the rest, as in every ResNet.

## Why it hurts

Those pixels cannot influence the answer, and were computed for nothing. Whether the stride *divides* is not the
question: 7/2/3 on 224 leaves a remainder and loses no pixel; 3/3 on 7 loses 27 % of the map. (CS231n's advice to let
N + 2P − F divide by S, made exact.)

## Example

```python
nn.Conv2d(1, 8, 3, stride=3)  # on 7 × 7: row 6 and column 6 are never read
```

## Use instead

```python
nn.Conv2d(1, 8, 3, stride=3, padding=1)  # or a map of 6 × 6 or 9 × 9
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from convscope.lint.graph import AXES, argument, is_pool
from convscope.lint.rule import Fault, Rule
from convscope.lint.words import unread
from convscope.saying import Said, Words

if TYPE_CHECKING:
    from convscope.arithmetic import Window
    from convscope.network import Layer, Network
    from convscope.network.changes import Change
    from convscope.network.lost import Loss


WORDS = Words(
    message="{kernel} window of stride {stride} on a map of {map}: {lost} never read, {share:.1%} of the map",
    fix_gap="make the kernel at least as large as the stride ({stride}), or average-pool by it first",
    fix_both="padding={padding}, or {sizes}",
    fix_padding="padding={padding}",
    fix_sizes="{sizes}",
    size="a map of {size} here",
    size_two="a map of {size} or {larger} here",
    fix="less stride",
)


def find(network: Network) -> Iterator[Fault]:
    """Find the maps with positions that none of their readers reads; the fault is laid to the largest kernel."""
    from convscope.network.lost import losses

    for loss in losses(network):
        padding = None if _gap(loss) else _padding(loss.layer)
        yield Fault(loss.layer, _message(loss), _fix(loss, padding), _changes(loss, padding))


def _message(loss: Loss) -> Said:
    layer = loss.layer
    kernel = "×".join(str(window.kernel) for window in layer.windows)
    strides = {window.stride for window in layer.windows}
    stride = "×".join(str(window.stride) for window in layer.windows) if len(strides) > 1 else str(min(strides))
    size = "×".join(str(length) for length in layer.spatial_input)
    pairs = zip(AXES[len(loss.axes)], loss.axes, strict=True)
    lost = [unread(name, one.count, one.first, one.last) for name, one in pairs if one]
    return WORDS.say("message", kernel=kernel, stride=stride, map=size, lost=lost, share=loss.share)


def _changes(loss: Loss, padding: int | None) -> tuple[Change, ...]:
    """Give a kernel as large as the stride; padding; of a pool, the outputs that begin on the map; a few zeros more."""
    from convscope.network.changes import Added, Argument, Around

    layer = loss.layer
    if _gap(loss):
        kernel = argument([max(window.kernel, window.stride) for window in layer.windows])
        changes = [Argument(layer.name, "kernel_size", kernel)]
        return (
            (*changes, Argument(layer.name, "dilation", 1))
            if any(w.dilation > 1 for w in layer.windows)
            else tuple(changes)
        )
    if padding is not None:
        return (Argument(layer.name, "padding", padding),)
    if is_pool(layer):
        return (Argument(layer.name, "ceil_mode", True),)
    more = [max(window.extent - 1, window.stride) for window in layer.windows]
    zeros = [amount for axis in reversed(more) for amount in (0, axis)]
    return (Around(layer.name, before=(Added(f"ZeroPad{len(more)}d", (tuple(zeros),)),)),)


def _gap(loss: Loss) -> int:
    """Give the stride of an axis whose kernel is too small for it, else 0."""
    pairs = zip(loss.layer.windows, loss.axes, strict=True)
    return next((window.stride for window, unseen in pairs if unseen and window.extent < window.stride), 0)


def _padding(layer: Layer) -> int | None:
    """Find the least padding above the layer's own with which nothing is lost."""
    axes = list(zip(layer.windows, layer.spatial_input, strict=True))
    paddings = range(max(max(window.padding) for window in layer.windows) + 1, _most_padding(layer) + 1)
    return next((pad for pad in paddings if all(_whole(window, pad, length) for window, length in axes)), None)


def _fix(loss: Loss, padding: int | None) -> Said:
    from convscope.arithmetic import sizes_that_lose_nothing

    axes = list(zip(loss.layer.windows, loss.layer.spatial_input, strict=True))
    if _gap(loss):
        return WORDS.say("fix_gap", stride=_gap(loss))
    pairs = [sizes_that_lose_nothing(window, length) for window, length in axes]
    sizes = [_size(side) for side in zip(*pairs, strict=True) if None not in side]
    here = (
        WORDS.say("size_two", size=sizes[0], larger=sizes[1])
        if len(sizes) == 2
        else WORDS.say("size", size=sizes[0])
        if sizes
        else None
    )
    if padding is None:
        return WORDS.say("fix_sizes", sizes=here) if here else WORDS.say("fix")
    return WORDS.say("fix_both", padding=padding, sizes=here) if here else WORDS.say("fix_padding", padding=padding)


def _most_padding(layer: Layer) -> int:
    """Pools take no padding above half their kernel, and more than a kernel less one would read only padding."""
    half = "pool" in layer.operator
    return min(window.kernel // 2 if half else window.extent - 1 for window in layer.windows)


def _whole(window: Window, padding: int, length: int) -> bool:
    from convscope.arithmetic import never_read

    return not never_read((replace(window, padding=(padding, padding)),), length)


def _size(side: Sequence[int | None]) -> str:
    """Write a map's size, one number where it is the same along every axis."""
    return "×".join(map(str, side)) if len(set(side)) > 1 else str(side[0])


RULE = Rule(code="G002", name="stride-skips-pixels", severity="warning", find=find, words=WORDS)
