"""A fully connected layer on a flattened map holds most of the network's parameters.

## What it does

Reports a fully connected layer with more than half of all parameters and more than a million of its own that takes a
map of more than one position, flattened, and what it would have behind a global average pool.

## Why it hurts

It is memory and download, and where small data are overfitted: AlexNet has 62 % of its parameters there, VGG-16 74 %.
A global average pool gives one number a channel, takes any input size and has no parameters (Lin et al., Network in
Network, arXiv 1312.4400, section 3.2). It also forgets where things were, so it is an offer, made by `--advise`.

## Example

```python
nn.Sequential(nn.Conv2d(3, 64, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(64 * 256, 100))  # on 16 × 16
```

## Use instead

```python
nn.Sequential(
    nn.Conv2d(3, 64, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 100)
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import made, put_behind, set_on
from convscope.lint.graph import DROPOUTS, RESHAPES, before, by, channels
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


MOST_SHARE = 0.5
FEW = 1_000_000
PASSING = frozenset({*DROPOUTS, *RESHAPES})


WORDS = Words(
    message=(
        "{into}→{out} on a map of {map}: {parameters:,} of {all:,} parameters ({share:.0%}); behind a global "
        "average pool {pooled:,}"
    ),
    fix="nn.{kind}(1) before it, and in_features={channels}",
)


def find(network: Network) -> Iterator[Fault]:
    """Find the fully connected layer on a map that outweighs all others."""
    from math import prod

    for layer in network:
        heavy = layer.parameters > max(FEW, MOST_SHARE * network.parameters)
        if layer.operator != "linear" or not heavy:
            continue
        maps = before(network, layer, lambda one: one.operator in PASSING)
        if maps is None or len(maps.output_shape) < 3 or prod(maps.output_shape[2:]) == 1:
            continue
        into, out = channels(layer)
        pooled = maps.output_shape[1] * out + layer.bias_parameters
        pool = f"AdaptiveAvgPool{len(maps.output_shape) - 2}d"
        yield Fault(
            layer,
            WORDS.say(
                "message",
                into=into,
                out=out,
                map=by(maps.output_shape[1:]),
                parameters=layer.parameters,
                all=network.parameters,
                share=layer.parameters / network.parameters,
                pooled=pooled,
            ),
            WORDS.say("fix", kind=pool, channels=maps.output_shape[1]),
            (
                *put_behind(maps, made(pool, 1)),
                *set_on(layer, in_features=maps.output_shape[1]),
            ),
        )


RULE = Rule(code="C004", name="huge-fully-connected", severity="hint", find=find, when="advise", words=WORDS)
