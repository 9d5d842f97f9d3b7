"""Two layers of weights follow each other with nothing non-linear between them.

## What it does

Reports a convolution or fully connected layer that takes the output of another by way of batch norm, dropout or a
reshape at most. Left out is what is meant: grouped and depthwise layers (separable convolutions), a 1×k and a k×1,
and a narrow middle, which is a factorisation of low rank (the linear end of an inverted bottleneck).

## Why it hurts

Both together are one linear map: the network is as deep as if the first were not there, and pays for it. Depth needs
a non-linearity between (Lin et al., Network in Network, arXiv 1312.4400, where each 1×1 is followed by a ReLU;
NeuraLint f009).

## Example

```python
nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU())
```

## Use instead

```python
nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU())
```

or one 5×5 from 3 to 32 channels.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import made, put_before
from convscope.lint.graph import DROPOUTS, RESHAPES, before, by, channels, is_matrix, is_transposed, taps
from convscope.lint.rule import Fault, Rule
from convscope.saying import Said, Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network


PASSING = frozenset({"batch_norm", *DROPOUTS, *RESHAPES})


WORDS = Words(
    message=(
        "follows {first} with nothing non-linear between: {into}→{middle}→{out} channels are one linear map, "
        "{parameters:,} parameters that {folded}"
    ),
    folded="one layer can replace",
    folded_linear="one layer of {least:,} can replace",
    folded_window="one {kernel} of stride {stride} can replace",
    fix="an activation between them, or one layer for both",
)


def find(network: Network) -> Iterator[Fault]:
    """Find layers of weights behind layers of weights."""
    for layer in network:
        if not _weighs(layer):
            continue
        first = before(network, layer, lambda one: one.operator in PASSING)
        if first is None or not _weighs(first) or _meant(first, layer):
            continue
        into, out = channels(first)[0], channels(layer)[1]
        yield Fault(
            layer,
            WORDS.say(
                "message",
                first=first.name,
                into=into,
                middle=channels(first)[1],
                out=out,
                parameters=first.parameters + layer.parameters,
                folded=_folded(first, layer),
            ),
            WORDS.say("fix"),
            put_before(layer, made("ReLU")),
        )


def _weighs(layer: Layer) -> bool:
    return is_matrix(layer) and layer.groups == 1 and layer.parameters > 0 and len(layer.inputs) == 1


def _meant(first: Layer, last: Layer) -> bool:
    """Whether two layers are one factorised on purpose: through few channels, or axis by axis."""
    middle = channels(first)[1]
    if middle < min(channels(first)[0], channels(last)[1]):
        return True
    if taps(first) == taps(last) == 1 and first.windows and middle <= channels(first)[0] and middle < channels(last)[1]:
        return True  # an inverted bottleneck's end need not be narrower than what it takes
    wide = [[window.kernel > 1 for window in layer.windows] for layer in (first, last)]
    return all(map(any, wide)) and not any(one and two for one, two in zip(*wide, strict=False))


def _folded(first: Layer, last: Layer) -> Said:
    """Say what one layer for both would be."""
    into, out = channels(first)[0], channels(last)[1]
    if not first.windows and not last.windows:
        return WORDS.say("folded_linear", least=into * out + out)
    if len(first.windows) != len(last.windows) or is_transposed(first) or is_transposed(last):
        return WORDS.say("folded")
    pairs = list(zip(first.windows, last.windows, strict=True))
    kernel = by([one.extent + (two.extent - 1) * one.stride for one, two in pairs])
    return WORDS.say("folded_window", kernel=kernel, stride=by([one.stride * two.stride for one, two in pairs]))


RULE = Rule(code="S002", name="linear-stack", severity="hint", find=find, words=WORDS)
