"""A batch norm gets one value a channel: one picture, and a map of one position.

## What it does

Reports a batch norm on maps of 1 × 1, or on vectors, where a step of training takes one picture. It waits until that
batch is said: ``Settings(batch=1)``.

## Why it hurts

The mean of one value is that value and its variance is 0: PyTorch raises "Expected more than 1 value per channel when
training". It strikes too where the last batch of an epoch has one picture left over (``drop_last=True`` helps). With
two or four pictures it runs, on statistics that say little (Wu and He, Group Normalization, arXiv 1803.08494).

## Example

```python
nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 8, 1, bias=False), nn.BatchNorm2d(8))
```

## Use instead

```python
nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 8, 1), nn.GroupNorm(1, 8))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import made, put_instead
from convscope.lint.graph import by
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message="a batch of 1 leaves each of its {channels} channels one value (a map of {map}): training raises an error",
    message_vector=(
        "a batch of 1 leaves each of its {channels} channels one value (a map of no places): training raises an error"
    ),
    fix="a batch of 2 or more and drop_last=True, or nn.GroupNorm",
)


def find(network: Network) -> Iterator[Fault]:
    """Find batch norms on maps of one position."""
    from math import prod

    for layer in network:
        if layer.operator == "batch_norm" and prod(layer.output_shape[2:]) == 1:
            yield Fault(
                layer,
                WORDS.say("message", channels=layer.output_shape[1], map=by(layer.output_shape[2:]))
                if layer.output_shape[2:]
                else WORDS.say("message_vector", channels=layer.output_shape[1]),
                WORDS.say("fix"),
                put_instead(layer, made("GroupNorm", 1, layer.output_shape[1])),
            )


RULE = Rule(
    code="S007",
    name="single-value-batch-norm",
    severity="error",
    find=find,
    up_to_batch=1,
    words=WORDS,
    breaks_training=True,
)
