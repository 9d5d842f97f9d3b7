"""No output sees the whole picture: the receptive field is smaller than the input, and nothing gathers it.

## What it does

Reports an answer of the network that is a map, neither pooled over the picture nor fully connected, whose units reach
fewer pixels along an axis than the picture has, with the numbers.

## Why it hurts

An object larger than the field is judged by its parts. For dense prediction the field should cover the objects and
their surroundings (Long et al., arXiv 1411.4038; Luo et al., Understanding the Effective Receptive Field, arXiv
1701.04128: what counts is even less, a Gaussian in the middle). Some networks are local on purpose (BagNet,
denoisers): off unless asked for.

## Example

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 2, 3, padding=1))  # 5 × 5 of 32 × 32
```

## Use instead

```python
nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.AvgPool2d(4), nn.Conv2d(8, 8, 5, padding=2), nn.ReLU(),
    nn.Conv2d(8, 2, 5, padding=2),
)
```

or dilation, or a branch that pools the whole map.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, made, put_before
from convscope.lint.graph import argument, by, channels, is_plain, source
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


WORDS = Words(
    message="a unit of its {map} map depends on {field} pixels of {size}",
    fix="stride or dilation earlier, more layers, or a branch that pools the whole map",
)


def find(network: Network) -> Iterator[Fault]:
    """Find answers with a place whose units do not span the picture."""
    size = network.input_shape[1:]
    for index in network.answers:
        layer = network.layers[index]
        field = layer.receptive_field
        placed = layer.reach.status == "exact" and layer.effective_stride is not None
        if field is not None and placed and any(span < length for span, length in zip(field, size, strict=True)):
            yield Fault(
                layer,
                WORDS.say("message", map=by(layer.output_shape[2:]), field=by(field), size=by(size)),
                WORDS.say("fix"),
                _changes(network, layer),
            )


def _changes(network: Network, layer: Layer) -> Changes:
    """Put a depthwise kernel before the last convolution that spans what is missing."""
    last: Layer | None = layer
    while last is not None and not is_plain(last):
        last = source(network, last)
    if last is None or last.receptive_field is None:
        return ()
    before = source(network, last)
    strides = (1,) * len(last.windows) if before is None else before.effective_stride or ()
    pairs = zip(network.input_shape[1:], layer.receptive_field or (), strides, strict=True)
    kernel = [max(ceil((length - span) / stride), 0) for length, span, stride in pairs]
    kernel = [side + 1 + side % 2 for side in kernel]
    width = channels(last)[0]
    sides = argument(kernel), argument([side // 2 for side in kernel])
    depthwise = made(f"Conv{len(kernel)}d", width, width, sides[0], padding=sides[1], groups=width)
    return put_before(last, depthwise)


RULE = Rule(code="G012", name="field-smaller-than-input", severity="hint", find=find, when="select", words=WORDS)
