"""A resize with ``align_corners=True`` has a step that depends on the size of the map.

## What it does

Reports resizes with ``align_corners=True`` that change the size, with the step between outputs. Asked for by
`--tiles`.

## Why it hurts

Corners are kept on corners, so outputs lie (n − 1)/(m − 1) positions apart: 15/31 for 16 to 32 and 31/63 for 32 to
64. A tile is resized by another step than the picture and the tiles do not meet; nor does such a network answer alike
at two sizes (PyTorch's documentation of `nn.Upsample`, which warns of it).

## Example

```python
nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
```

## Use instead

```python
nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.graph import resizes
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message=(
        "{before} to {after} with corners aligned: a step of {steps}/{spans} positions, {step:.4f} and no "
        "{ratio:g}, another at every size"
    ),
    fix="align_corners=False",
)


def find(network: Network) -> Iterator[Fault]:
    """Find resizes that keep corners on corners."""
    from convscope.network.changes import Argument

    for layer in network:
        for relation, inputs, outputs in resizes(layer):
            if relation.align_corners and inputs != outputs:
                yield Fault(
                    layer,
                    WORDS.say(
                        "message",
                        before=inputs,
                        after=outputs,
                        steps=inputs - 1,
                        spans=outputs - 1,
                        step=(inputs - 1) / max(outputs - 1, 1),
                        ratio=inputs / outputs,
                    ),
                    WORDS.say("fix"),
                    (Argument(layer.name, "align_corners", False),),
                )
                break


RULE = Rule(code="D004", name="corners-aligned", severity="warning", find=find, when="tiles", words=WORDS)
