"""A module has parameters that no layer of the run used.

## What it does

Compares the parameters that the module holds with those that layers took in one forward run, and names the modules
left over, the topmost of each. In evaluation mode, auxiliary heads that only training runs are among them.

## Why it hurts

It is a layer that ``__init__`` makes and ``forward`` forgets, or an old one that stayed: its weights get no gradient,
fill the checkpoint, and stop `DistributedDataParallel` with "Expected to have finished reduction in the prior
iteration" (PyTorch's documentation of ``find_unused_parameters``).

## Example

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv2 = nn.Conv2d(8, 8, 3)

    def forward(self, x):
        return F.relu(self.conv1(x))
```

## Use instead

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv2 = nn.Conv2d(8, 8, 3)

    def forward(self, x):
        return self.conv2(F.relu(self.conv1(x)))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from convscope.lint.changing import drop
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network, Unused


WORDS = Words(
    message="no layer used its {parameters:,} parameters, {share:.0%} of the network's",
    fix="call it in forward, or take it out of __init__ (fine where only training runs it)",
)


def find(network: Network) -> Iterator[Fault]:
    """Find the topmost modules none of whose parameters were used."""
    used = {layer.name.partition(":")[0] for layer in network if layer.parameters or layer.shared}
    tops: dict[str, Unused] = {}
    for unused in network.unused:
        parts = unused.name.split(".")
        paths = [".".join(parts[: end + 1]) for end in range(len(parts))]
        path = next((path for path in paths if not any(f"{name}.".startswith(f"{path}.") for name in used)), paths[-1])
        known = tops.get(path)
        tops[path] = replace(
            known or unused, name=path, parameters=unused.parameters + (known.parameters if known else 0)
        )
    for path, unused in tops.items():
        top = unused if path else replace(unused, name=network.target)  # a parameter of the network's own
        share = top.parameters / max(network.parameters, 1)
        yield Fault(
            top,
            WORDS.say("message", parameters=top.parameters, share=share),
            WORDS.say("fix"),
            drop(unused),
        )


RULE = Rule(code="S009", name="unused-parameters", severity="hint", find=find, words=WORDS)
