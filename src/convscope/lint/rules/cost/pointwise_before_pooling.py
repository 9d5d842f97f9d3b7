"""A 1×1 convolution is averaged right behind: averaged first, it costs a fraction and answers the same.

## What it does

Reports dense 1×1 convolutions of stride 1 whose output goes to an average pool and nowhere else, with the cost of
either order.

## Why it hurts

A 1×1 and an average along the map are both linear and work on different axes, so their order does not matter: the
same numbers up to rounding, bias included, at 1/s² of the MACs for a pool of stride s. DenseNet's transitions
convolve before they pool (Huang et al., arXiv 1608.06993, section 3). An offer, made by `--advise`; trained weights
can stay.

## Example

```python
nn.Sequential(nn.Conv2d(64, 32, 1), nn.AvgPool2d(2))
```

## Use instead

```python
nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(64, 32, 1))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import convolution, put_behind, put_instead
from convscope.lint.graph import by, is_plain, taps
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


POOLS = ("avg_pool", "adaptive_avg_pool")


WORDS = Words(
    message="{macs:,} MACs on {map}, which {pool} averages to {after}: {less:,} behind it, and the same answer",
    fix="{pool} first, then this layer",
)


def find(network: Network) -> Iterator[Fault]:
    """Find 1×1 convolutions in front of average pools that make their map smaller."""
    from math import prod

    for layer in network:
        pointwise = is_plain(layer) and taps(layer) == 1 and layer.output_shape[2:] == layer.spatial_input
        readers = network.consumers(layer.index)
        if not pointwise or len(readers) != 1 or not readers[0].operator.startswith(POOLS):
            continue
        pool = readers[0]
        before, after = prod(layer.output_shape[2:]), prod(pool.output_shape[2:])
        if after >= before or any(window.padding != (0, 0) for window in pool.windows):
            continue
        yield Fault(
            layer,
            WORDS.say(
                "message",
                macs=layer.macs,
                map=by(layer.output_shape[2:]),
                pool=pool.name,
                after=by(pool.output_shape[2:]),
                less=layer.macs * after // before,
            ),
            WORDS.say("fix", pool=pool.name),
            (*put_instead(layer), *put_behind(pool, convolution(layer))),
        )


RULE = Rule(code="C008", name="pointwise-before-pooling", severity="hint", find=find, when="advise", words=WORDS)
