"""A convolution in many groups, neither dense nor depthwise.

## What it does

Reports convolutions of 32 groups or more that are not depthwise, with their channels a group and multiply-adds.

## Why it hurts

Each group is a small product of its own, which fills hardware badly: guideline G2 (Ma et al., ShuffleNet V2, arXiv
1807.11164, section 2: at the same MACs 8 groups were more than twice as slow as one on a GPU, up to 30 % on ARM).
ResNeXt's 32×4d is built on it: off unless asked for.

## Example

```python
nn.Conv2d(128, 128, 3, padding=1, groups=32)
```

## Use instead

```python
nn.Conv2d(128, 128, 3, padding=1, groups=4)  # or dense, with fewer channels
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import set_on
from convscope.lint.graph import channels, is_convolution, is_depthwise
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


MANY = 32


WORDS = Words(
    message="{groups} groups of {into}→{out} channels, {macs:,} MACs",
    fix="fewer groups, or a dense layer of about {dense:.0f} channels for the same MACs",
)


def find(network: Network) -> Iterator[Fault]:
    """Find convolutions of 32 groups or more."""
    from math import gcd, sqrt

    for layer in network:
        if not is_convolution(layer) or layer.groups < MANY or is_depthwise(layer):
            continue
        into, out = channels(layer)
        dense = sqrt(into * out / layer.groups)
        yield Fault(
            layer,
            WORDS.say(
                "message",
                groups=layer.groups,
                into=into // layer.groups,
                out=out // layer.groups,
                macs=layer.macs,
            ),
            WORDS.say("fix", dense=dense),
            set_on(layer, groups=max(count for count in range(1, MANY) if gcd(into, out) % count == 0)),
        )


RULE = Rule(code="C003", name="many-groups", severity="hint", find=find, when="select", words=WORDS)
