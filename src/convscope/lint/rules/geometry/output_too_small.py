"""A window is larger than the padded map that reaches it, so that no output is left.

## What it does

Reports the first layer whose output would have fewer than one row or column: floor((n + p₁ + p₂ − k_e)/s) + 1 < 1,
with k_e = d(k − 1) + 1.

## Why it hurts

The network cannot run at this input size: PyTorch raises an error at that layer. It happens when a network made for
224 pixels gets 28, since every stride before the layer has already divided the size. The condition is arithmetic
(NeuraLint calls a related fault f013).

## Example

```python
nn.Sequential(nn.Conv2d(1, 8, 3, stride=2), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5))  # on 16 × 16: 7, 3, then 5 over 3
```

## Use instead

```python
nn.Sequential(nn.Conv2d(1, 8, 3, stride=1), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5))  # 14, 7, 3
```

or a larger input, a smaller kernel, or padding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import feed
from convscope.lint.graph import by
from convscope.lint.rule import Fault, Rule
from convscope.lint.words import formula
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message="no output is left of a map of {map}: {formula}",
    fix="feed the network at least {least}, or take less stride or pooling before this layer",
    fix_unknown="take less stride or pooling before this layer",
)


def find(network: Network) -> Iterator[Fault]:
    """Find the layers with a spatial output below 1."""
    from convscope.network.failure import size, smallest_input

    for layer in network:
        if not layer.windows or min(layer.output_shape[2:], default=1) >= 1:
            continue
        axes = range(len(layer.windows))
        axis = min(axes, key=lambda axis: layer.output_shape[2 + axis])
        window, length = layer.windows[axis], layer.spatial_input[axis]
        least = smallest_input(network.layers[: layer.index + 1])
        yield Fault(
            layer,
            WORDS.say("message", map=size(layer.input_shapes[0]), formula=formula(window, length)),
            WORDS.say("fix_unknown") if least is None else WORDS.say("fix", least=by(least)),
            () if least is None else feed(*least),
        )


RULE = Rule(code="G001", name="output-too-small", severity="error", find=find, words=WORDS)
