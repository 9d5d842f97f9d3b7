"""A norm cannot be folded into a layer before it and is computed at every run.

## What it does

Reports norms that are no batch norm, and batch norms that do not take the output of a convolution or a fully
connected layer that nothing else reads. Asked for by `--for int8`, `c`, `microcontroller`.

## Why it hurts

Batch norm with kept statistics is a scale and a shift a channel: behind a convolution it folds into the weights and
is free (Jacob et al., arXiv 1712.05877, section 3.2). Before one, or behind an addition, it stays an operation of its
own; group, instance and layer norms measure their mean and variance at every run, in float.

## Example

```python
nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 8, 3, padding=1), nn.ReLU())
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, made, norm_named, put_behind, put_instead, set_on
from convscope.lint.graph import channels, is_convolution, is_matrix, source
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


NORMS = frozenset({"batch_norm", "group_norm", "instance_norm", "layer_norm", "local_response_norm"})


WORDS = Words(
    message="{operator} measures its input: {count:,} numbers are normalised at every run",
    message_alone="{operator} follows no layer of weights of its own: {count:,} numbers are normalised at every run",
    fix="batch norm right behind a convolution, which folds into its weights",
)


def find(network: Network) -> Iterator[Fault]:
    """Find norms that stay operations of their own."""
    from math import prod

    for layer in network:
        if layer.operator not in NORMS:
            continue
        first = source(network, layer)
        folds = first is not None and is_matrix(first) and len(network.consumers(first.index)) == 1
        if layer.operator == "batch_norm" and folds:
            continue
        name = "message" if layer.operator != "batch_norm" else "message_alone"
        yield Fault(
            layer,
            WORDS.say(name, operator=layer.operator, count=prod(layer.output_shape)),
            WORDS.say("fix"),
            _changes(network, layer, folds=folds),
        )


def _changes(network: Network, layer: Layer, *, folds: bool) -> Changes:
    """Put a batch norm in its place, or behind the layer of weights that alone reads it."""
    if folds and len(layer.output_shape) > 2:
        return put_instead(layer, made(norm_named("BatchNorm", layer), layer.output_shape[1]))
    readers = network.consumers(layer.index)
    if len(readers) != 1 or not is_convolution(readers[0]):
        return ()
    norm = made(norm_named("BatchNorm", readers[0]), channels(readers[0])[1])
    bias = set_on(readers[0], bias=False) if readers[0].bias_parameters else ()
    return (*put_instead(layer), *put_behind(readers[0], norm), *bias)


RULE = Rule(
    code="D008",
    name="norm-that-does-not-fold",
    severity="hint",
    find=find,
    when="target",
    targets=("int8", "c", "microcontroller"),
    words=WORDS,
)
