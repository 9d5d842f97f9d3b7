"""The network ends in a softmax.

## What it does

Reports a classifier, an answer of (batch, classes), whose last operation is a softmax; a log-softmax is not reported.

## Why it hurts

`torch.nn.CrossEntropyLoss` takes logits and applies its own log-softmax: on probabilities the loss cannot fall below
log(1 + (C − 1)/e), gradients are small, and training seems to hang. The loss is not seen here, so this is a
hint; `convscope train`, whose loss it is, says it before it begins.
(PyTorch's documentation: "the input is expected to contain the unnormalized logits".)

## Example

```python
nn.Sequential(nn.Flatten(), nn.Linear(48, 10), nn.Softmax(dim=1))
```

## Use instead

```python
nn.Sequential(nn.Flatten(), nn.Linear(48, 10))  # and softmax where probabilities are shown
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import put_instead
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message=(
        "answers {classes} probabilities: cross entropy, which expects logits, cannot fall below {least:.2f} on them"
    ),
    fix="return what goes into the softmax, and apply it where probabilities are shown",
)


def find(network: Network) -> Iterator[Fault]:
    """Find answers that are a softmax over classes."""
    from math import e, log

    for index in network.answers:
        layer = network.layers[index]
        if layer.operator == "softmax" and len(layer.output_shape) == 2 and layer.output_shape[1] > 1:
            classes = layer.output_shape[1]
            least = log(1 + (classes - 1) / e)
            yield Fault(
                layer,
                WORDS.say("message", classes=classes, least=least),
                WORDS.say("fix"),
                put_instead(layer),
            )


RULE = Rule(code="S004", name="softmax-inside", severity="hint", find=find, words=WORDS, breaks_training=True)
