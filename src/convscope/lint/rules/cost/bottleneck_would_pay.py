"""A wide kernel on many channels would cost less by way of a 1×1 to fewer channels.

## What it does

Takes the dense convolutions with a kernel above 1×1 on 128 channels or more that spend 5 % or more of the
multiply-adds, and gives both costs: as they are, and with a 1×1 to a quarter of the channels first (and to half of
the output's, where that is fewer).

## Why it hurts

k·k·c_in·c_out products a position become c_in·b + k·k·b·c_out: 28×28×256 by 32 kernels of 5×5 costs 160,563,200 MACs,
by way of 64 channels 52,985,856, by way of 16 13,246,464 (Szegedy et al., Going Deeper with Convolutions, arXiv
1409.4842). It also adds depth, if a non-linearity stands between, and takes rank away; so it is an offer, made by
`--advise`.

## Example

```python
nn.Conv2d(256, 32, 5, padding=2)  # on 28 × 28
```

## Use instead

```python
nn.Sequential(nn.Conv2d(256, 16, 1), nn.ReLU(), nn.Conv2d(16, 32, 5, padding=2))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import made, put_before, set_on
from convscope.lint.graph import ACTIVATIONS, before, by, channels, is_plain, taps
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


LEAST_CHANNELS = 128
LEAST_SHARE = 0.05
LEAST_GAIN = 0.25


WORDS = Words(
    message="{kernel} from {into} to {out} channels: {macs:,} MACs; by a 1×1 first to {width}: {less:,} ({change:.0%})",
    message_two=(
        "{kernel} from {into} to {out} channels: {macs:,} MACs; by a 1×1 first to {wider}: {more:,} "
        "({wider_change:.0%}), {width}: {less:,} ({change:.0%})"
    ),
    fix="nn.{kind}({into}, {width}, 1), an activation, then {kernel} from {width}",
)


def find(network: Network) -> Iterator[Fault]:
    """Find costly wide convolutions on many channels, and compare them with a bottleneck."""
    from convscope.arithmetic import bottleneck

    for layer in network:
        if (
            not is_plain(layer)
            or layer.groups != 1
            or taps(layer) == 1
            or layer.macs < max(LEAST_SHARE * network.macs, 1)
        ):
            continue
        into, out = channels(layer)
        if into < LEAST_CHANNELS or _reduced(network, layer):
            continue
        kernel = [window.kernel for window in layer.windows]
        costs = {
            width: bottleneck(
                into, out, kernel, layer.output_shape[2:], width=width, input_positions=layer.spatial_input
            ).reduced.macs
            for width in sorted({into // 4, min(into // 4, out // 2)}, reverse=True)
        }
        offers = [(width, macs) for width, macs in costs.items() if width and macs <= (1 - LEAST_GAIN) * layer.macs]
        if offers:
            (wider, more), (width, less) = offers[0], offers[-1]
            facts = {"width": width, "less": less, "change": less / layer.macs - 1}
            if len(offers) == 2:
                facts |= {"wider": wider, "more": more, "wider_change": more / layer.macs - 1}
            yield Fault(
                layer,
                WORDS.say(
                    "message" if len(offers) == 1 else "message_two",
                    kernel=by(kernel),
                    into=into,
                    out=out,
                    macs=layer.macs,
                    **facts,
                ),
                WORDS.say("fix", kind=f"Conv{len(kernel)}d", into=into, width=width, kernel=by(kernel)),
                (
                    *put_before(layer, made(f"Conv{len(kernel)}d", into, offers[-1][0], 1), made("ReLU")),
                    *set_on(layer, in_channels=offers[-1][0]),
                ),
            )


def _reduced(network: Network, layer: Layer) -> bool:
    """Whether a 1×1 has taken the channels down just before."""
    first = before(network, layer, lambda one: one.operator in ACTIVATIONS or one.operator == "batch_norm")
    return first is not None and is_plain(first) and taps(first) == 1 and channels(first)[0] > channels(first)[1]


RULE = Rule(code="C005", name="bottleneck-would-pay", severity="hint", find=find, when="advise", words=WORDS)
