"""An activation that int8 computes by way of floats or tables.

## What it does

Reports activations other than those that integers compute by comparing: ReLU, ReLU6, leaky and parametric ReLU, hard
sigmoid and hard swish are let pass. Asked for by `--for int8`, `c`, `microcontroller`.

## Why it hurts

SiLU, GELU, Mish and their like need an exponential: the number is dequantised, computed in float, and quantised
again, or looked up in a table, and what has no upper bound spends its levels on a few large numbers.
EfficientNet-Lite0 fell from 75 % to 46 % by quantisation until ReLU6 took the place of swish (TensorFlow's blog,
Higher accuracy on vision models with EfficientNet-Lite, 2020).

## Example

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.SiLU())
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU6())
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import made, put_instead
from convscope.lint.graph import ACTIVATIONS
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


BY_COMPARING = frozenset({"relu", "relu6", "leaky_relu", "prelu", "hardtanh", "hardsigmoid", "hardswish", "threshold"})


HARD = {"silu": "Hardswish", "gelu": "Hardswish", "mish": "Hardswish", "sigmoid": "Hardsigmoid", "tanh": "Hardtanh"}


WORDS = Words(
    message="{operator} of {count:,} numbers needs an exponential each, outside int8",
    fix="ReLU6 or hard swish, and train with it",
)


def find(network: Network) -> Iterator[Fault]:
    """Find activations with an exponential in them."""
    from math import prod

    for layer in network:
        if layer.operator in ACTIVATIONS - BY_COMPARING and prod(layer.output_shape[2:]) > 1:
            yield Fault(
                layer,
                WORDS.say("message", operator=layer.operator, count=prod(layer.output_shape)),
                WORDS.say("fix"),
                put_instead(layer, made(HARD.get(layer.operator, "ReLU6"))),
            )


RULE = Rule(
    code="D007",
    name="activation-without-int8",
    severity="hint",
    find=find,
    when="target",
    targets=("int8", "c", "microcontroller"),
    words=WORDS,
)
