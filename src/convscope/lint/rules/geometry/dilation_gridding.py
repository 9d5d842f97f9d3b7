"""A run of dilated convolutions reads its map through a grid with holes.

## What it does

Takes each run of two or more dilated layers with no stride between them, with the undilated one before and after it,
carries one unit in the middle back through the run (skips and layers between included), and reports the run where
positions between the first and the last that it reads are read by nobody. One dilated layer alone always has holes
and is not reported.

## Why it hurts

Neighbouring units then depend on disjoint sets of pixels: textures of checkers in the output, and detail that no
depth recovers. Rates of 2, 2, 2 touch 7 of 13 positions along an axis, 6, 12, 18 touch 13 of 73; 1, 2, 5 touch all 17
(Wang et al., Understanding Convolution for Semantic Segmentation, arXiv 1702.08502; Yu et al., Dilated Residual
Networks, arXiv 1705.09914). The set decides, not a rule of thumb: M₂ ≤ K passes 2, 2, 2.

## Example

```python
nn.Sequential(*[part for d in (2, 2, 2) for part in (nn.Conv2d(8, 8, 3, padding=d, dilation=d), nn.ReLU())])
```

## Use instead

```python
nn.Sequential(*[part for d in (1, 2, 5) for part in (nn.Conv2d(8, 8, 3, padding=d, dilation=d), nn.ReLU())])
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, set_on
from convscope.lint.graph import MOST_POSITIONS, argument, by, is_plain
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


RATES = (1, 2, 5)  # Wang et al. 2018, arXiv 1702.08502: no common divisor, so no hole


WORDS = Words(
    message=(
        "rates {rates} from {first} on read {read} of the {span} positions they span along an axis of the {map} map"
    ),
    fix="rates without a common divisor that begin with 1, such as 1, 2, 5",
)


def find(network: Network) -> Iterator[Fault]:
    """Find the runs of dilated layers whose set on the run's own input has holes; one fault a run."""
    if max(network.input_shape) > MOST_POSITIONS or not any(map(_dilated, network)):
        return
    behind = {layer.index: _run(network, layer) for layer in network if _wide(layer)}
    dilated = {layer.index for layer in network if _dilated(layer)}
    lasts = dilated - set().union(*(behind[index] for index in dilated)) if dilated else set()
    told: set[int] = set()
    for last in sorted(lasts):
        run = sorted(behind[last] & dilated)
        if not run or run[0] in told:
            continue
        before = sorted(index for index in behind[run[0]] if index in behind)
        after = [index for index, layers in behind.items() if last in layers]
        run = [*before[-1:], *run, last, *after[:1]]
        touched = _touched(network, network.layers[run[0]], network.layers[run[-1]])
        read, span = min(touched, key=lambda pair: pair[0] / pair[1], default=(1, 1))
        if read == span:
            continue
        told |= set(run)
        first = network.layers[run[0]]
        rates = ", ".join(str(network.layers[index].windows[0].dilation) for index in run)
        yield Fault(
            network.layers[last],
            WORDS.say("message", rates=rates, first=first.name, read=read, span=span, map=by(first.spatial_input)),
            WORDS.say("fix"),
            _changes([network.layers[index] for index in run if index in dilated]),
        )


def _changes(layers: list[Layer]) -> Changes:
    """Give the layers the rates 1, 2, 5, 1, 2, 5 …, with padding that keeps their maps' sizes."""
    found: Changes = ()
    for layer, rate in zip(layers, cycle(RATES), strict=False):
        padding = [
            window.padding[0] and window.padding[0] + (rate - window.dilation) * (window.kernel - 1) // 2
            for window in layer.windows
        ]
        rates = argument([rate if window.kernel > 1 else window.dilation for window in layer.windows])
        if min(padding) >= 0:
            found += set_on(layer, dilation=rates, padding=argument(padding))
    return found


def _wide(layer: Layer) -> bool:
    """Whether a layer can be part of a run: a convolution with a kernel above 1 × 1 that does not stride."""
    return is_plain(layer) and _keeps(layer) and any(window.kernel > 1 for window in layer.windows)


def _dilated(layer: Layer) -> bool:
    return _wide(layer) and max(window.dilation for window in layer.windows) > 1


def _keeps(layer: Layer) -> bool:
    """Whether units of a layer's output lie as far apart as those of what it takes."""
    if layer.windows:
        return all(window.stride == 1 and not window.transposed for window in layer.windows)
    return all(shape[2:] == layer.output_shape[2:] for shape in layer.input_shapes)


def _run(network: Network, layer: Layer) -> set[int]:
    """Gather the layers before one whose units lie as far apart as its own."""
    found: set[int] = set()
    waiting = [index for index in layer.inputs if index >= 0]
    while waiting:
        index = waiting.pop()
        if index not in found and _keeps(network.layers[index]):
            found.add(index)
            waiting += [other for other in network.layers[index].inputs if other >= 0]
    return found


def _touched(network: Network, first: Layer, last: Layer) -> list[tuple[int, int]]:
    """Count along each axis what one unit of ``last`` reads of the map that ``first`` takes, and what that spans."""
    from convscope.network.regions import Region, at, backwards

    axes = len(last.windows)
    shape = last.output_shape
    start = first.inputs[0]
    regions: dict[int, Region] = {
        last.index: at(shape, {len(shape) - axes + axis: shape[axis - axes] // 2 for axis in range(axes)})
    }
    whole = (1, *network.input_shape) if start < 0 else network.layers[start].whole_shape
    for layer in reversed(network.layers[max(start + 1, 0) : last.index + 1]):
        reached = regions.pop(layer.index, None)
        if reached is None or not reached.products:
            continue
        for arrival in layer.arrivals:
            if arrival.source < start or arrival.source < -1:
                continue
            given = whole if arrival.source == start else network.layers[arrival.source].whole_shape
            back = backwards(reached, arrival, given)
            if back is None:
                return []
            regions[arrival.source] = regions[arrival.source].union(back) if arrival.source in regions else back
    found = regions.get(start)
    if found is None:
        return []
    counts = []
    for axis in range(len(whole) - axes, len(whole)):
        places = found.along((axis,)).nonzero()[0]
        if len(places):
            counts.append((len(places), int(places[-1] - places[0]) + 1))
    return counts


RULE = Rule(code="G006", name="dilation-gridding", severity="warning", find=find, words=WORDS)
