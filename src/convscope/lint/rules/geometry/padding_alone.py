"""Outputs at the border read nothing but padding.

## What it does

Counts the outputs of a convolution none of whose taps lies on the map: with k taps, dilation d and padding p there
are some where p ≥ d(k − 1) + 1.

## Why it hurts

Those outputs are the bias, whatever the picture: a frame of constants that the next layers read as if it were signal,
and a map that grows at every such layer. It is usually a 1×1 convolution that kept the padding of the 3×3 it was made
from. (Arithmetic: output i reads s·i − p + d·t, t = 0 … k − 1.)

## Example

```python
nn.Conv2d(3, 8, 1, padding=1)  # on 8 × 8: 36 of 100 outputs see no pixel
```

## Use instead

```python
nn.Conv2d(3, 8, 1)
```

With an odd kernel, padding (k − 1)/2 keeps the size.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING

from convscope.lint.graph import MOST_POSITIONS, argument, by, is_plain
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.arithmetic import Window
    from convscope.network import Network


WORDS = Words(
    message="{blind:,} of the {outputs:,} outputs of its {map} map read padding alone ({kernel} kernel, padding {now})",
    fix="padding={padding}",
)


def find(network: Network) -> Iterator[Fault]:
    """Find convolutions with outputs that read padding alone."""
    from convscope.network.changes import Argument

    for layer in network:
        if not is_plain(layer) or not any(max(w.padding) >= w.extent for w in layer.windows):
            continue
        pairs = list(zip(layer.windows, layer.spatial_input, strict=True))
        if min(layer.output_shape) < 1 or max(layer.output_shape) > MOST_POSITIONS:
            continue
        outputs = prod(window.output_size(length) for window, length in pairs)
        seeing = prod(_seeing(window, length) for window, length in pairs)
        if seeing == outputs:
            continue
        padding = argument([(window.extent - 1) // 2 for window in layer.windows])
        size = by([window.output_size(length) for window, length in pairs])
        yield Fault(
            layer,
            WORDS.say(
                "message",
                blind=outputs - seeing,
                outputs=outputs,
                map=size,
                kernel=by([w.kernel for w in layer.windows]),
                now=by([max(w.padding) for w in layer.windows]),
            ),
            WORDS.say("fix", padding=str(padding)),
            (Argument(layer.name, "padding", padding),),
        )


def _seeing(window: Window, length: int) -> int:
    """Count the outputs along an axis that read a real position."""
    outputs = range(window.output_size(length))
    return sum(any(0 <= position < length for position in window.reads(output)) for output in outputs)


RULE = Rule(code="G003", name="padding-alone", severity="warning", find=find, words=WORDS)
