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
from typing import TYPE_CHECKING

from convscope.lint.graph import by, is_transposed
from convscope.lint.rule import Fault, Rule

if TYPE_CHECKING:
    from convscope.arithmetic import Window
    from convscope.network import Network


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
    more = f"; {len(uneven) - 1} more layers do the same" if len(uneven) > 1 else ""
    yield Fault(
        layer,
        f"reads {window.padding[0]} padded positions before the map of {length} and {after} after it: "
        f"{window.formula(length)}{more}",
        f"a map of {' or '.join(sizes)} here" if sizes else "an input whose size divides",
    )


def _unread(window: Window, length: int) -> int:
    """Count the padded positions after the map that no output reads, where only such go unread."""
    left = length + sum(window.padding) - window.extent - (window.output_size(length) - 1) * window.stride
    return left if window.stride > 1 and 0 < left <= window.padding[1] else 0


RULE = Rule(code="G009", name="uneven-padding", severity="hint", find=find, when="select")
