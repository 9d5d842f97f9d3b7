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

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, made, put_instead
from convscope.lint.graph import argument, by, gathers
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


POOLING = frozenset("mean sum amax amin max min var std norm logsumexp prod median".split())  # noqa: SIM905


KINDS = {"AvgPool": ("adaptive_avg_pool", "mean"), "MaxPool": ("adaptive_max_pool", "amax")}


WORDS = Words(
    message="{operator} gathers its map of {map}: on a tile, the tile alone",
    fix="a pool of fixed kernel and stride, or the whole picture's numbers, computed once",
)


def find(network: Network) -> Iterator[Fault]:
    """Find what gathers the map into fewer numbers."""
    for layer in network:
        adaptive = layer.operator.startswith("adaptive") and layer.input_shapes[0] != layer.output_shape
        if adaptive or (layer.operator in POOLING and gathers(network, layer)):
            yield Fault(
                layer,
                WORDS.say("message", operator=layer.operator, map=by(layer.input_shapes[0][1:])),
                WORDS.say("fix"),
                _changes(network, layer),
            )


def _changes(network: Network, layer: Layer) -> Changes:
    """Put a pool of fixed kernel in its place that gives as many numbers, at this size of picture."""
    kind = next((kind for kind, names in KINDS.items() if layer.operator.startswith(names)), None)
    axes = len(network.input_shape) - 1
    taken, given = layer.input_shapes[0], layer.output_shape
    if kind is None or len(taken) != axes + 2:
        return ()
    gone = len(given) == 2  # x.mean((2, 3)), without its axes
    before, after = taken[2:], given[2:] if len(given) == len(taken) else (1,) * axes
    if (not gone and len(given) != len(taken)) or any(now > was for was, now in zip(before, after, strict=True)):
        return ()
    pool = made(f"{kind}{axes}d", *fixed_pool(before, after))
    return put_instead(layer, pool, made("Flatten")) if gone else put_instead(layer, pool)


def fixed_pool(before: Sequence[int], after: Sequence[int]) -> tuple[int | tuple[int, ...], ...]:
    """Give kernel and stride of the pool that makes ``after`` of ``before``."""
    strides = [was // now for was, now in zip(before, after, strict=True)]
    kernels = [was - (now - 1) * stride for was, now, stride in zip(before, after, strides, strict=True)]
    return (argument(kernels),) if kernels == strides else (argument(kernels), argument(strides))


RULE = Rule(code="D002", name="tile-dependent-pooling", severity="warning", find=find, when="tiles", words=WORDS)
