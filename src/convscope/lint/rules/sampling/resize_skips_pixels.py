"""Making a map smaller skips positions: the resize reads a few neighbours of each output and nothing between.

## What it does

Counts, for each resize to a smaller size, the positions that no output reads, where nothing else takes the map.

## Why it hurts

``nearest``, ``bilinear`` and ``bicubic`` look at 1, 2 or 4 positions an axis whatever the factor; at a factor of 4 a
bilinear resize drops half of the rows and what is fine aliases into what is coarse. With ``antialias=True`` the
support grows with the factor (Parmar, Zhang, Zhu, On Aliased Resizing, arXiv 2104.11222).

## Example

```python
nn.Upsample(scale_factor=0.25, mode="bilinear")  # on 16 × 16
```

## Use instead

```python
nn.AvgPool2d(4)
```

or `F.interpolate(x, scale_factor=0.25, mode="bilinear", antialias=True)`, or ``mode="area"``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import set_on
from convscope.lint.graph import MOST_POSITIONS, by
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message="resizing {before} to {after} ({mode}) reads {share:.1%} of the map and skips the rest",
    fix='antialias=True (bilinear, bicubic), or mode="area", or average-pool first',
)


def find(network: Network) -> Iterator[Fault]:
    """Find resizes with positions that they do not read, and that nothing else does."""
    from convscope.arithmetic import Resampled, unread

    for layer in network:
        if len(layer.arrivals) != 1 or len(network.consumers(layer.inputs[0])) != 1:
            continue
        (arrival,) = layer.arrivals
        axes = [along for along in getattr(arrival.read, "axes", ()) if isinstance(along.relation, Resampled)]
        if not axes or max(arrival.shape) > MOST_POSITIONS:
            continue
        first = len(arrival.shape) - len(axes)
        before, after = arrival.shape[first:], layer.output_shape[first:]
        kept = 1.0
        for along, inputs, outputs in zip(axes, before, after, strict=True):
            kept *= 1 - len(unread(along.relation, inputs, outputs=outputs)) / inputs
        if kept < 1:
            mode = axes[0].relation.mode
            yield Fault(
                layer,
                WORDS.say("message", before=by(before), after=by(after), mode=mode, share=kept),
                WORDS.say("fix"),
                set_on(layer, mode="area", align_corners=None),
            )


RULE = Rule(code="A003", name="resize-skips-pixels", severity="warning", find=find, words=WORDS)
