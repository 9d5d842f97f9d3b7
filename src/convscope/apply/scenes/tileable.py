"""Whether a network can be run on tiles, said before there is a scene: by its description, nothing is computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import nn

from convscope.apply.scenes.arranging import arrange
from convscope.apply.scenes.units import ExactUnits
from convscope.apply.tiling import CannotTile
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract

SIDE = 10_000  # pixels of the scene that it is said of


@dataclass(frozen=True)
class Tileable:
    """How a network goes over a scene of ``side`` pixels a side, in a ``sentence``.

    Where it is ``exact``, the ``tile`` that suits this memory, its ``margin`` (before and after, rows first), the
    ``stride`` that origins are multiples of, the share of pixels computed, and the bytes of a tile's maps. Else the
    ``layer`` that forbids it, empty where none is to be named, and ``fix``, what to change.
    """

    side: int
    exact: bool
    sentence: str
    tile: int = 0
    stride: tuple[int, int] = (0, 0)
    margin: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    worked: float = 0.0
    bytes: int = 0
    layer: str = ""
    fix: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = dict(vars(self))
        return plain | {"stride": list(self.stride), "margin": [list(one) for one in self.margin]}


def tileable(module: nn.Module, input_shape: tuple[int, ...], *, side: int = SIDE) -> Tileable:
    """Find it out for a network of pictures, (channels, height, width).

    >>> net = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ConvTranspose2d(8, 2, 2, stride=2))
    >>> found = tileable(net, (3, 64, 64))
    >>> found.exact, found.stride, found.margin
    (True, (2, 2), ((2, 0), (2, 0)))

    Raises `ConvscopeError` for a network of anything but pictures.
    """
    if len(input_shape) != 3:
        raise ConvscopeError(
            f"an input of {len(input_shape)} axes came, tiles are cut of pictures", fix="leave --tiles out"
        )
    model = Model(module, InputContract(*input_shape), (), "")
    try:
        found = arrange(model, side, side, prove_it=False)
    except CannotTile as error:
        return Tileable(side, False, str(error.problem), layer=error.layer, fix=error.fix)
    except ConvscopeError as error:
        return Tileable(side, False, str(error.problem), fix=error.fix)
    if isinstance(found.units, ExactUnits):
        return Tileable(
            side, True, str(found.sentence), found.tile, found.stride, found.margin, found.worked, found.bytes
        )
    fix = "" if found.exact else "tiles of this network can be blended, not exact; convscope segment does so"
    return Tileable(side, found.exact, str(found.sentence), found.tile, bytes=found.bytes, layer=found.layer, fix=fix)
