"""Dropout stands before a batch norm.

## What it does

Reports a dropout with p > 0 from which, over activations and layers of weights, a batch norm is reached. Also in
evaluation mode: p is what the module was given.

## Why it hurts

In training dropout raises the variance of what reaches the norm, by 1/(1 − p) for what was centred; in use it does
not, but the norm still divides by the running variance of training. The shift grows with depth (Li et al.,
Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift, arXiv 1801.05134; NeuraLint
f006). Wide ResNets do it and live with it, so this is a hint.

## Example

```python
nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(48, 10, bias=False), nn.BatchNorm1d(10))
```

## Use instead

```python
nn.Sequential(nn.Flatten(), nn.Linear(48, 10, bias=False), nn.BatchNorm1d(10), nn.Dropout(0.5))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import made, put_behind, put_instead
from convscope.lint.graph import ACTIVATIONS, DROPOUTS, RESHAPES, before, is_matrix
from convscope.lint.rule import Fault, Rule
from convscope.saying import Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


MODULES = {
    name: "".join(part.capitalize() for part in name.split("_")) for name in DROPOUTS
}  # feature_alpha_dropout is nn.FeatureAlphaDropout


WORDS = Words(
    message="p = {p:g} raises the variance that {norm} learns by up to {factor:.3g}, in training only",
    fix="dropout behind {norm}, or none",
)


def find(network: Network) -> Iterator[Fault]:
    """Find dropouts from which a batch norm is reached."""
    for norm in network:
        if norm.operator != "batch_norm":
            continue
        layer = before(network, norm, _passes)
        p = dict(layer.noted).get("p", 0.0) if layer is not None and layer.operator in DROPOUTS else 0.0
        if layer is not None and 0 < p < 1:
            yield Fault(
                layer,
                WORDS.say("message", p=p, norm=norm.name, factor=1 / (1 - p)),
                WORDS.say("fix", norm=norm.name),
                (*put_instead(layer), *put_behind(norm, made(MODULES[layer.operator], p))),
            )


def _passes(layer: Layer) -> bool:
    return layer.operator in ACTIVATIONS or layer.operator in RESHAPES or is_matrix(layer) or "pool" in layer.operator


RULE = Rule(code="S006", name="dropout-before-norm", severity="hint", find=find, words=WORDS)
