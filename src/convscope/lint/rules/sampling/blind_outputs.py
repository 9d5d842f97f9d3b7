"""Some outputs of a transposed convolution depend on no input: its kernel is smaller than its stride.

## What it does

Counts the outputs of a transposed convolution that no tap reaches. With kernel k, stride s and dilation 1 these are
the s − k positions after each window, along each axis.

## Why it hurts

These outputs are the bias, whatever came in: a lattice of constants in the picture, of which no training gets rid,
since their only weight is the bias all of them share. (Arithmetic: input m reaches the outputs s·m + d·t − p, t = 0 …
k − 1.)

## Example

```python
nn.ConvTranspose2d(8, 4, 2, stride=3)  # a third of the rows and of the columns are bias alone
```

## Use instead

```python
nn.ConvTranspose2d(8, 4, 3, stride=3)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING

from convscope.lint.graph import MOST_POSITIONS, argument, by, is_transposed
from convscope.lint.rule import Fault, Rule
from convscope.lint.rules.sampling.transposed_checkerboard import changes, reached
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message=(
        "{blind:,} of the {outputs:,} outputs of its {map} map depend on no input: a {kernel} kernel of stride {stride}"
    ),
    fix="kernel_size={kernel_size}, or resize, then convolve",
)


def find(network: Network) -> Iterator[Fault]:
    """Find transposed convolutions that leave outputs unreached between their windows."""
    for layer in network:
        if not is_transposed(layer) or all(min(reached(window)) > 0 for window in layer.windows):
            continue
        lengths = layer.output_shape[-len(layer.windows) :]
        if max(lengths) > MOST_POSITIONS:
            continue
        pairs = zip(layer.windows, layer.spatial_input, lengths, strict=True)
        seeing = prod(len(set(window.pairs(inputs, outputs)[0].tolist())) for window, inputs, outputs in pairs)
        outputs = prod(lengths)
        kernel = argument([max(window.kernel, window.stride) for window in layer.windows])
        yield Fault(
            layer,
            WORDS.say(
                "message",
                blind=outputs - seeing,
                outputs=outputs,
                map=by(lengths),
                kernel=by([w.kernel for w in layer.windows]),
                stride=by([w.stride for w in layer.windows]),
            ),
            WORDS.say("fix", kernel_size=str(kernel)),
            changes(layer),
        )


RULE = Rule(code="A002", name="blind-outputs", severity="warning", find=find, words=WORDS)
