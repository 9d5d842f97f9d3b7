"""Convolutions work on maps each unit of which has seen the whole picture already, by every way to it.

## What it does

Follows the smallest receptive field by which a unit can be reached (skips included) and finds the convolutions with a
kernel above 1×1 whose input already spans the picture along every axis. They are reported once, at the first, where
they spend a quarter or more of the multiply-adds.

## Why it hurts

Such a layer cannot gather wider context, only mix what is there; in trained networks these layers are those that can
be cut with the least loss: "unproductive layers" (Richter et al., Should You Go Deeper?, arXiv 2106.12307). It says
that the network was made for larger pictures, or that it strides too early.

## Example

```python
nn.Sequential(
    nn.MaxPool2d(4), *[layer for _ in range(6) for layer in (nn.Conv2d(3, 3, 3, padding=1), nn.ReLU())],
)  # on 16 × 16 a map of 4 × 4; from the third convolution on, nothing new comes into view
```

## Use instead

```python
nn.Sequential(*[layer for _ in range(6) for layer in (nn.Conv2d(3, 3, 3, padding=1), nn.ReLU())])
```

or fewer layers, or a larger input.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, feed
from convscope.lint.graph import by, is_plain, is_transposed, taps
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network

Spans = tuple[int, ...] | None  # pixels along each axis that a unit has seen by its shortest way; None: not known
LEAST_SHARE = 0.25


WORDS = Words(
    message=(
        "from here on {count} convolutions take maps whose units have seen {seen} pixels by their shortest way, "
        "of a picture of {size}: {share:.0%} of all MACs widen nothing"
    ),
    fix="a larger input, a later stride, or fewer layers here",
)


def find(network: Network) -> Iterator[Fault]:
    """Find the convolutions that come too late to widen anything; one fault a network."""
    size = network.input_shape[1:]
    seen: dict[int, Spans] = {-1: (1,) * len(size)}
    late: list[tuple[Layer, tuple[int, ...]]] = []
    for layer in network:
        spans = [_through(network, layer, arrival.source, seen) for arrival in layer.arrivals]
        known = [span for span in spans if span is not None]
        seen[layer.index] = tuple(map(min, zip(*known, strict=True))) if len(known) == len(spans) and known else None
        before = seen.get(layer.inputs[0]) if layer.inputs else None
        if before and is_plain(layer) and taps(layer) > 1 and all(map(int.__ge__, before, size)):
            late.append((layer, before))
    share = sum(layer.macs for layer, _ in late) / max(network.macs, 1)
    if share < LEAST_SHARE:
        return
    layer, before = late[0]
    yield Fault(
        layer,
        WORDS.say("message", count=len(late), seen=by(before), size=by(size), share=share),
        WORDS.say("fix"),
        _changes(network, late),
    )


def _changes(network: Network, late: list[tuple[Layer, tuple[int, ...]]]) -> Changes:
    """Feed pictures just large enough for less than that share to come too late."""
    for _, spans in sorted(late, key=lambda pair: pair[1]):
        size = [max(span + 1, length) for span, length in zip(spans, network.input_shape[1:], strict=True)]
        left = sum(layer.macs for layer, before in late if all(map(int.__ge__, before, size)))
        if left < LEAST_SHARE * network.macs:
            return feed(*size)
    return ()


def _through(network: Network, layer: Layer, source: int, seen: dict[int, Spans]) -> Spans:
    """Widen what a source has seen by a layer's windows."""
    spans = seen.get(source)
    if spans is None or not layer.windows or is_transposed(layer):
        return spans
    strides = (1,) * len(spans) if source == -1 else network.layers[source].effective_stride
    if strides is None or len(layer.windows) != len(spans):
        return None
    return tuple(
        int(span + (window.extent - 1) * stride)
        for span, window, stride in zip(spans, layer.windows, strides, strict=True)
    )


RULE = Rule(code="G011", name="unproductive-layers", severity="hint", find=find, words=WORDS)
