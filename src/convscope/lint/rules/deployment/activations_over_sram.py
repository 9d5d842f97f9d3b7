"""More activations are alive at once than a microcontroller has memory.

## What it does

Finds the most bytes of activations that are alive at once, one byte a number, and reports more than 320 kB. Asked for
by `--for microcontroller`.

## Why it hurts

An STM32F746, the board of most papers on it, has 320 kB of SRAM, and the program needs some of it; the peak is
usually in the first layers, where maps are large (Lin et al., MCUNet, arXiv 2007.10319, and MCUNetV2, arXiv
2110.15352, which runs those in patches). With less it does not start, however small the weights.

## Example

```python
nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU())  # on 128 × 128: 524,288 bytes of output
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ReLU())
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, feed
from convscope.lint.graph import by
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


SRAM = 320_000
BYTES_OF_FLOAT = 4


WORDS = Words(
    message=(
        "{peak:,} bytes of int8 activations are alive at once here, where its output is {map}: more than {memory:,}"
    ),
    fix="a stride or pool earlier, fewer channels in the first layers, or a smaller picture",
)


def find(network: Network) -> Iterator[Fault]:
    """Find that the peak of activations exceeds the memory; laid to the layer at work then."""
    memory = network.memory()
    peak = memory.peak // BYTES_OF_FLOAT
    if peak > SRAM and memory.layer:
        layer = network[memory.layer]
        yield Fault(
            layer,
            WORDS.say("message", peak=peak, map=by(layer.output_shape[1:]), memory=SRAM),
            WORDS.say("fix"),
            _changes(network, peak),
        )


def _changes(network: Network, peak: int) -> Changes:
    """Feed pictures so small that it fits; sides that divide by the coarsest stride stay so."""
    from math import floor

    size = network.input_shape[1:]
    strides = [layer.effective_stride for layer in network]
    coarsest = max((int(max(stride)) for stride in strides if stride), default=1) or 1  # enlarged throughout: below 1
    share = (SRAM / peak) ** (1 / len(size))
    smaller = [floor(length * share) for length in size]
    smaller = [length // coarsest * coarsest if length >= coarsest else length for length in smaller]
    return feed(*smaller) if min(smaller) > 0 else ()


RULE = Rule(
    code="D009",
    name="activations-over-sram",
    severity="warning",
    find=find,
    when="target",
    targets=("microcontroller",),
    words=WORDS,
)
