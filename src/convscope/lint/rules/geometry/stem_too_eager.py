"""A small picture is cut to a quarter of its size within the first three layers of a deep network.

## What it does

Reports the layer at which the effective stride reaches 4 where that is among the first three convolutions and pools,
the picture has at most 64 pixels a side, and eight or more convolutions with a kernel above 1×1 come after it.

## Why it hurts

A stem made for 224 pixels (7×7 of stride 2, then a pool) leaves 8 × 8 of a 32 × 32 picture before the first block:
the detail is gone, and the deep layers work on maps of a few units. ResNets for CIFAR begin with one 3×3 of stride 1
(He et al., arXiv 1512.03385, section 4.2). A small network that wants to be fast does it on purpose, so this is a
hint.

## Example

```python
nn.Sequential(
    nn.Conv2d(3, 8, 7, stride=2, padding=3), nn.MaxPool2d(3, 2, 1),
    *[layer for _ in range(8) for layer in (nn.Conv2d(8, 8, 3, padding=1), nn.ReLU())],
)  # on 32 × 32
```

## Use instead

```python
nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(),
    *[layer for _ in range(8) for layer in (nn.Conv2d(8, 8, 3, padding=1), nn.ReLU())],
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, put_instead, set_on
from convscope.lint.graph import by, is_convolution, is_pool, taps
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network

LARGEST_PICTURE = 64
FIRST_LAYERS = 3
EAGER_STRIDE = 4
CONVOLUTIONS_LEFT = 8


WORDS = Words(
    message="the {size} picture is a map of {map} here, before {left} further convolutions",
    fix="stride=1 in the stem and no pool there: one 3×3 is enough for a small picture",
)


def find(network: Network) -> Iterator[Fault]:
    """Find the layer of the stem after which a unit is four pixels wide."""
    size = network.input_shape[1:]
    if max(size) > LARGEST_PICTURE:
        return
    sliding = [layer for layer in network if is_convolution(layer) or is_pool(layer)]
    for layer in sliding[:FIRST_LAYERS]:
        stride = layer.effective_stride
        if stride is None or min(stride) < EAGER_STRIDE:
            continue
        left = [other for other in sliding if other.index > layer.index and is_convolution(other) and taps(other) > 1]
        if len(left) >= CONVOLUTIONS_LEFT:
            yield Fault(
                layer,
                WORDS.say("message", size=by(size), map=by(layer.output_shape[2:]), left=len(left)),
                WORDS.say("fix"),
                _changes([one for one in sliding if one.index <= layer.index]),
            )
        return


def _changes(stem: list[Layer]) -> Changes:
    found: Changes = ()
    for layer in stem:
        if is_pool(layer):
            found += put_instead(layer)
        elif any(window.stride > 1 for window in layer.windows):
            found += set_on(layer, stride=1)
    return found


RULE = Rule(code="G008", name="stem-too-eager", severity="hint", find=find, words=WORDS)
