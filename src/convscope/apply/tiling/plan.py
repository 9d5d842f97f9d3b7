"""Cut a scene into tiles whose answers, put together, are the whole picture's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product, zip_longest

from torch import nn

from convscope.apply.tiling.fitting import sizes
from convscope.apply.tiling.following import Axis, Link, follow
from convscope.apply.tiling.grids import grids, needed, stride
from convscope.apply.tiling.reading import Step, kept
from convscope.apply.tiling.resizing import Resize
from convscope.apply.tiling.words import WORDS, CannotTile
from convscope.arithmetic import Padded, Relation, Resampled, Same, Slice, Window
from convscope.errors import ConvscopeError, ShapesDoNotFit
from convscope.network import Network, trace
from convscope.network.description import Shape


@dataclass(frozen=True)
class Piece:
    """One axis of a tile: places ``first`` to ``last`` are answered for, from pixels ``start`` to ``end``.

    ``last`` and ``end`` are the ones after, as in a slice.
    """

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True)
class Tile:
    """What is read of a scene, and the part of it that is answered for: one `Piece` an axis, rows first."""

    rows: Piece
    columns: Piece

    @property
    def read(self) -> tuple[slice, slice]:
        """Pixels to run the network on."""
        return slice(self.rows.start, self.rows.end), slice(self.columns.start, self.columns.end)

    @property
    def answered(self) -> tuple[slice, slice]:
        """Places of the whole answer that the tile's is put at."""
        return slice(self.rows.first, self.rows.last), slice(self.columns.first, self.columns.last)

    @property
    def kept(self) -> tuple[slice, slice]:
        """The same places in the tile's own answer; what is outside them is margin."""
        return tuple(slice(p.first - p.start, p.last - p.start) for p in (self.rows, self.columns))  # type: ignore[return-value]


@dataclass(frozen=True)
class Plan:
    """Tiles of a scene of ``shape`` (channels, height, width), exact: `reading.py`'s conditions hold.

    ``stride`` are the pixels that tiles' origins divide by, ``margin`` those read beyond a tile before and after it,
    rows first; ``axes`` and ``apart`` are how the network reads along each.
    """

    shape: Shape
    stride: tuple[int, int]
    margin: tuple[tuple[int, int], tuple[int, int]]
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]]
    axes: tuple[Axis, Axis]
    apart: tuple[dict[int, Fraction], dict[int, Fraction]]
    resized: tuple[int, ...]

    def __iter__(self) -> Iterator[Tile]:
        return (Tile(rows, columns) for rows, columns in product(*self.pieces))

    def __len__(self) -> int:
        return len(self.pieces[0]) * len(self.pieces[1])

    def __getitem__(self, index: int) -> Tile:
        row, column = divmod(index, len(self.pieces[1]))
        return Tile(self.pieces[0][row], self.pieces[1][column])

    @property
    def worked(self) -> float:
        """Pixels that go through the network, as a share of the scene's: 1 and what margins cost."""
        read = [sum(piece.end - piece.start for piece in pieces) for pieces in self.pieces]
        return read[0] * read[1] / (self.shape[1] * self.shape[2])

    def resizes(self, tile: Tile) -> list[dict[int, Resize] | None]:
        """Say of each resize of a run on a tile how it is done in the whole."""
        found: list[dict[int, Resize] | None] = []
        for index in self.resized:
            along: dict[int, Resize] = {}
            pieces = (tile.rows, tile.columns)
            for number, (axis, piece, apart) in enumerate(zip(self.axes, pieces, self.apart, strict=True)):
                link = next((one for one in axis.links if one.layer == index), None)
                if link is not None and isinstance(link.step.relation, Resampled) and not kept(link.step.relation):
                    starts = [int(piece.start / apart[layer]) for layer in (link.source, link.layer)]
                    along[2 + number] = Resize(link.step.relation, link.step.inputs, link.step.outputs, *starts)
            found.append(along or None)
        return found


def plan(module: nn.Module, shape: Shape, *, tile: int = 512, answer: int = 0) -> Plan:
    """Plan tiles of ``tile`` places a side for a scene of ``shape``, (channels, height, width).

    >>> net = nn.Sequential(nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.ConvTranspose2d(4, 2, 2, stride=2))
    >>> cut = plan(net, (3, 1000, 600), tile=256)
    >>> cut.stride, cut.margin, len(cut)
    ((2, 2), ((2, 0), (2, 0)), 12)

    The network is described at the size of the scene, without computing, and each axis of its answer followed back to
    the pixels. A tile is read with a margin that holds all that its places depend on, from a pixel that divides by the
    stride of every map, and up to the scene's own border where any map is needed up to its end. ``tile`` is rounded up
    to the stride. ``answer`` chooses among several answers, in the order in which they are made.

    Raises `CannotTile` where no tiles are exact, and names the layer; what `trace` raises; `ConvscopeError` for a tile
    below 1. Where the network takes multiples alone, the error says by how much to pad the scene.
    """
    try:
        return cut(module, shape, tile=tile, answer=answer)
    except ConvscopeError as error:
        if isinstance(error, ShapesDoNotFit) or (isinstance(error, CannotTile) and error.name == "other_size"):
            _advise(error, module, shape, answer)
        raise


def _advise(error: ConvscopeError, module: nn.Module, shape: Shape, answer: int) -> None:
    """Say by how much to pad a scene whose size does not fit; what forbids tiles at every size is raised instead."""
    larger = list(sizes(*shape[1:]))[1:] if len(shape) == 3 else []
    for height, width in larger:
        try:
            cut(module, (shape[0], height, width), tile=max(height, width), answer=answer)
        except ConvscopeError as other:
            if isinstance(other, CannotTile) and other.name != "other_size":
                raise
        else:
            down, across = height - shape[1], width - shape[2]
            error.fix_with(WORDS.say("fix_pad", size=_sized((height, width)), down=down, across=across))
            return


def cut(module: nn.Module, shape: Shape, *, tile: int = 512, answer: int = 0) -> Plan:
    """Plan tiles as `plan` does, of a scene as large as it is: nothing is looked for that would fit better."""
    if tile < 1:
        raise ConvscopeError(f"tiles of {tile} pixels came", fix="give at least 1")
    whole = trace(module, shape)
    chosen = whole.answers[answer]
    found = whole.layers[chosen].output_shape
    if len(found) != 4 or len(shape) != 3:
        raise CannotTile("no_map", whole.layers[chosen], fix="fix_answer", shape="×".join(map(str, found)))
    axes = tuple(follow(whole, number, chosen) for number in range(2))
    if found[2:] != shape[1:]:
        raise CannotTile("other_size", fix="fix_answer", answer=_sized(found[2:]), picture=_sized(shape[1:]))
    apart = tuple(grids(whole, axis) for axis in axes)
    strides = tuple(stride(one) for one in apart)
    pieces = tuple(_pieces(axis, step, tile) for axis, step in zip(axes, strides, strict=True))
    resized = tuple(layer.index for layer in whole if layer.operator == "interpolate")
    planned = Plan(shape, strides, tuple(map(_margin, pieces)), pieces, axes, apart, resized)  # type: ignore[arg-type]
    _same_in_tiles(module, whole, planned)
    return planned


def _pieces(axis: Axis, step: int, tile: int) -> tuple[Piece, ...]:
    """Cut an axis; inner pieces are all read with the same margin, so that they have one shape."""
    tile = -(-tile // step) * step
    cuts = [(first, min(first + tile, axis.places)) for first in range(0, axis.places, tile)]
    needs = [needed(axis, (first, last - 1)) for first, last in cuts]
    before = max(first - low for (first, _), (low, _) in zip(cuts, needs, strict=True))
    after = max(high + 1 - last for (_, last), (_, high) in zip(cuts, needs, strict=True))
    before, after = (-(-max(margin, 0) // step) * step for margin in (before, after))
    pieces = []
    for (first, last), (_, high) in zip(cuts, needs, strict=True):
        end = -(-last // step) * step + after
        end = axis.pixels if end > axis.pixels or high == axis.pixels - 1 else end
        pieces.append(Piece(first, last, max(first - before, 0), end))
    return tuple(pieces)


def _margin(pieces: tuple[Piece, ...]) -> tuple[int, int]:
    return max(p.first - p.start for p in pieces), max(p.end - p.last for p in pieces)


def _same_in_tiles(module: nn.Module, whole: Network, planned: Plan) -> None:
    """Make sure that the network does to each shape of tile what it does to the whole, apart from its borders."""
    kinds = [list({(p.end - p.start, p.end == p.last): p for p in pieces}.values()) for pieces in planned.pieces]
    for rows, columns in zip_longest(*kinds):  # axes are independent: each kind of piece is tried once
        tile = Tile(rows or kinds[0][0], columns or kinds[1][0])
        height, width = (piece.end - piece.start for piece in (tile.rows, tile.columns))
        if (height, width) == planned.shape[1:]:
            continue
        part = trace(module, (planned.shape[0], height, width))
        if [layer.operator for layer in part] != [layer.operator for layer in whole]:
            odd = next((a for a, b in zip(whole, part, strict=False) if a.operator != b.operator), whole.layers[-1])
            raise CannotTile("by_size", odd)
        for number, (axis, piece) in enumerate(zip(planned.axes, (tile.rows, tile.columns), strict=True)):
            other = follow(part, number, axis.answer)
            for mine, its in zip(axis.links, other.links, strict=True):
                if not _alike(mine, its, piece, axis, planned.apart[number]):
                    raise CannotTile("by_size", whole.layers[mine.layer])


def _alike(mine: Link, its: Link, piece: Piece, axis: Axis, apart: dict[int, Fraction]) -> bool:
    """Whether a link is the same in a tile, but for what it does at an end that the tile does not reach."""
    if (mine.layer, mine.source) != (its.layer, its.source):
        return False
    here, there = mine.step.relation, its.step.relation
    if piece.end < axis.pixels:
        here, there = _open(here), _open(there)
    if here != there or (isinstance(here, Slice) and here.start < 0):
        return False
    starts = [piece.start / apart[layer] for layer in (mine.source, mine.layer) if layer in apart]
    if any(start.denominator != 1 for start in starts):
        return False
    reaches = piece.end == axis.pixels
    return not reaches or len(starts) < 2 or _ends(mine.step, its.step, starts)


def _ends(whole: Step, part: Step, starts: list[Fraction]) -> bool:
    """Whether a tile's maps end where the whole's do, of a tile that ends where the scene does."""
    return part.inputs + starts[0] == whole.inputs and part.outputs + starts[1] == whole.outputs


def _open(relation: Relation) -> Relation:
    """Forget what is done at the far end."""
    if isinstance(relation, Padded):
        return replace(relation, after=0) if relation.before else Same()
    if isinstance(relation, Window):
        return replace(relation, padding=(relation.padding[0], 0), output_padding=0)
    return relation


def _sized(size: Shape) -> str:
    return "×".join(map(str, size))
