"""A strided kernel reads some rows more often than others.

## What it does

Counts, for each layer with a stride above 1, the outputs that read each position in the middle of the map. Where the
kernel is no multiple of the stride the counts differ; where the kernel is smaller than the stride some are 0, which
is `stride-skips-pixels`.

## Why it hurts

Gradients with regard to the picture, and with them saliency maps and adversarial noise, carry the pattern of the
counts as a checkerboard; transposed convolutions with the same numbers draw it into pictures (Odena, Dumoulin, Olah,
Deconvolution and Checkerboard Artifacts, Distill 2016, which says that strided convolutions do it in the gradient). A
3×3 of stride 2 is in most networks: off unless asked for.

## Example

```python
nn.Conv2d(3, 8, 3, stride=2, padding=1)  # rows are read 1, 2, 1, 2 times
```

## Use instead

```python
nn.Conv2d(3, 8, 4, stride=2, padding=1)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, set_on
from convscope.lint.graph import argument, by, is_convolution, is_pool, is_transposed
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.arithmetic import Window
    from convscope.network import Layer, Network


WORDS = Words(
    message=(
        "a {kernel} kernel of stride {stride} reads positions along an axis {visits} times in turn: the most read "
        "{ratio:g} times as often as the least"
    ),
    fix="a kernel of {multiple}, a multiple of the stride",
)


def find(network: Network) -> Iterator[Fault]:
    """Find strided layers whose kernel is no multiple of their stride."""
    for layer in network:
        if not (is_convolution(layer) or is_pool(layer)) or is_transposed(layer):
            continue
        visits = [_visits(window) for window in layer.windows]
        uneven = [counts for counts in visits if len(set(counts)) > 1]
        if not uneven or any(min(counts) == 0 for counts in visits):
            continue
        ratio = 1.0
        for counts in visits:
            ratio *= max(counts) / min(counts)
        kernel = argument([-(-window.kernel // window.stride) * window.stride for window in layer.windows])
        yield Fault(
            layer,
            WORDS.say(
                "message",
                kernel=by([w.kernel for w in layer.windows]),
                stride=by([w.stride for w in layer.windows]),
                visits=", ".join(map(str, uneven[0])),
                ratio=ratio,
            ),
            WORDS.say("fix", multiple=str(kernel)),
            _changes(layer),
        )


def _changes(layer: Layer) -> Changes:
    """Give that kernel, with the padding under which there are as many outputs, or nearly."""
    sides = [_even(window, length) for window, length in zip(layer.windows, layer.spatial_input, strict=True)]
    kernel, padding = (argument(values) for values in zip(*sides, strict=True))
    return set_on(layer, kernel_size=kernel, padding=padding)


def _even(window: Window, length: int) -> tuple[int, int]:
    kernel = -(-window.kernel // window.stride) * window.stride
    wider = replace(window, kernel=kernel)
    paddings = [replace(wider, padding=(padding, padding)) for padding in range(kernel // 2 + 1)]
    fits = [one for one in paddings if length + sum(one.padding) >= one.extent]
    near = min(fits or paddings, key=lambda one: abs(one.output_size(length) - window.output_size(length)))
    return kernel, near.padding[0]


def _visits(window: Window) -> list[int]:
    """Count the outputs that read each of ``stride`` neighbouring positions, away from the borders."""
    taps = [tap * window.dilation % window.stride for tap in range(window.kernel)]
    return [taps.count(position) for position in range(window.stride)]


RULE = Rule(code="G010", name="uneven-visits", severity="hint", find=find, when="select", words=WORDS)
