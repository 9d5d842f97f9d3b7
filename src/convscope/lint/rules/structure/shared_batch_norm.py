"""One batch norm is used at several places of the network.

## What it does

Reports a batch norm that is called again on another map, with the maps it is used on.

## Why it hurts

In training each call normalises by its own map's mean and variance; in use all calls share one running mean and
variance, a mixture that fits none of them, and evaluation falls behind training. Detectors that share a head between
levels keep a norm for each for this reason (Tan et al., EfficientDet, arXiv 1911.09070, whose code shares
convolutions and not norms; PyTorch's detection reference).

## Example

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.two = nn.Conv2d(8, 8, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x):
        return F.relu(self.norm(self.two(F.relu(self.norm(self.one(x))))))
```

## Use instead

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.two = nn.Conv2d(8, 8, 3, padding=1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(8), nn.BatchNorm2d(8)

    def forward(self, x):
        return F.relu(self.norm2(self.two(F.relu(self.norm1(self.one(x))))))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import made, norm_named, put_instead
from convscope.lint.graph import by
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message="the norm used before on {before} is used again on {map}: one running mean and variance for both",
    message_unknown="the norm used before is used again on {map}: one running mean and variance for both",
    fix="a norm of its own for each place",
)


def find(network: Network) -> Iterator[Fault]:
    """Find batch norms that are called again."""
    first = {layer.name: layer for layer in network if layer.operator == "batch_norm"}
    for layer in network:
        if layer.operator != "batch_norm" or not layer.shared:
            continue
        earlier = first.get(layer.name.rpartition(":")[0])
        again = by(layer.output_shape[1:])
        yield Fault(
            layer,
            WORDS.say("message_unknown", map=again)
            if earlier is None
            else WORDS.say("message", before=by(earlier.output_shape[1:]), map=again),
            WORDS.say("fix"),
            put_instead(layer, made(norm_named("BatchNorm", layer), layer.output_shape[1])),
        )


RULE = Rule(code="S011", name="shared-batch-norm", severity="warning", find=find, words=WORDS, breaks_training=True)
