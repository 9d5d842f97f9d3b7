"""An activation is put straight on an activation.

## What it does

Reports an activation function whose input is another activation's output, and nothing else reads that output.

## Why it hurts

A ReLU on a ReLU does nothing; a sigmoid on a ReLU can only answer from a half to one; a tanh on a sigmoid stays below
0.77. It is usually one line too many, as when a block ends in the ReLU that the next one begins with (NeuraLint
f003).

## Example

```python
nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Sigmoid())
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3), nn.Sigmoid())
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import put_instead
from convscope.lint.graph import ACTIVATIONS, DROPOUTS, RESHAPES, before
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


PASSING = frozenset({*DROPOUTS, *RESHAPES})
SAME_AGAIN = frozenset({"relu", "relu6", "threshold", "hardtanh"})  # f(f(x)) = f(x)


WORDS = Words(
    message="{second} of {operator} ({first}): it sees only what {operator} lets through",
    message_idle="{second} of {operator} ({first}): the second changes nothing",
    fix="keep one of the two",
)


def find(network: Network) -> Iterator[Fault]:
    """Find activations of activations."""
    for layer in network:
        if layer.operator not in ACTIVATIONS or len(layer.inputs) != 1:
            continue
        first = before(network, layer, lambda one: one.operator in PASSING)
        if first is None or first.operator not in ACTIVATIONS:
            continue
        idle = first.operator == layer.operator and layer.operator in SAME_AGAIN
        yield Fault(
            layer,
            WORDS.say(
                "message_idle" if idle else "message", second=layer.operator, operator=first.operator, first=first.name
            ),
            WORDS.say("fix"),
            put_instead(layer if idle else first),
        )


RULE = Rule(code="S003", name="stacked-activations", severity="warning", find=find, words=WORDS)
