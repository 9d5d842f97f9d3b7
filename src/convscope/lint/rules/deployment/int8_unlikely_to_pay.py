"""The network is so small that int8 will hardly be faster.

## What it does

Reports a network of less than a million multiply-adds that is to be shipped as int8 for a processor or a browser. On
a microcontroller int8 saves three quarters of flash and memory at any size, so nothing is said there.

## Why it hurts

Quantising and dequantising cost a fixed sum a layer, which small layers do not win back. Measured on an AMD EPYC, one
thread, ONNX Runtime: LeNet-5's 0.4 million MACs took 0.025 ms in float and 0.051 ms in int8, MobileNetV2's 300
million 7.5 ms and 3.4 ms; in WebAssembly int8 was the slower one at any size. Measure on your machine. Nothing is
refused.

## Example

```python
nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())  # on 16 × 16: 42,336 MACs
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 256, 3, padding=1), nn.ReLU(), nn.Conv2d(256, 256, 3, padding=1), nn.ReLU())
```

or float, which is as fast here and exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


FEW_MACS = 1_000_000


WORDS = Words(
    message="the network has {macs:,} MACs; below about {few:,} int8 is slower than float on x86 and in WebAssembly",
    fix="ship it in float, or measure both",
)


def find(network: Network) -> Iterator[Fault]:
    """Find that the whole network is small; laid to its costliest layer."""
    if 0 < network.macs < FEW_MACS:
        yield Fault(
            max(network.layers, key=lambda layer: layer.macs),
            WORDS.say("message", macs=network.macs, few=FEW_MACS),
            WORDS.say("fix"),
        )


RULE = Rule(
    code="D006", name="int8-unlikely-to-pay", severity="hint", find=find, when="target", targets=("int8",), words=WORDS
)
