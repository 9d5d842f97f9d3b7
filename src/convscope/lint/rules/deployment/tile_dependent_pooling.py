"""A pool takes the whole map, or a share of it: on a tile it pools the tile.

## What it does

Reports global and adaptive pools, and means and maxima along rows or columns, squeeze-and-excitation's among them.
Asked for by `--tiles`.

## Why it hurts

What is gathered depends on where the tile was cut: a gate that follows the mean of the map opens in one tile and
closes in the next, and the seam shows however much they overlap. No overlap makes such a network exact on tiles.
(Arithmetic: its receptive field is the whole picture.)

## Example

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.AdaptiveAvgPool2d(1))
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.AvgPool2d(8))
```

or the pooled numbers of the whole picture, computed once and fed to every tile.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.graph import by, gathers
from convscope.lint.rule import Fault, Rule

if TYPE_CHECKING:
    from convscope.network import Network


POOLING = frozenset("mean sum amax amin max min var std norm logsumexp prod median".split())  # noqa: SIM905


def find(network: Network) -> Iterator[Fault]:
    """Find what gathers the map into fewer numbers."""
    for layer in network:
        adaptive = layer.operator.startswith("adaptive") and layer.input_shapes[0] != layer.output_shape
        if adaptive or (layer.operator in POOLING and gathers(network, layer)):
            yield Fault(
                layer,
                f"{layer.operator} gathers its map of {by(layer.input_shapes[0][1:])}: on a tile, the tile alone",
                "a pool of fixed kernel and stride, or the whole picture's numbers, computed once",
            )


RULE = Rule(code="D002", name="tile-dependent-pooling", severity="warning", find=find, when="tiles")
