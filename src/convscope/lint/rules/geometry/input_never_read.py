"""Pixels of the picture that reach no output of the network.

## What it does

Carries every output back over the whole graph, as exact index sets, and reports the rows and columns of the picture
that none of them depends on. What `stride-skips-pixels` says of a layer is not said again here: this is a crop, a
slice, an index, a resize.

## Why it hurts

Nothing at those pixels can change the answer, however it is trained; an object at the border is invisible. It is
often a crop left over from another input size. (The receptive field's definition: Araujo, Norris, Sim, Distill 2019.)

## Example

```python
nn.Sequential(nn.ZeroPad2d(-2), nn.Conv2d(3, 8, 3, padding=1))  # on 16 × 16: a frame of two pixels is cut away
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1))
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from convscope.lint.changing import feed, put_instead
from convscope.lint.graph import AXES, MOST_POSITIONS, by
from convscope.lint.rule import Fault, Rule
from convscope.lint.rules.geometry import stride_skips_pixels
from convscope.lint.words import unread
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


WORDS = Words(
    message="{lost} of the {size} picture reach no output, {share:.1%} of it",
    fix="do not cut them away, or feed pictures of {least}",
    fix_cut="do not cut them away",
)


def find(network: Network) -> Iterator[Fault]:
    """Find rows and columns of the input that no output depends on."""
    lost = _lost(network)
    if not any(lost) or any(True for _ in stride_skips_pixels.find(network)):
        return
    axes = AXES[len(lost)]
    words = [unread(name, len(at), at, at[-1]) for name, at in zip(axes, lost, strict=True) if at]
    kept = 1.0
    for positions, length in zip(lost, network.input_shape[1:], strict=True):
        kept *= 1 - len(positions) / length
    sizes = [length - len(positions) for positions, length in zip(lost, network.input_shape[1:], strict=True)]
    cut = next((layer for layer in network if _cuts(layer)), None)  # whatever the picture's size, it does
    yield Fault(
        network.consumers(-1)[0],
        WORDS.say("message", lost=words, size=by(network.input_shape[1:]), share=1 - kept),
        WORDS.say("fix_cut") if cut else WORDS.say("fix", least=by(sizes)),
        put_instead(cut) if cut else feed(*sizes),
    )


def _lost(network: Network) -> Sequence[Sequence[int]]:
    """List for each axis of the picture the positions that no output depends on; nothing where that is not known."""
    from convscope.network.regions import MOST_PRODUCTS, Region, backwards, everywhere

    entered = Region((1, *network.input_shape))
    if not network.answers or not network.consumers(-1) or max(entered.shape) > MOST_POSITIONS:
        return ()
    regions = {index: everywhere(network.layers[index].whole_shape) for index in network.answers}
    for layer in reversed(network.layers):
        reached = regions.pop(layer.index, None)
        if reached is None or not reached.products:
            continue
        for arrival in layer.arrivals:
            whole = network.layers[arrival.source].whole_shape if arrival.source >= 0 else entered.shape
            if arrival.source < -1:
                continue  # another input's pixels
            back = backwards(reached, arrival, whole)
            if back is None or len(back.products) > MOST_PRODUCTS:
                return ()
            if arrival.source < 0:
                entered = entered.union(back)
            else:
                regions[arrival.source] = regions[arrival.source].union(back) if arrival.source in regions else back
    axes = range(2, len(entered.shape))
    return [[place for place, read in enumerate(entered.along((axis,)).tolist()) if not read] for axis in axes]


def _cuts(layer: Layer) -> bool:
    shrinks = any(now < was for now, was in zip(layer.output_shape, layer.input_shapes[0], strict=False))
    return layer.operator in ("pad", "getitem", "narrow") and shrinks


RULE = Rule(code="G005", name="input-never-read", severity="warning", find=find, words=WORDS)
