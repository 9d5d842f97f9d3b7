"""Which positions of a tensor some positions of a later one depend on, exactly, borders and holes included.

A `Region` is a union of products of axis sets: a 1 × 3 branch added to a 3 × 1 one reads 5 pixels, which no single
product of rows and columns is. It is carried over one arrival at a time, backwards (`backwards`) or forwards
(`forwards`); channels are an axis like the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from convscope.arithmetic import Groups, Relation, Same
from convscope.network.description import Arrival, Shape
from convscope.network.operators import Chained, Reading

Mask = npt.NDArray[np.bool_]
Product = tuple[Mask, ...]  # one mask an axis; a position is in the product if each of its axes' masks has it
MOST_PRODUCTS = 512  # beyond this a region is no longer followed


@dataclass(frozen=True)
class Region:
    """A set of positions of a tensor of ``shape``."""

    shape: Shape
    products: tuple[Product, ...] = ()

    def mask(self) -> Mask:
        """Spread it out: a mask of the tensor's shape."""
        spread = np.zeros(self.shape, dtype=bool)
        for product in self.products:
            spread |= _outer(product)
        return spread

    def along(self, axes: tuple[int, ...]) -> Mask:
        """Look at it along some axes: a mask of their lengths, True where any position of the others is in it."""
        seen = np.zeros([self.shape[axis] for axis in axes], dtype=bool)
        for product in self.products:
            if all(mask.any() for mask in product):
                seen |= _outer(tuple(product[axis] for axis in axes))
        return seen

    def union(self, other: Region) -> Region:
        """Put two regions of one tensor together, leaving out what lies inside another product."""
        return Region(self.shape, _kept([*self.products, *other.products]))


def everywhere(shape: Shape) -> Region:
    """Take every position of a tensor."""
    return Region(shape, (tuple(np.ones(length, dtype=bool) for length in shape),))


def at(shape: Shape, places: dict[int, int]) -> Region:
    """Take the positions whose axes in ``places`` are there, wherever the others are.

    >>> int(at((1, 2, 4), {2: 3}).mask().sum())
    2
    """
    masks = [np.ones(length, dtype=bool) for length in shape]
    for axis, place in places.items():
        masks[axis] = np.zeros(shape[axis], dtype=bool)
        masks[axis][place] = True
    return Region(shape, (tuple(masks),))


def backwards(region: Region, arrival: Arrival, whole: Shape) -> Region | None:
    """Find what ``region`` of a layer's output reads of one arrival; None where nobody knows how it is read.

    ``whole`` is the shape of what the layer that it comes from put out: of a layer with several outputs, what these are
    cut from.
    """
    read = arrival.read
    if read is None:
        return None
    if isinstance(read, Chained):
        found = region
        shapes = [arrival.shape, *(shape for _, shape in read.steps)]
        for (step, _), shape in zip(reversed(read.steps), reversed(shapes[:-1]), strict=True):
            back = backwards(found, Arrival(0, shape, step), shape)
            assert back is not None
            found = back
    elif isinstance(read, Reading):
        inside = [out for product in region.products for out in _outside(product, read)]
        found = Region(arrival.shape, _kept([back for product in inside for back in _back(product, read, arrival)]))
    else:
        found = reshaped(region, arrival.shape)
    return found if arrival.part is None else placed(found, arrival.part, whole)


def forwards(region: Region, arrival: Arrival, output: Shape) -> Region | None:
    """Find which of a layer's outputs read any of ``region``, a set of what the arrival comes from."""
    read = arrival.read
    if read is None:
        return None
    here = region if arrival.part is None else _cut(region, arrival)
    if isinstance(read, Chained):
        for step, shape in read.steps:
            after = forwards(here, Arrival(0, here.shape, step), shape)
            assert after is not None
            here = after
        return here
    if not isinstance(read, Reading):
        return reshaped(here, output)
    reached = [ahead for product in here.products for ahead in _ahead(product, read, arrival, output)]
    return Region(output, _kept([kept for product in reached for kept in _outside(product, read)]))


def reshaped(region: Region, shape: Shape) -> Region:
    """Give the same positions under another shape; axes that stay as they are stay apart, the others are spread out."""
    if any(all(mask.all() for mask in product) for product in region.products):
        return everywhere(shape)  # which spreading out would find too, in a thousand times the time
    before, after = region.shape, shape
    products: list[Product] = []
    groups = _groups(before, after)
    for product in region.products:
        choices: list[list[Product]] = []
        for olds, news in groups:
            spread = _outer(tuple(product[axis] for axis in olds)).reshape([after[axis] for axis in news])
            choices.append(_products(spread))
        combined: list[Product] = [()]
        for choice in choices:
            combined = [(*left, *right) for left in combined for right in choice]
        products += combined
    return Region(shape, _kept(products))


def _groups(before: Shape, after: Shape) -> list[tuple[list[int], list[int]]]:
    """Match axes of two shapes of one size: the smallest runs of axes whose lengths multiply to the same."""
    groups: list[tuple[list[int], list[int]]] = []
    old = new = 0
    while old < len(before) or new < len(after):
        olds: list[int] = []
        news: list[int] = []
        while True:
            left, right = prod(before[axis] for axis in olds), prod(after[axis] for axis in news)
            if olds and news and left == right:
                break
            if (left <= right and old < len(before)) or new >= len(after):
                if old >= len(before):
                    break
                olds.append(old)
                old += 1
            else:
                news.append(new)
                new += 1
        groups.append((olds, news))
    return groups


def _products(spread: Mask) -> list[Product]:
    """Write a mask as a union of products: rows with the same content are taken together."""
    if not spread.any():
        return []
    if spread.ndim == 0:
        return [()]
    if spread.ndim == 1:
        return [(spread,)]
    rows = spread.reshape(spread.shape[0], -1)
    contents, owners = np.unique(rows, axis=0, return_inverse=True)
    found: list[Product] = []
    for number, content in enumerate(contents):
        if content.any():
            first = np.asarray(owners).reshape(-1) == number
            found += [(first, *rest) for rest in _products(content.reshape(spread.shape[1:]))]
    return found


def _back(product: Product, read: Reading, arrival: Arrival) -> list[Product]:
    """Lead a product back axis by axis; nothing where an axis reads nothing, or where its place is elsewhere."""
    product = _within(product, read)
    if not all(mask.any() for mask in product):
        return []
    back = []
    for along, length in zip(read.axes, arrival.shape, strict=True):
        outputs = np.ones(1, dtype=bool) if along.output is None else product[along.output]
        mask = _read(along.relation, outputs, length)
        if not mask.any():
            return []
        back.append(mask)
    return [tuple(back)]


def _ahead(product: Product, read: Reading, arrival: Arrival, output: Shape) -> list[Product]:
    masks = list(_within(tuple(np.ones(length, dtype=bool) for length in output), read))
    for along, mask in zip(read.axes, product, strict=True):
        outputs = 1 if along.output is None else output[along.output]
        reached = _readers(along.relation, mask, outputs)
        if not reached.any():
            return []
        if along.output is not None:
            masks[along.output] = masks[along.output] & reached
    return [tuple(masks)]


def _within(product: Product, read: Reading) -> Product:
    """Keep the outputs that read the tensor at all."""
    masks = list(product)
    for axis, box in read.within:
        inside = np.zeros(len(product[axis]), dtype=bool)
        inside[list(box)] = True
        masks[axis] = masks[axis] & inside
    return tuple(masks)


def _outside(product: Product, read: Reading) -> list[Product]:
    """Leave out a box that others are written into: what is outside it along one axis, then along the next."""
    if not read.without:
        return [product]
    outside, rest = [], list(product)
    for axis, box in read.without:
        inside = np.zeros(len(product[axis]), dtype=bool)
        inside[list(box)] = True
        outside.append(tuple(mask & ~inside if at == axis else mask for at, mask in enumerate(rest)))
        rest[axis] = rest[axis] & inside
    return [one for one in outside if all(mask.any() for mask in one)]


def placed(region: Region, part: tuple[int, int, int], whole: Shape) -> Region:
    """Lead a part back to the tensor that it was cut from."""
    dim, start, gone = part
    products = []
    for product in region.products:
        mask = np.zeros(whole[dim], dtype=bool)
        own = np.ones(1, dtype=bool) if gone else product[dim]
        mask[start : start + len(own)] = own
        products.append((*product[:dim], mask, *product[dim + (not gone) :]))
    return Region(whole, tuple(products))


def _cut(region: Region, arrival: Arrival) -> Region:
    """Take the part that arrives."""
    assert arrival.part is not None
    dim, start, gone = arrival.part
    products = []
    for product in region.products:
        mask = product[dim][start : start + (1 if gone else arrival.shape[dim])]
        if mask.any():
            products.append((*product[:dim], *(() if gone else (mask,)), *product[dim + 1 :]))
    return Region(arrival.shape, tuple(products))


def _read(relation: Relation, outputs: Mask, inputs: int) -> Mask:
    """Find what some outputs read along an axis."""
    if isinstance(relation, Same):
        return outputs
    if isinstance(relation, Groups):  # of which a list of pairs would be long
        return np.repeat(outputs.reshape(relation.groups, -1).any(axis=1), inputs // relation.groups)
    owners, sources = pairs(relation, inputs, len(outputs))
    mask = np.zeros(inputs, dtype=bool)
    mask[sources[outputs[owners]]] = True
    return mask


def _readers(relation: Relation, inputs: Mask, outputs: int) -> Mask:
    """Find who reads some inputs along an axis."""
    if isinstance(relation, Same):
        return inputs
    if isinstance(relation, Groups):
        return np.repeat(inputs.reshape(relation.groups, -1).any(axis=1), outputs // relation.groups)
    owners, sources = pairs(relation, len(inputs), outputs)
    mask = np.zeros(outputs, dtype=bool)
    mask[owners[inputs[sources]]] = True
    return mask


def pairs(relation: Relation, inputs: int, outputs: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """List who reads what; the same lists for the same question."""
    key = (relation, inputs, outputs)
    if key not in _ASKED:
        if len(_ASKED) > 4096:
            _ASKED.clear()
        _ASKED[key] = relation.pairs(inputs, outputs)
    return _ASKED[key]


_ASKED: dict[tuple[Relation, int, int], tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = {}


def _outer(product: Product) -> Mask:
    spread = np.ones((), dtype=bool)
    for mask in product:
        spread = spread[..., None] & mask
    return spread


def _kept(products: list[Product]) -> tuple[Product, ...]:
    """Leave out products inside another, and put together those that differ along one axis only."""
    kept: dict[tuple[bytes, ...], Product] = {}
    for product in products:
        if all(mask.any() for mask in product):
            kept[tuple(mask.tobytes() for mask in product)] = product
    found = _merged(list(kept.values()))
    if len(found) == 1:
        return tuple(found)
    largest_first = sorted(found, key=lambda one: -prod(int(mask.sum()) for mask in one))
    outer: list[Product] = []
    for product in largest_first:
        if not any(all(not (mine & ~other).any() for mine, other in zip(product, big, strict=True)) for big in outer):
            outer.append(product)
    return tuple(outer)


def _merged(products: list[Product]) -> list[Product]:
    """Put together products that are the same along every axis but one."""
    changed = len(products) > 1
    while changed:
        changed = False
        for axis in range(len(products[0])):
            groups: dict[tuple[bytes, ...], Product] = {}
            for product in products:
                key = tuple(mask.tobytes() for at, mask in enumerate(product) if at != axis)
                if key in groups:
                    other = groups[key]
                    groups[key] = (*other[:axis], other[axis] | product[axis], *other[axis + 1 :])
                    changed = True
                else:
                    groups[key] = product
            products = list(groups.values())
            if len(products) < 2:
                return products
    return products
