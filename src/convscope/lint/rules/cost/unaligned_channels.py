"""A convolution's channels are no multiple of 8, the width in which hardware multiplies.

## What it does

Takes the convolutions with dense weights that spend 5 % or more of the multiply-adds and whose channels, in or out,
are no multiple of 8 (the picture's own excepted), and gives the MACs as they are and with channels rounded up.

## Why it hurts

Tensor cores and vector units work on 8 channels at a time (NVIDIA, Deep Learning Performance: Convolutional Layers:
channels in multiples of 8 for FP16); a layer of 50 runs as long as one of 56 and computes less. Powers of two are not
needed. What it is worth depends on the machine: measure. An offer, made by `--advise`.

## Example

```python
nn.Sequential(nn.Conv2d(3, 50, 3, padding=1), nn.ReLU())
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 56, 3, padding=1), nn.ReLU())
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, set_on
from convscope.lint.graph import ACTIVATIONS, DROPOUTS, before, channels, is_plain, is_pool
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


UNIT = 8
LEAST_SHARE = 0.05


WORDS = Words(
    message=(
        "{into}→{out} channels: {macs:,} MACs ({share:.0%} of all) run as the {rounded:,} of {wide_in}→{wide_out} "
        "on units of {unit}, {idle:.0%} of them idle"
    ),
    fix="{wide_in}→{wide_out} channels: {more:.0%} more MACs in the same steps",
)


def find(network: Network) -> Iterator[Fault]:
    """Find costly dense convolutions with channels between multiples of 8."""
    for layer in network:
        if not is_plain(layer) or layer.groups != 1 or layer.macs < max(LEAST_SHARE * network.macs, 1):
            continue
        into, out = channels(layer)
        own = layer.inputs == (-1,)  # the picture has the channels it has
        wide_in, wide_out = into if own else _up(into), _up(out)
        if (wide_in, wide_out) == (into, out):
            continue
        rounded = layer.macs * wide_in * wide_out // (into * out)
        yield Fault(
            layer,
            WORDS.say(
                "message",
                into=into,
                out=out,
                macs=layer.macs,
                share=layer.macs / network.macs,
                rounded=rounded,
                wide_in=wide_in,
                wide_out=wide_out,
                unit=UNIT,
                idle=1 - layer.macs / rounded,
            ),
            WORDS.say("fix", wide_in=wide_in, wide_out=wide_out, more=rounded / layer.macs - 1),
            _changes(network, layer, wide_in, wide_out),
        )


def _changes(network: Network, layer: Layer, wide_in: int, wide_out: int) -> Changes:
    """Widen the layer, and the one whose channels it takes; those behind follow."""
    into, out = channels(layer)
    changes: Changes = () if wide_out == out else set_on(layer, out_channels=wide_out)
    first = before(network, layer, _hands_on) if wide_in != into else None
    if first is not None and is_plain(first) and channels(first)[1] == into:
        changes += set_on(first, out_channels=wide_in)
    return changes


def _hands_on(layer: Layer) -> bool:
    """Whether a layer has as many channels as it takes, whatever they are."""
    return layer.operator in ACTIVATIONS | DROPOUTS | {"batch_norm"} or is_pool(layer)


def _up(count: int) -> int:
    return -(-count // UNIT) * UNIT


RULE = Rule(code="C001", name="unaligned-channels", severity="hint", find=find, when="advise", words=WORDS)
