"""A norm divides groups of one or two numbers by their own spread: all that is left is a sign.

## What it does

Counts how many numbers a group norm, instance norm or layer norm takes together, and reports two or fewer.

## Why it hurts

Of one number nothing is left: (x − x)/√ε is 0 whatever x is, and the answer no longer depends on the picture there.
Of two numbers ±1 is left, which one is larger. It happens with as many groups as channels on a map of 1 × 1, behind a
global pool. (Arithmetic; Wu and He, Group Normalization, arXiv 1803.08494, take 32 groups or 16 channels a group.)

## Example

```python
nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 8, 1), nn.GroupNorm(4, 8))  # two numbers a group
```

## Use instead

```python
nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(3, 8, 1), nn.GroupNorm(1, 8))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, made, put_instead, set_on
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network

NORMS = frozenset({"group_norm", "instance_norm", "layer_norm"})
TOO_FEW = 2


WORDS = Words(
    message="takes 1 number together: what is left of them is 0, whatever comes in",
    message_two="takes 2 numbers together: what is left of them is a sign",
    fix="fewer groups, or a norm before the map is pooled",
)


def find(network: Network) -> Iterator[Fault]:
    """Find norms over one or two numbers."""
    for layer in network:
        together = _together(layer) if layer.operator in NORMS else None
        if together is not None and together <= TOO_FEW:
            yield Fault(
                layer,
                WORDS.say("message" if together == 1 else "message_two"),
                WORDS.say("fix"),
                _changes(layer),
            )


def _changes(layer: Layer) -> Changes:
    """Take all numbers of the picture together; leave the norm out where these are too few as well."""
    from math import prod

    if layer.operator == "layer_norm" or prod(layer.output_shape[1:]) <= TOO_FEW:
        return put_instead(layer)
    if layer.operator == "group_norm":
        return set_on(layer, num_groups=1)
    return put_instead(layer, made("GroupNorm", 1, layer.output_shape[1]))


def _together(layer: Layer) -> int | None:
    """Count the numbers that share a mean; None where it keeps one from training."""
    from convscope.arithmetic import Everything, Groups

    arrival = layer.arrivals[0]
    count = 1
    gathers = False
    for along, length in zip(getattr(arrival.read, "axes", ()), arrival.shape, strict=False):
        if isinstance(along.relation, Everything):
            count, gathers = count * length, True
        elif isinstance(along.relation, Groups):
            count *= length // along.relation.groups
    return count if gathers else None


RULE = Rule(code="S008", name="norm-of-too-few", severity="warning", find=find, words=WORDS, breaks_training=True)
