"""A transposed convolution gives neighbouring outputs different numbers of taps: a checkerboard.

## What it does

Counts, along each axis, the taps that reach each of ``stride`` neighbouring outputs of a transposed convolution.
Where the kernel is no multiple of the stride they differ.

## Why it hurts

Outputs that sum more products are brighter, in a regular pattern that training has to undo and rarely does fully;
along two axes it multiplies (Odena, Dumoulin, Olah, Deconvolution and Checkerboard Artifacts, Distill 2016).

## Example

```python
nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1, output_padding=1)  # 1, 2, 1, 2 taps along an axis
```

## Use instead

```python
nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1)  # the same size, 2 taps everywhere
```

or resize, then convolve.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import Changes, set_on
from convscope.lint.graph import argument, by, is_transposed
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.arithmetic import Window
    from convscope.network import Layer, Network


WORDS = Words(
    message=(
        "a {kernel} kernel of stride {stride} gives outputs {taps} taps in turn along an axis: some sum {ratio:g} "
        "times as many products as others"
    ),
    fix="kernel_size={kernel_size}, padding={padding}, output_padding={extra}: the same size; or resize, then convolve",
)


def find(network: Network) -> Iterator[Fault]:
    """Find transposed convolutions whose outputs have unequal numbers of taps, all of them some."""
    for layer in network:
        if not is_transposed(layer):
            continue
        counts = [reached(window) for window in layer.windows]
        if any(min(axis) == 0 for axis in counts) or all(len(set(axis)) == 1 for axis in counts):
            continue
        worst = max(counts, key=lambda axis: max(axis) / min(axis))
        ratio = 1.0
        for axis in counts:
            ratio *= max(axis) / min(axis)
        kernel, padding, extra = mended(layer)
        yield Fault(
            layer,
            WORDS.say(
                "message",
                kernel=by([w.kernel for w in layer.windows]),
                stride=by([w.stride for w in layer.windows]),
                taps=", ".join(map(str, worst)),
                ratio=ratio,
            ),
            WORDS.say("fix", kernel_size=str(kernel), padding=str(padding), extra=str(extra)),
            changes(layer),
        )


def changes(layer: Layer) -> Changes:
    """Set the kernel and paddings that `mended` finds."""
    kernel, padding, extra = mended(layer)
    found = set_on(layer, kernel_size=kernel, padding=padding, output_padding=extra)
    return (*found, *set_on(layer, dilation=1)) if any(window.dilation > 1 for window in layer.windows) else found


def mended(layer: Layer) -> tuple[int | tuple[int, ...], ...]:
    """Give kernel, padding and output padding that reach all outputs alike and keep the output's size."""
    axes = [_mended(window) for window in layer.windows]
    return tuple(argument(values) for values in zip(*axes, strict=True))


def reached(window: Window) -> list[int]:
    """Count the taps that each of ``stride`` neighbouring outputs gets, away from the borders."""
    taps = [tap * window.dilation % window.stride for tap in range(window.kernel)]
    return [taps.count(phase) for phase in range(window.stride)]


def _mended(window: Window) -> tuple[int, int, int]:
    kernel = -(-window.kernel // window.stride) * window.stride
    cut = sum(window.padding) - window.output_padding + kernel - window.extent  # what both paddings must take away
    padding = max(-(-cut // 2), 0)
    return kernel, padding, 2 * padding - cut


RULE = Rule(code="A001", name="transposed-checkerboard", severity="warning", find=find, words=WORDS)
