"""A large dense kernel would cost less as a stack of 3×3, which sees as far.

## What it does

Takes the dense convolutions of stride 1 with an odd square kernel of 5×5 or more and compares them with as many 3×3
as span the same; those for which the stack is cheaper are reported, with both costs. With equal channels two 3×3 cost
18/25 of a 5×5, three 27/49 of a 7×7; a first layer with few channels in costs more as a stack, and is not reported.

## Why it hurts

The stack has fewer weights and a non-linearity more for each layer (Simonyan and Zisserman, arXiv 1409.1556, section
2.3). Depthwise kernels are cheap at any size and not meant. An offer, made by `--advise`.

## Example

```python
nn.Conv2d(64, 64, 5, padding=2)
```

## Use instead

```python
nn.Sequential(nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.Conv2d(64, 64, 3, padding=1))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, biased, made, put_instead
from convscope.lint.graph import by, channels, is_plain
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network
    from convscope.network.changes import Added


LARGE = 5


WORDS = Words(
    message=(
        "{kernel} from {into} to {out} channels: {weights:,} weights, {macs:,} MACs; {count} 3×3 that span the "
        "same {fewer:,} and {less:,} ({share:.0%})"
    ),
    fix="{count} 3×3 with padding=1 and an activation between",
)


def find(network: Network) -> Iterator[Fault]:
    """Find large dense kernels that a stack of 3×3 undercuts."""
    for layer in network:
        if not is_plain(layer) or layer.groups != 1 or len(layer.windows) != 2:
            continue
        window = layer.windows[0]
        same = layer.windows[1].kernel == window.kernel
        plain = window.stride == layer.windows[1].stride == 1 and window.dilation == 1
        if window.kernel < LARGE or not same or not plain or window.kernel % 2 == 0:
            continue
        into, out = channels(layer)
        count = (window.kernel - 1) // 2
        weights = 9 * (into * out + (count - 1) * out * out)
        now = window.kernel**2 * into * out
        if weights < now:
            yield Fault(
                layer,
                WORDS.say(
                    "message",
                    kernel=by([window.kernel] * 2),
                    into=into,
                    out=out,
                    weights=now,
                    macs=layer.macs,
                    count=count,
                    fewer=weights,
                    less=layer.macs * weights // now,
                    share=weights / now,
                ),
                WORDS.say("fix", count=count),
                _changes(layer, count),
            )


def _changes(layer: Layer, count: int) -> Changes:
    """Stack that many 3×3, which share out the padding."""
    into, out = channels(layer)
    total = layer.windows[0].padding[0]
    if any(window.padding != (total, total) for window in layer.windows):
        return ()
    paddings = [int(turn < total) for turn in range(count)]
    paddings[0] += max(total - count, 0)
    stack: list[Added] = []
    for turn, padding in enumerate(paddings):
        stack += [biased(layer, "Conv2d", into if turn == 0 else out, out, 3, padding=padding), made("ReLU")]
    return put_instead(layer, *stack[:-1])


RULE = Rule(code="C007", name="large-kernel", severity="hint", find=find, when="advise", words=WORDS)
