"""How a network goes over a scene: exactly in tiles, whole, or in windows that are blended, and why."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass, replace

from convscope.apply.scenes.meaning import Meaning, meaning
from convscope.apply.scenes.sizing import best, budget, largest, maps, sized
from convscope.apply.scenes.units import BlendedUnits, ExactUnits, Units, WholeUnits
from convscope.apply.scenes.words import WORDS
from convscope.apply.tiling import CannotTile, prove
from convscope.apply.tiling.fitting import sizes
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.network import trace
from convscope.saying import Said

PROOF = 1 << 20  # pixels of the most that is run twice to prove a plan
NO_MAPS = ("no_map", "inputs")  # what no tiles, blended or not, can answer for


@dataclass(frozen=True)
class Arranged:
    """Units of work, what their maps mean, and what is to be said of them.

    ``exact`` says that labels are those of the whole scene; else ``layer`` forbids it, and ``why`` says how. ``tile``
    is a tile's side without its ``margin`` (before and after, rows first), ``bytes`` what the maps of one take.
    ``proved`` says that it was put to the test on a small scene, or needs none.
    ``padded`` are rows and columns that are put after the scene's last, repeating it.
    """

    units: Units
    meaning: Meaning
    tile: int
    bytes: int
    exact: bool
    stride: tuple[int, int] = (1, 1)
    margin: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    worked: float = 1.0
    proved: bool = False
    layer: str = ""
    why: Said | str = ""
    padded: tuple[int, int] = (0, 0)

    @property
    def sentence(self) -> Said:
        """Say it in a line."""
        return WORDS.say("memory", way=self.way, megabytes=self.bytes / 1e6)

    @property
    def way(self) -> Said:
        """Say how it is done, without the memory it takes."""
        way, (down, across) = self._pieces(), self.padded
        if self.exact and not self.proved:
            way = WORDS.say("unproved", way=way)
        return WORDS.say("padded", way=way, down=down, across=across) if down or across else way

    def _pieces(self) -> Said:
        if isinstance(self.units, WholeUnits):
            return WORDS.say("whole_scene")
        if not self.exact:
            return WORDS.say("blended", why=self.why, tile=self.tile)
        (top, bottom), (left, right) = self.margin
        margin: Said | str = str(top)
        if len({top, bottom, left, right}) > 1:
            margin = WORDS.say("margin", top=top, bottom=bottom, left=left, right=right)
        stride = str(self.stride[0]) if self.stride[0] == self.stride[1] else " × ".join(map(str, self.stride))
        return WORDS.say(
            "tiles", count=len(self.units), tile=self.tile, margin=margin, stride=stride, worked=self.worked
        )


def arrange(
    model: Model, height: int, width: int, *, tile: int | None = None, workers: int = 1, prove_it: bool = True
) -> Arranged:
    """Find how a model goes over a scene of ``height`` × ``width``.

    Exact tiles where the network allows them, of ``tile`` pixels or of the size that suits this memory; else the whole
    scene, where it fits; else blended windows. A scene is padded where the network takes, or answers with, multiples
    alone. Raises `CannotTile` where the network's answer is no map of the picture's size, and `ConvscopeError` where it
    does not run on such pieces. ``prove_it`` False leaves out the run on a small scene that finds numbers made of the
    size that comes.
    """
    if tile is not None and tile < 1:
        raise ConvscopeError(f"tiles of {tile} pixels came", fix="give at least 1")
    limit = budget(model.device, workers) if tile is None else sys.maxsize
    first: ConvscopeError | None = None
    for rows, columns in sizes(height, width):
        try:
            arranged = _exact(model, rows, columns, tile, limit, prove_it=prove_it)
        except CannotTile as error:
            if error.name in NO_MAPS:
                raise
            first = first or error
            if error.name != "other_size":
                first = error
                break
        except ConvscopeError as error:
            first = first or error
        else:
            return replace(arranged, padded=(rows - height, columns - width))
    assert first is not None
    return _inexact(model, height, width, tile, limit, first)


def _exact(model: Model, height: int, width: int, tile: int | None, limit: int, *, prove_it: bool) -> Arranged:
    module, channels = model.module, model.contract.channels
    shape = (channels, height, width)
    found = best(module, shape, limit) if tile is None else sized(module, shape, tile)
    planned = found.plan
    meant = meaning(trace(module, (channels, *largest(planned))))
    arranged = Arranged(
        ExactUnits(planned), meant, found.tile, found.bytes, True, planned.stride, planned.margin, planned.worked
    )
    if len(planned) == 1:
        return replace(arranged, units=WholeUnits(height, width), proved=True)
    sides = [2 * (max(m) + 2 * s) for m, s in zip(arranged.margin, arranged.stride, strict=True)]
    if not prove_it or sides[0] * sides[1] > min(PROOF, height * width // 4):
        return arranged
    if not prove(module, planned).holds:  # numbers that forward makes of the size that comes
        raise CannotTile("by_itself")
    return replace(arranged, proved=True)


def _inexact(model: Model, height: int, width: int, tile: int | None, limit: int, error: ConvscopeError) -> Arranged:
    """Run the whole scene where it fits, else windows as large as the pictures that the network was made for."""
    module, contract = model.module, model.contract
    if tile is None or tile >= max(height, width):
        for rows, columns in sizes(height, width):
            with suppress(ConvscopeError):  # it runs at other sizes alone
                meant = _checked(model, rows, columns)
                taken = maps(module, (contract.channels, rows, columns))
                if taken > limit:
                    break
                padded = rows - height, columns - width
                whole = WholeUnits(rows, columns)
                return Arranged(whole, meant, max(rows, columns), taken, True, proved=True, padded=padded)
    side = tile or max(contract.height, contract.width)
    meant = _checked(model, side, side)
    after = Meaning(meant.classes, "shares")
    rows, columns = max(height, side), max(width, side)
    units = BlendedUnits(rows, columns, side, meant)
    taken = maps(module, (contract.channels, side, side)) + 4 * meant.classes * (units.cells // 2 * side) ** 2
    layer, padded = getattr(error, "layer", ""), (rows - height, columns - width)
    why = error.said[0] if isinstance(error, CannotTile) else error.problem
    return Arranged(units, after, side, taken, False, layer=layer, why=why, padded=padded)


def _checked(model: Model, height: int, width: int) -> Meaning:
    """Make sure that the network answers with a map of the size that comes."""
    network = trace(model.module, (model.contract.channels, height, width))
    answer = network.layers[network.answers[0]]
    if len(answer.output_shape) != 4:
        raise CannotTile("no_map", answer, fix="fix_answer", shape="×".join(map(str, answer.output_shape)))
    if answer.output_shape[2:] != (height, width):
        here, there = ("×".join(map(str, size)) for size in (answer.output_shape[2:], (height, width)))
        raise CannotTile("other_size", fix="fix_answer", answer=here, picture=there)
    return meaning(network)
