"""What a layer computes goes nowhere: no other layer reads it, and it is not returned.

## What it does

Goes back from what forward returns and finds layers with parameters or multiply-adds that nothing there depends on;
the last of each such branch is reported, with what the branch costs.

## Why it hurts

It is computed at every run for nothing, and its weights get no gradient. Usually a result was overwritten (`y =
a(x)`, then `y = b(x)` for `y = b(y)`), or a branch was left in when its merge was taken out. (Dead code, as any
linter of programs reports it.)

## Example

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Conv2d(3, 8, 3), nn.Conv2d(3, 8, 3)

    def forward(self, x):
        y = self.one(x)
        y = self.two(x)
        return y
```

## Use instead

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two = nn.Conv2d(3, 8, 3), nn.Conv2d(3, 8, 3)

    def forward(self, x):
        return self.one(x) + self.two(x)
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
    message="nothing reads its output: {macs:,} MACs and {parameters:,} parameters for no answer",
    fix="use what it computes, or do not compute it",
)


def find(network: Network) -> Iterator[Fault]:
    """Find the ends of branches that no answer depends on."""
    if not network.answers:
        return
    live = _behind(network, set(network.answers))
    for layer in network:
        if layer.index in live or network.consumers(layer.index):
            continue
        branch = [network.layers[index] for index in _behind(network, {layer.index}) - live]
        macs, parameters = sum(one.macs for one in branch), sum(one.parameters for one in branch)
        if macs or parameters:
            yield Fault(
                layer,
                WORDS.say("message", macs=macs, parameters=parameters),
                WORDS.say("fix"),
                tuple(change for one in branch for change in put_instead(one)),
            )


def _behind(network: Network, ends: set[int]) -> set[int]:
    """Gather the layers that some depend on, these included."""
    found = set(ends)
    for layer in reversed(network.layers):
        if layer.index in found:
            found.update(source for source in layer.inputs if source >= 0)
    return found


RULE = Rule(code="S010", name="unread-output", severity="warning", find=find, words=WORDS)
