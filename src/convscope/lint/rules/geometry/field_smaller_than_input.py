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
from typing import TYPE_CHECKING

from convscope.lint.graph import by
from convscope.lint.rule import Fault, Rule

if TYPE_CHECKING:
    from convscope.network import Network


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
                f"a unit of its {by(layer.output_shape[2:])} map depends on {by(field)} pixels of {by(size)}",
                "stride or dilation earlier, more layers, or a branch that pools the whole map",
            )


RULE = Rule(code="G012", name="field-smaller-than-input", severity="hint", find=find, when="select")
