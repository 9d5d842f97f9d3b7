"""A layer strides over a map that nothing has blurred: what is finer than its step aliases.

## What it does

Reports max pools and convolutions with weights that stride, 1×1 shortcuts included; averages and fixed blurs do not
count.

## Why it hurts

By the sampling theorem what varies faster than the new grid turns up as something else, and the answer jumps when the
picture moves by a pixel. A blur before the stride (BlurPool) raises consistency under shifts and often accuracy
(Zhang, Making Convolutional Networks Shift-Invariant Again, arXiv 1904.11486). Nearly every network does it: off
unless asked for.

## Example

```python
nn.MaxPool2d(2)  # of 4 rows a period, every other is dropped
```

## Use instead

```python
nn.Sequential(nn.MaxPool2d(2, stride=1), nn.AvgPool2d(2))  # evaluate densely, then blur and stride
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, made, put_behind, set_on
from convscope.lint.graph import argument, by, is_plain, is_pool
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


WORDS = Words(
    message="strides by {stride} over a map of {map} that nothing has blurred: periods below {period} positions alias",
    fix="stride=1 here, then a blur of that stride (BlurPool)",
)


def find(network: Network) -> Iterator[Fault]:
    """Find max pools and learned convolutions that stride."""
    for layer in network:
        if not _picks(layer) or all(window.stride == 1 for window in layer.windows):
            continue
        stride = by([window.stride for window in layer.windows])
        yield Fault(
            layer,
            WORDS.say(
                "message",
                stride=stride,
                map=by(layer.spatial_input),
                period=2 * max(window.stride for window in layer.windows),
            ),
            WORDS.say("fix"),
            _changes(layer),
        )


def _changes(layer: Layer) -> Changes:
    """Let it work at every position, and average by its stride: as many outputs as before."""
    strides = [window.stride for window in layer.windows]
    dense = [
        replace(window, stride=1, ceil_mode=False).output_size(length)
        for window, length in zip(layer.windows, layer.spatial_input, strict=True)
    ]
    over = any(length % stride for length, stride in zip(dense, strides, strict=True))
    kind, kernel = f"AvgPool{len(strides)}d", argument(strides)
    blur = made(kind, kernel, ceil_mode=True) if over else made(kind, kernel)
    return (*set_on(layer, stride=1), *put_behind(layer, blur))


def _picks(layer: Layer) -> bool:
    """Whether a layer is a max pool, or a convolution whose weights are parameters."""
    if is_pool(layer):
        return layer.operator.startswith("max")
    return is_plain(layer) and (layer.parameters > 0 or layer.shared)


RULE = Rule(code="A004", name="aliased-downsampling", severity="hint", find=find, when="select", words=WORDS)
