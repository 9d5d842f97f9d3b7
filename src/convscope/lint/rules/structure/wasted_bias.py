"""A bias is added straight before a batch norm, which subtracts it again.

## What it does

Reports convolutions and fully connected layers that have a bias and whose output goes to batch norm and nowhere else.

## Why it hurts

Batch norm subtracts the mean of what it gets, the bias with it, and adds its own β: the bias changes nothing, gets no
gradient in training, and costs one parameter a channel, memory traffic and weight decay (Ioffe and Szegedy 2015,
arXiv 1502.03167, section 3.2; NeuraLint f005).

## Example

```python
nn.Sequential(nn.Conv2d(3, 64, 3), nn.BatchNorm2d(64))
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 64, 3, bias=False), nn.BatchNorm2d(64))
```

On weights already trained, fold the bias into the norm's running mean first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message="{norm} subtracts its {biases:,} biases again with the mean",
    fix="bias=False: {biases:,} parameters fewer, the same network",
)


def find(network: Network) -> Iterator[Fault]:
    """Find biased layers read by batch norms alone."""
    from convscope.network.changes import Argument

    for layer in network:
        if not layer.bias_parameters or not layer.operator.startswith(("conv", "linear")):
            continue
        readers = network.consumers(layer.index)
        if readers and all(reader.operator == "batch_norm" for reader in readers):
            biases = layer.bias_parameters
            yield Fault(
                layer,
                WORDS.say("message", norm=readers[0].name, biases=biases),
                WORDS.say("fix", biases=biases),
                (Argument(layer.name, "bias", False),),
            )


RULE = Rule(code="S001", name="wasted-bias", severity="hint", find=find, words=WORDS)
