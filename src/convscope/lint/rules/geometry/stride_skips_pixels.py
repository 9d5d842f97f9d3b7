"""Rows or columns of a map are read by no output of any layer that takes the map.

## What it does

Computes, for every map, which real positions no window of any of its readers touches: what is left over at the end
where (n + p₁ + p₂ − k_e) does not divide by the stride, and the gaps between windows where the kernel is smaller than
the stride. Padding that goes unread is no loss and is not reported; nor is a strided 1×1 shortcut beside a 3×3 branch
that reads the rest, as in every ResNet.

## Why it hurts

Those pixels cannot influence the answer, and were computed for nothing. Whether the stride *divides* is not the
question: 7/2/3 on 224 leaves a remainder and loses no pixel; 3/3 on 7 loses 27 % of the map. (CS231n's advice to let
N + 2P − F divide by S, made exact.)

## Example

```python
nn.Conv2d(1, 8, 3, stride=3)  # on 7 × 7: row 6 and column 6 are never read
```

## Use instead

```python
nn.Conv2d(1, 8, 3, stride=3, padding=1)  # or a map of 6 × 6 or 9 × 9
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from convscope.arithmetic import Window, sizes_that_lose_nothing, unread
from convscope.lint.rule import Fault, Rule

if TYPE_CHECKING:
    from convscope.network import Layer, Network

AXES = {1: ("position",), 2: ("row", "column"), 3: ("plane", "row", "column")}
NETWORK_INPUT = -1


def find(network: Network) -> Iterator[Fault]:
    """Find the maps with positions that none of their readers reads; the fault is laid to the largest kernel."""
    for source in (NETWORK_INPUT, *range(len(network))):
        readers = network.consumers(source)
        if not readers or not all(_slides(reader) for reader in readers):
            continue
        first = max(readers, key=lambda reader: max(window.kernel for window in reader.windows))
        padded = None if source == NETWORK_INPUT else network.layers[source]
        lost = [
            _never_read([reader.windows[axis] for reader in readers], length, _added(padded, axis, len(first.windows)))
            for axis, length in enumerate(first.spatial_input)
        ]
        if any(lost):
            yield Fault(first, _message(first, lost), _fix(first, lost))


def _slides(layer: Layer) -> bool:
    if layer.operator == "pad":  # what a negative padding crops is meant to go
        return False
    return bool(layer.windows) and len(layer.inputs) == 1 and not any(window.transposed for window in layer.windows)


def _added(source: Layer | None, axis: int, axes: int) -> tuple[int, int]:
    """Count the positions before and after that are padding, where the map was padded by a layer of its own."""
    if source is None or source.operator != "pad":
        return 0, 0
    if source.windows:
        return source.windows[axis].padding
    grown = source.output_shape[axis - axes] - source.input_shapes[0][axis - axes]
    return grown, grown  # reflected or repeated pixels, how many on which side is not known: rather silent than wrong


def _never_read(windows: Sequence[Window], length: int, added: tuple[int, int]) -> list[int]:
    if any(window.output_size(length) < 1 for window in windows):
        return []  # output-too-small says it
    missing = set.intersection(*(set(unread(window, length)) for window in windows))
    return sorted(position for position in missing if added[0] <= position < length - added[1])


def _message(layer: Layer, lost: Sequence[Sequence[int]]) -> str:
    names = AXES[len(lost)]
    told = " and ".join(_told(name, positions) for name, positions in zip(names, lost, strict=True) if positions)
    kept = 1.0
    for positions, length in zip(lost, layer.spatial_input, strict=True):
        kept *= 1 - len(positions) / length
    kernel = "×".join(str(window.kernel) for window in layer.windows)
    strides = {window.stride for window in layer.windows}
    stride = "×".join(str(window.stride) for window in layer.windows) if len(strides) > 1 else str(min(strides))
    size = "×".join(str(length) for length in layer.spatial_input)
    return f"{kernel} window of stride {stride} on a map of {size}: {told} never read, {1 - kept:.1%} of the map"


def _told(name: str, positions: Sequence[int]) -> str:
    if len(positions) == 1:
        return f"{name} {positions[0]}"
    if len(positions) <= 4:
        return f"{name}s {', '.join(str(position) for position in positions)}"
    return f"{len(positions)} {name}s ({positions[0]}, {positions[1]}, … {positions[-1]})"


def _fix(layer: Layer, lost: Sequence[Sequence[int]]) -> str:
    axes = list(zip(layer.windows, layer.spatial_input, strict=True))
    gap = next((w.stride for (w, _), positions in zip(axes, lost, strict=True) if positions and w.extent < w.stride), 0)
    if gap:
        return f"make the kernel at least as large as the stride ({gap}), or average-pool by it first"
    offers = []
    paddings = range(max(max(window.padding) for window in layer.windows) + 1, _most_padding(layer) + 1)
    padding = next((pad for pad in paddings if all(_whole(window, pad, length) for window, length in axes)), None)
    if padding is not None:
        offers.append(f"padding={padding}")
    pairs = [sizes_that_lose_nothing(window, length) for window, length in axes]
    sizes = [_size(side) for side in zip(*pairs, strict=True) if None not in side]
    if sizes:
        offers.append(f"a map of {' or '.join(sizes)} here")
    return ", or ".join(offers) or "less stride"


def _most_padding(layer: Layer) -> int:
    """Pools take no padding above half their kernel, and more than a kernel less one would read only padding."""
    half = "pool" in layer.operator
    return min(window.kernel // 2 if half else window.extent - 1 for window in layer.windows)


def _whole(window: Window, padding: int, length: int) -> bool:
    return not unread(replace(window, padding=(padding, padding)), length)


def _size(side: Sequence[int | None]) -> str:
    """Write a map's size, one number where it is the same along every axis."""
    return "×".join(map(str, side)) if len(set(side)) > 1 else str(side[0])


RULE = Rule(code="G002", name="stride-skips-pixels", severity="warning", find=find)
