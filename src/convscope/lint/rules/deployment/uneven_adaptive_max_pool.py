"""A max pool to a size that does not divide its map cannot be exported to ONNX.

## What it does

Reports adaptive max pools whose output does not divide their input: their windows differ in size from place to place.
Adaptive average pools are let pass, for which the exporter writes the windows out. Asked for by `--for onnx`.

## Why it hurts

ONNX's MaxPool has one kernel and one stride; PyTorch's exporter stops at `aten.adaptive_max_pool2d` (tried with torch
2.14: 1 of 7, 7 of 7 and 4 of 8 export, 3 of 7 does not). It is found here before anything is trained.

## Example

```python
nn.AdaptiveMaxPool2d(3)  # on 7 × 7
```

## Use instead

```python
nn.MaxPool2d(3, stride=2)  # 3 × 3 on 7 × 7
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import made, put_instead
from convscope.lint.graph import by
from convscope.lint.rule import Fault, Rule
from convscope.lint.rules.deployment.tile_dependent_pooling import fixed_pool
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message="{before} to {after}: windows of several sizes, which ONNX's MaxPool does not have",
    fix="a max pool with a kernel and a stride, or a size that divides",
)


def find(network: Network) -> Iterator[Fault]:
    """Find adaptive max pools with windows of several sizes."""
    for layer in network:
        if not layer.operator.startswith("adaptive_max_pool") or layer.windows:
            continue
        axes = int(layer.operator.partition("pool")[2][0])
        before, after = layer.input_shapes[0][-axes:], layer.output_shape[-axes:]
        if min(before) < 1:
            continue  # an empty map, which is another fault
        yield Fault(
            layer,
            WORDS.say("message", before=by(before), after=by(after)),
            WORDS.say("fix"),
            put_instead(layer, made(f"MaxPool{axes}d", *fixed_pool(before, after))),
        )


RULE = Rule(
    code="D011",
    name="uneven-adaptive-max-pool",
    severity="error",
    find=find,
    when="target",
    targets=("onnx",),
    words=WORDS,
)
