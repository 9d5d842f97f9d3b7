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
from typing import TYPE_CHECKING

from convscope.lint.graph import channels, is_plain, taps
from convscope.lint.rule import Fault, Rule

if TYPE_CHECKING:
    from convscope.network import Network


MOST_RATIO = 4


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
            f"{into}→{out} channels, 1 : {max(into, out) / min(into, out):g}: {moved:,} numbers read and written for "
            f"{layer.macs:,} MACs; with equal channels {balanced:,.0f}",
            f"about {sqrt(into * out):.0f} channels on both sides",
        )


RULE = Rule(code="C002", name="lopsided-pointwise", severity="hint", find=find, when="select")
