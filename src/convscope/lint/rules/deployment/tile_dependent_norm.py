"""A norm averages over the map: on a tile its mean is the tile's, not the picture's.

## What it does

Reports instance, group and layer norms that take rows and columns of the map together. Asked for by `--tiles`. Batch
norm with kept statistics is the same on every tile.

## Why it hurts

Two tiles of one scene are normalised by different means, and the seam shows, however much they overlap (Chen et al.,
Towards Ultra-Resolution Neural Style Transfer via Thumbnail Instance Normalization, arXiv 2103.11784).

## Example

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.GroupNorm(2, 8), nn.ReLU())
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
```

or statistics taken of the whole picture once, as from a thumbnail.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import made, norm_named, put_instead
from convscope.lint.graph import by, gathers
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


NORMS = frozenset({"group_norm", "instance_norm", "layer_norm", "batch_norm"})


WORDS = Words(
    message="{operator} averages over its map of {map}: each tile has its own mean",
    fix="batch norm, a norm over channels alone, or statistics of the whole picture",
)


def find(network: Network) -> Iterator[Fault]:
    """Find norms that average along the picture's axes."""
    for layer in network:
        if layer.operator in NORMS and gathers(network, layer):
            yield Fault(
                layer,
                WORDS.say("message", operator=layer.operator, map=by(layer.output_shape[1:])),
                WORDS.say("fix"),
                put_instead(layer, made(norm_named("BatchNorm", layer), layer.output_shape[1]))
                if len(layer.output_shape) == len(network.input_shape) + 1
                else (),
            )


RULE = Rule(code="D001", name="tile-dependent-norm", severity="warning", find=find, when="tiles", words=WORDS)
