"""A dense convolution would cost a fraction as a depthwise and a pointwise one.

## What it does

Takes the dense convolutions with a kernel above 1×1 on 16 channels or more that spend 5 % or more of the
multiply-adds, and gives both costs. Their ratio is 1/c_out + 1/k², about a ninth for a 3×3.

## Why it hurts

Nothing is wrong with a dense layer, which can do more; where a budget binds, separable ones buy more network for it
(Howard et al., MobileNets, arXiv 1704.04861, section 3.1). Depthwise layers are bound by memory: fewer MACs are not
as much less time. An offer, made by `--advise`.

## Example

```python
nn.Conv2d(64, 128, 3, padding=1)
```

## Use instead

```python
nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.ReLU(), nn.Conv2d(64, 128, 1))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, biased, convolution, made, norm_named, put_instead
from convscope.lint.graph import by, channels, is_plain, taps
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


LEAST_CHANNELS = 16
LEAST_SHARE = 0.05


WORDS = Words(
    message=(
        "{kernel} from {into} to {out} channels: {macs:,} MACs, {weights:,} weights; depthwise and pointwise "
        "{less:,} and {fewer:,} ({share:.0%})"
    ),
    fix="a {kernel} with groups={into}, norm and activation, then a 1×1 from {into} to {out}",
)


def find(network: Network) -> Iterator[Fault]:
    """Find costly dense convolutions, and compare them with separable ones."""
    for layer in network:
        if (
            not is_plain(layer)
            or layer.groups != 1
            or taps(layer) == 1
            or layer.macs < max(LEAST_SHARE * network.macs, 1)
        ):
            continue
        into, out = channels(layer)
        if into < LEAST_CHANNELS:
            continue
        depthwise = layer.macs // out
        pointwise = layer.macs // taps(layer)
        weights = into * taps(layer) + into * out
        kernel = by([window.kernel for window in layer.windows])
        total = depthwise + pointwise
        yield Fault(
            layer,
            WORDS.say(
                "message",
                kernel=kernel,
                into=into,
                out=out,
                macs=layer.macs,
                weights=into * out * taps(layer),
                less=total,
                fewer=weights,
                share=total / layer.macs,
            ),
            WORDS.say("fix", kernel=kernel, into=into, out=out),
            _changes(layer),
        )


def _changes(layer: Layer) -> Changes:
    into, out = channels(layer)
    kind = f"Conv{len(layer.windows)}d"
    depthwise = convolution(layer, out_channels=into, groups=into, bias=False)
    norm = made(norm_named("BatchNorm", layer), into)
    return put_instead(layer, depthwise, norm, made("ReLU"), biased(layer, kind, into, out, 1))


RULE = Rule(code="C006", name="separable-would-pay", severity="hint", find=find, when="advise", words=WORDS)
