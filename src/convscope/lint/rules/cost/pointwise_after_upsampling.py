"""A 1×1 convolution works on a map that was just enlarged: before the resize it costs a fraction and answers the same.

## What it does

Reports 1×1 convolutions of stride 1 that take a resized map which is larger than what was resized, and nothing else
takes it, with the cost of either order.

## Why it hurts

Nearest and linear resizes are weighted means, with weights that sum to 1, of places; a 1×1 mixes channels at one
place. Both are linear and on different axes: the order does not matter, up to rounding, bias included, and after a
resize by 2 there are 4 times as many places. Decoders often project after they upsample. An offer, made by
`--advise`; trained weights can stay.

## Example

```python
nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(64, 8, 1))
```

## Use instead

```python
nn.Sequential(nn.Conv2d(64, 8, 1), nn.Upsample(scale_factor=2))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import convolution, put_before, put_instead
from convscope.lint.graph import by, is_plain, source, taps
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message="{macs:,} MACs on {map}, which {resize} made of {before}: {less:,} before it, and the same answer",
    fix="this layer first, then {resize}",
)


def find(network: Network) -> Iterator[Fault]:
    """Find 1×1 convolutions behind a resize to a larger map."""
    from math import prod

    for layer in network:
        pointwise = is_plain(layer) and taps(layer) == 1 and layer.output_shape[2:] == layer.spatial_input
        resize = source(network, layer) if pointwise else None
        if resize is None or resize.operator != "interpolate" or len(network.consumers(resize.index)) != 1:
            continue
        before, after = prod(resize.input_shapes[0][2:]), prod(resize.output_shape[2:])
        if after > before:
            yield Fault(
                layer,
                WORDS.say(
                    "message",
                    macs=layer.macs,
                    map=by(resize.output_shape[2:]),
                    resize=resize.name,
                    before=by(resize.input_shapes[0][2:]),
                    less=layer.macs * before // after,
                ),
                WORDS.say("fix", resize=resize.name),
                (*put_instead(layer), *put_before(resize, convolution(layer))),
            )


RULE = Rule(code="C009", name="pointwise-after-upsampling", severity="hint", find=find, when="advise", words=WORDS)
