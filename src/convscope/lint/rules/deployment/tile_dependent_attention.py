"""Attention looks at all places of the map: on a tile, at the tile's alone.

## What it does

Reports attention over places (`scaled_dot_product_attention`, `nn.MultiheadAttention`) whose tokens depend on the
picture. Asked for by `--tiles`.

## Why it hurts

Every answer depends on every token, so that no overlap makes tiles agree with the whole picture; with learnt
positions the tile's own corner counts as the picture's. Attention within windows that the tiles' grid respects is
exact. (Vaswani et al., arXiv 1706.03762.)

## Example

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, x):
        tokens = self.conv(x).flatten(2).transpose(1, 2)
        return F.scaled_dot_product_attention(tokens, tokens, tokens)
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 7, padding=3, groups=8), nn.ReLU())
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.graph import by
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Network


ATTENTION = frozenset({"scaled_dot_product_attention", "multi_head_attention_forward"})


WORDS = Words(
    message="each of its tokens ({tokens}) depends on all others: on a tile, on the tile's",
    fix="attention within windows, large kernels, or the whole picture at once",
)


def find(network: Network) -> Iterator[Fault]:
    """Find attention over tokens of the picture."""
    for layer in network:
        if layer.operator in ATTENTION:
            yield Fault(
                layer,
                WORDS.say("message", tokens=by(layer.input_shapes[0])),
                WORDS.say("fix"),
            )


RULE = Rule(code="D003", name="tile-dependent-attention", severity="warning", find=find, when="tiles", words=WORDS)
