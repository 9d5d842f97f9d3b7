"""A resize is given a size in numbers: on a tile it resizes by another factor.

## What it does

Reports resizes that were given ``size`` and change the map. One that follows another map's size
(`size=skip.shape[2:]`) cannot be told from a constant here and is reported as well, being sound where both maps are
the tile's. Asked for by `--tiles`.

## Why it hurts

At the traced size it is a factor of 2; on a tile of half the size the same numbers make it 4, and objects change size
from tile to tile. A factor is the same everywhere. (Arithmetic.)

## Example

```python
nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.Upsample(size=16))
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.Upsample(scale_factor=2))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import set_on
from convscope.lint.graph import by, resizes
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


WORDS = Words(
    message="{before} to {after} by size: a factor of {factors} here, and another on a tile",
    fix="scale_factor={factor:g}",
)


def find(network: Network) -> Iterator[Fault]:
    """Find resizes to a size that change it."""
    for layer in network:
        changed = [(inputs, outputs) for _, inputs, outputs in resizes(layer)]
        if dict(layer.noted).get("size") and any(inputs != outputs for inputs, outputs in changed):
            inputs, outputs = zip(*changed, strict=True)
            factors = by([f"{after / before:g}" for before, after in changed])
            yield Fault(
                layer,
                WORDS.say("message", before=by(inputs), after=by(outputs), factors=factors),
                WORDS.say("fix", factor=changed[0][1] / changed[0][0]),
                set_on(layer, size=None, scale_factor=_factor(changed)),
            )


def _factor(changed: list[tuple[int, int]]) -> float | tuple[float, ...]:
    """Give the factor, one an axis where they differ."""
    factors = [after / before for before, after in changed]
    return factors[0] if len(set(factors)) == 1 else tuple(factors)


RULE = Rule(code="D005", name="resize-to-a-size", severity="warning", find=find, when="tiles", words=WORDS)
