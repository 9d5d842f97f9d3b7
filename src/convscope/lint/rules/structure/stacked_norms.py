"""A norm is put straight on a norm.

## What it does

Reports a batch, group, instance or layer norm whose input is another norm's output, and nothing else reads that
output.

## Why it hurts

The second removes the scale and shift that the first has just learnt: parameters and memory traffic for no effect,
and two running statistics that must agree. It is usually left over from a block that came with a norm at its end. (By
the norms' definition; Ioffe and Szegedy, arXiv 1502.03167.)

## Example

```python
nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.BatchNorm2d(8), nn.ReLU())
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8), nn.ReLU())
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import put_instead
from convscope.lint.graph import DROPOUTS, RESHAPES, before
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


NORMS = frozenset({"batch_norm", "group_norm", "instance_norm", "layer_norm"})
PASSING = frozenset({*DROPOUTS, *RESHAPES})


WORDS = Words(
    message=(
        "normalises what {first} has normalised: the first's {parameters:,} parameters have no effect that the "
        "second keeps"
    ),
    fix="leave out {first}",
)


def find(network: Network) -> Iterator[Fault]:
    """Find norms of norms."""
    for layer in network:
        if layer.operator not in NORMS:
            continue
        first = before(network, layer, lambda one: one.operator in PASSING)
        if first is not None and first.operator in NORMS:
            yield Fault(
                layer,
                WORDS.say("message", first=first.name, parameters=first.parameters),
                WORDS.say("fix", first=first.name),
                put_instead(first),
            )


RULE = Rule(code="S012", name="stacked-norms", severity="hint", find=find, words=WORDS)
