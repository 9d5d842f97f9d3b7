"""A decoder's map must be padded, cropped or stretched to meet its skip at this size of picture.

## What it does

Finds additions and concatenations of which one branch was enlarged and then padded, or resized to a size that is no
multiple of its own, to meet the other. It names the nearest sizes, traced, at which nothing of the kind is needed.

## Why it hurts

Where 15 rows were pooled to 7, doubling gives 14: a row of zeros is added at one side, or 7 rows are stretched to 15,
and decoder and skip no longer look at the same places, more so with each level. The network runs, and its edges are
off. Whether a size fits is worked out on the graph, not by divisibility: U-Net's own 572 is sound (Ronneberger et
al., arXiv 1505.04597), 576 is not.

## Example

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Conv2d(3, 8, 3, padding=1), nn.ConvTranspose2d(8, 8, 2, stride=2)

    def forward(self, x):
        skip = F.relu(self.down(x))
        up = self.up(F.max_pool2d(skip, 2, ceil_mode=False))
        missing = skip.shape[3] - up.shape[3]
        return skip + F.pad(up, (0, missing, 0, missing))  # on 15 × 15
```

## Use instead

```python
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 8, 3, padding=1)
        self.up = nn.ConvTranspose2d(8, 8, 4, stride=2, padding=2, output_padding=1)

    def forward(self, x):
        skip = F.relu(self.down(x))
        return skip + self.up(F.max_pool2d(skip, 3, stride=2, padding=1))
```

or pictures of a size that fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convscope.lint.changing import feed
from convscope.lint.graph import ACTIVATIONS, DROPOUTS, by, is_transposed, resizes, source
from convscope.lint.rule import Fault, Rule
from convscope.saying import Said, Words

if TYPE_CHECKING:
    from convscope.network import Layer, Network

MERGING = frozenset("add sub cat concat concatenate".split())  # noqa: SIM905
PASSING = frozenset({"batch_norm", "group_norm", "instance_norm", *ACTIVATIONS, *DROPOUTS})


WORDS = Words(
    message_padded="the enlarged {before} is padded to {after} to meet its skip at {merge}",
    message_stretched="{before} is stretched to {after}, by no whole number, to meet its skip at {merge}",
    fix="pictures of {size}, which need no fitting, or a stride that undoes the encoder's",
    fix_two="pictures of {size} or {larger}, which need no fitting, or a stride that undoes the encoder's",
    fix_unknown=(
        "a size that every pool on the way divides, which need no fitting, or a stride that undoes the encoder's"
    ),
)


def find(network: Network) -> Iterator[Fault]:
    """Find merges that a branch was made to fit; the fault is laid to what makes it fit."""
    made = _made_to_fit(network)
    if not made:
        return
    fitting = _sizes(network, made)
    sizes = [by(size) for size in fitting]
    changes = feed(*fitting[-1]) if fitting else ()
    for layer, said in made:
        yield Fault(layer, said, _fix(sizes), changes)


def _fix(sizes: list[str]) -> Said:
    if len(sizes) == 2:
        return WORDS.say("fix_two", size=sizes[0], larger=sizes[1])
    return WORDS.say("fix", size=sizes[0]) if sizes else WORDS.say("fix_unknown")


def _made_to_fit(network: Network) -> list[tuple[Layer, Said]]:
    """List the layers that make a branch fit, with what they do."""
    found: dict[int, tuple[Layer, Said]] = {}
    for layer in network:
        if layer.operator not in MERGING or len(layer.inputs) < 2:
            continue
        for index in layer.inputs:
            fitted = network.layers[index] if index >= 0 else None
            said = None if fitted is None else _fitting(network, fitted, layer.name)
            if fitted is not None and said:
                found[index] = (fitted, said)
    return list(found.values())


def _fitting(network: Network, layer: Layer, merge: str) -> Said | None:
    """Say how a layer makes a map fit; None where it does not."""
    if layer.operator == "pad" and layer.windows:
        grown = source(network, layer)
        while grown is not None and grown.operator in PASSING:
            grown = source(network, grown)
        if grown is not None and (is_transposed(grown) or grown.operator == "interpolate"):
            sides = [sum(window.padding) for window in layer.windows]
            if any(sides):
                before, after = by(layer.spatial_input), by(layer.output_shape[2:])
                return WORDS.say("message_padded", before=before, after=after, merge=merge)
    changed = resizes(layer) if dict(layer.noted).get("size") else []
    if any(outputs > inputs > 1 and outputs % inputs for _, inputs, outputs in changed):
        before, after = (by([pair[place] for pair in changed]) for place in (1, 2))
        return WORDS.say("message_stretched", before=before, after=after, merge=merge)
    return None


def _sizes(network: Network, made: list[tuple[Layer, Said]]) -> list[tuple[int, ...]]:
    """Trace the nearest sizes that divide by the coarsest stride, and give those that need no fitting."""
    from convscope.errors import ConvscopeError

    strides = [layer.effective_stride for layer in network]
    step = max((int(max(stride)) for stride in strides if stride), default=1)
    size = network.input_shape[1:]
    if network.again is None or step < 2:
        return []
    below = tuple(length // step * step for length in size)
    above = tuple(-(-length // step) * step for length in size)
    found = []
    for near in (below, above):
        try:
            if min(near) > 0 and not _made_to_fit(network.again(near)):
                found.append(near)
        except ConvscopeError:
            continue  # does not run at that size
    return found


RULE = Rule(code="G013", name="skips-do-not-fit", severity="hint", find=find, words=WORDS)
