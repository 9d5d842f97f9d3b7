"""Two branches are merged whose units look at places more than half a step apart.

## What it does

Compares, where maps are added, multiplied or concatenated place by place, the centre of each branch's receptive field
and its effective stride. Reported is a distance of more than half a unit, or another stride. Branches whose reach is
not known exactly, or that spread one number over the map (squeeze-and-excitation), are left out.

## Why it hurts

Unit i of one branch is about another place than unit i of the other: edges are doubled, boxes and masks are off by a
constant, and the next layer spends weights on undoing it. Branches that merge must agree in effective stride and
centre (Araujo, Norris, Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019). Padding on
one side only, and crops, are what does it.

## Example

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3)

    def forward(self, x):
        return x + self.conv(F.pad(x, (0, 2, 0, 2)))  # both rows and columns of padding on one side
```

## Use instead

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        return x + self.conv(x)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, made, put_instead
from convscope.lint.graph import AXES, source
from convscope.lint.rule import Fault, Rule
from convscope.lint.words import axis
from convscope.saying import Said, Words

if TYPE_CHECKING:
    from convscope.arithmetic import ReceptiveField
    from convscope.network import Layer, Network
    from convscope.network.description import Arrival

MERGING = frozenset("add sub subtract mul multiply cat concat concatenate maximum minimum max min".split())  # noqa: SIM905
APART = Fraction(1, 2)  # of a unit; half a one is common (HRNet, PNASNet), by even kernels and nearest resizes


WORDS = Words(
    message="{axis}s of {one} and {two} look at places {apart:g} pixels of the picture apart, {units:g} of a unit",
    message_strides="a {axis} of {one} is {stride} pixels of the picture, of {two} {other}",
    input="the input",
    layer="{name}",
    fix="padding that is the same before and after, or odd kernels: then both are centred alike",
    fix_strides="bring both branches to one effective stride before they meet",
)


def find(network: Network) -> Iterator[Fault]:
    """Find merges of maps whose units lie elsewhere."""
    for layer in network:
        if layer.operator not in MERGING or len(layer.inputs) < 2:
            continue
        known = [(arrival, fields) for arrival in layer.arrivals if (fields := _fields(network, layer, arrival))]
        worst: tuple[Fraction, Said] | None = None
        for (one, mine), (two, other) in pairwise(known):
            if mine == other:
                continue
            for name, here, there in zip(AXES[len(mine)], mine, other, strict=True):
                if here.stride != there.stride:
                    yield Fault(
                        layer,
                        WORDS.say(
                            "message_strides",
                            axis=axis(name),
                            one=_name(network, one),
                            stride=str(here.stride),
                            two=_name(network, two),
                            other=str(there.stride),
                        ),
                        WORDS.say("fix_strides"),
                    )
                    return
                apart = abs(Fraction(here.centre) - Fraction(there.centre))
                if apart > APART * here.stride and (worst is None or apart > worst[0]):
                    said = WORDS.say(
                        "message",
                        axis=axis(name),
                        one=_name(network, one),
                        two=_name(network, two),
                        apart=float(apart),
                        units=float(apart / here.stride),
                    )
                    worst = apart, said
        if worst is not None:
            yield Fault(layer, worst[1], WORDS.say("fix"), _changes(network, layer))


def _changes(network: Network, layer: Layer) -> Changes:
    """Put zeros alike before and after, where a layer of one branch puts more of them on one side."""
    for index in layer.inputs:
        one = network.layers[index] if index >= 0 else None
        while one is not None and len(network.consumers(one.index)) == 1:
            sums = [sum(window.padding) for window in one.windows]
            if one.operator == "pad" and any(window.padding[0] != window.padding[1] for window in one.windows):
                sides = [side for total in reversed(sums) for side in (total // 2, total - total // 2)]
                return put_instead(one, made(f"ZeroPad{len(sums)}d", tuple(sides)))
            one = source(network, one)
    return ()


def _fields(network: Network, layer: Layer, arrival: Arrival) -> tuple[ReceptiveField, ...]:
    """Give the fields of a branch that is read place by place; nothing where it has none that are exact."""
    from convscope.arithmetic import Placed, ReceptiveField, Same

    read = arrival.read
    axes = len(network.input_shape) - 1
    dims = tuple(range(len(arrival.shape) - axes, len(arrival.shape)))
    places = getattr(read, "axes", ())
    if len(arrival.shape) < axes + 1 or any(not isinstance(places[dim].relation, Same) for dim in dims if places):
        return ()
    if not places or any(isinstance(places[dim].relation, Placed) for dim in dims):
        return ()
    if min(arrival.shape[dim] for dim in dims) < 2:
        return ()
    if arrival.source == -1:
        return (ReceptiveField(),) * axes
    if arrival.source < 0:
        return ()
    reach = network.layers[arrival.source].reach
    if reach.fields is None or reach.status != "exact" or reach.whole is not None or reach.dims != dims:
        return ()
    return () if any(not field.stride for field in reach.fields) else reach.fields


def _name(network: Network, arrival: Arrival) -> Said:
    return WORDS.say("input") if arrival.source < 0 else WORDS.say("layer", name=network.layers[arrival.source].name)


RULE = Rule(code="G007", name="misaligned-merge", severity="warning", find=find, words=WORDS)
