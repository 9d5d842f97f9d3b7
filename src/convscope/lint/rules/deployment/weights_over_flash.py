"""The weights are more than a microcontroller's flash holds.

## What it does

Counts the parameters, one byte each as int8, and reports more than 1 MB. Asked for by `--for microcontroller`.

## Why it hurts

An STM32F746 has 1 MB of flash, program included (Lin et al., MCUNet, arXiv 2007.10319, table 1). What does not fit is
not slow, it is not there. The layer with the most of them is named.

## Example

```python
nn.Sequential(nn.Flatten(), nn.Linear(3072, 400))  # 1,229,200 parameters
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 400))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


FLASH = 1_000_000


WORDS = Words(
    message=(
        "the network has {parameters:,} parameters, as many bytes in int8, over {flash:,} of flash: {here:,} of "
        "them here"
    ),
    fix="fewer channels, separable convolutions, or a global pool before the fully connected layer",
)


def find(network: Network) -> Iterator[Fault]:
    """Find that the parameters exceed the flash; laid to the layer with the most."""
    if network.parameters > FLASH and network.layers:
        layer = max(network.layers, key=lambda one: one.parameters)
        yield Fault(
            layer,
            WORDS.say("message", parameters=network.parameters, flash=FLASH, here=layer.parameters),
            WORDS.say("fix"),
        )


RULE = Rule(
    code="D010",
    name="weights-over-flash",
    severity="warning",
    find=find,
    when="target",
    targets=("microcontroller",),
    words=WORDS,
)
