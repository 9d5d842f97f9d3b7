"""A 1×1 convolution has over four times as many channels on one side as on the other.

## What it does

Reports dense 1×1 convolutions of which the larger number of channels is more than 4 times the smaller, with the
numbers that are read and written for the multiply-adds, and how few a balanced layer of the same MACs needs.

## Why it hurts

For the same MACs memory traffic is least where both sides are equal: guideline G1 (Ma et al., ShuffleNet V2, arXiv
1807.11164, section 2, measured from 1:1 to 1:12 on a GPU and on ARM). Inverted bottlenecks do it throughout: off
unless asked for.

## Example

```python
nn.Conv2d(16, 128, 1)  # 1 : 8
```

## Use instead

```python
nn.Sequential(nn.Conv2d(16, 48, 1), nn.ReLU(), nn.Conv2d(48, 48, 1))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from convscope.lint.changing import biased, made, put_instead
from convscope.lint.graph import channels, is_plain, taps
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network
    from convscope.network.changes import Added


MOST_RATIO = 4


WORDS = Words(
    message=(
        "{into}→{out} channels, 1 : {ratio:g}: {moved:,} numbers read and written for {macs:,} MACs; with equal "
        "channels {balanced:,.0f}"
    ),
    fix="about {equal:.0f} channels on both sides, or several steps of 1 : {most} at most",
)


def find(network: Network) -> Iterator[Fault]:
    """Find lopsided dense 1×1 convolutions."""
    from math import prod, sqrt

    for layer in network:
        if not is_plain(layer) or layer.groups != 1 or taps(layer) != 1 or prod(layer.output_shape[2:]) == 1:
            continue
        into, out = channels(layer)
        if max(into, out) <= MOST_RATIO * min(into, out):
            continue
        places = prod(layer.output_shape[2:])
        moved = places * (into + out) + into * out
        balanced = 2 * places * sqrt(into * out) + into * out
        yield Fault(
            layer,
            WORDS.say(
                "message",
                into=into,
                out=out,
                ratio=max(into, out) / min(into, out),
                moved=moved,
                macs=layer.macs,
                balanced=balanced,
            ),
            WORDS.say("fix", equal=sqrt(into * out), most=MOST_RATIO),
            put_instead(layer, *_steps(layer)),
        )


def _steps(layer: Layer) -> list[Added]:
    """Go from the channels that come in to those that go out in equal steps, an activation between."""
    from math import ceil, log

    into, out = channels(layer)
    count = ceil(log(max(into, out) / min(into, out), MOST_RATIO))
    widths = [round(into * (out / into) ** (step / count)) for step in range(count + 1)]
    kind = f"Conv{len(layer.windows)}d"
    stride = max(window.stride for window in layer.windows)
    found: list[Added] = []
    for wide, narrow in pairwise(widths):
        first = {} if found or stride == 1 else {"stride": stride}
        found += [biased(layer, kind, wide, narrow, 1, **first), made("ReLU")]
    return found[:-1]


RULE = Rule(code="C002", name="lopsided-pointwise", severity="hint", find=find, when="select", words=WORDS)
