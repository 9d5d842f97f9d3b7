"""A classifier's logits go through a ReLU before they are returned.

## What it does

Reports an answer of (batch, classes) that is a ReLU, or another activation cut at 0, of a fully connected layer or a
convolution.

## Why it hurts

Every class whose evidence is negative gets exactly 0 and no gradient: "surely not" and "no idea" become one, and with
cross entropy a class that starts below 0 is never learnt. It happens where a helper adds its activation to the last
layer, too. A network that answers features, not logits, means it, so this is a hint. (The dead half of the ReLU; Maas
et al., Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013.)

## Example

```python
nn.Sequential(nn.Flatten(), nn.Linear(48, 10), nn.ReLU())
```

## Use instead

```python
nn.Sequential(nn.Flatten(), nn.Linear(48, 10))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import put_instead
from convscope.lint.graph import RESHAPES, before, is_matrix
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


CLIPPING = frozenset({"relu", "relu6"})


WORDS = Words(
    message="the {answers} answers of {first} lose all that is negative, and its gradient",
    fix="return {first}'s output",
)


def find(network: Network) -> Iterator[Fault]:
    """Find answers that are a ReLU of a layer of weights."""
    for index in network.answers:
        layer = network.layers[index]
        if layer.operator not in CLIPPING or len(layer.output_shape) != 2:
            continue
        first = before(network, layer, lambda one: one.operator in RESHAPES)
        if first is not None and is_matrix(first):
            yield Fault(
                layer,
                WORDS.say("message", answers=layer.output_shape[1], first=first.name),
                WORDS.say("fix", first=first.name),
                put_instead(layer),
            )


RULE = Rule(code="S005", name="clipped-logits", severity="hint", find=find, words=WORDS, breaks_training=True)
