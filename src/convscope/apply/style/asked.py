"""What is asked of a picture in another's style."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Literal

from convscope.errors import ConvscopeError, UnknownName

KEPT = ("luminance", "matched")
OPTIMIZERS = ("lbfgs", "adam")
STARTS = ("content", "noise")
SIDES = (16, 8192)


@dataclass(frozen=True)
class Styling:
    """How a picture is painted.

    ``weights`` are those of the styles, one each; ``mask`` is a picture that says where each is: black the first,
    white the last, greys between them; of one style white. The longer side becomes ``size``. ``steps`` are those at
    the coarsest scale; each finer one, of twice the size, has fewer. ``strength`` is how much style weighs against
    content, ``smooth`` how much roughness; ``style_size`` how large the styles are beside the picture, 1 for as large.
    ``keep_colours`` is *luminance* (paint brightness alone, the colours are the content's) or *matched* (the styles'
    colours are brought to the content's first); "" takes the styles'. ``layers`` and ``content_layer`` are the
    network's. ``tile`` is the side of the pieces that a large picture goes through the network in; 0 for none.
    ``progress`` is a folder for pictures on the way.
    """

    weights: tuple[float, ...] = ()
    mask: str | Path | None = None
    size: int = 512
    steps: int = 100
    strength: float = 1.0
    smooth: float = 0.3
    style_size: float = 1.0
    keep_colours: Literal["", "luminance", "matched"] = ""
    layers: tuple[str, ...] = ()
    content_layer: str | None = None
    optimizer: Literal["lbfgs", "adam"] = "lbfgs"
    start: Literal["content", "noise"] = "content"
    tile: int = 512
    progress: str | Path | None = None

    def check(self, styles: int) -> None:
        """Refuse what cannot be done, before anything is read."""
        if not styles:
            raise ConvscopeError("no picture of a style came", fix="convscope style CONTENT STYLE")
        named: tuple[tuple[str, str, tuple[str, ...]], ...] = (
            ("way to keep colours", self.keep_colours, ("", *KEPT)),
            ("optimizer", self.optimizer, OPTIMIZERS),
            ("start", self.start, STARTS),
        )
        for kind, name, known in named:
            if name not in known:
                raise UnknownName(kind, name, [one for one in known if one])
        if not SIDES[0] <= self.size <= SIDES[1]:
            raise ConvscopeError(f"size = {self.size} came", fix=f"give {SIDES[0]} to {SIDES[1]} pixels")
        if self.steps < 1:
            raise ConvscopeError(f"steps = {self.steps} came", fix="give at least 1; 100 is usual")
        if self.tile and self.tile < 64:
            raise ConvscopeError(f"tile = {self.tile} came", fix="give 64 or more, or 0 for none")
        for name, least in (("strength", 0.0), ("style_size", 0.0), ("smooth", -1.0)):
            value = getattr(self, name)
            if not isfinite(value) or value <= least or value > 1e6 or value < 0:
                raise ConvscopeError(f"{name} = {value:g} came", fix="give a number above 0; 1 is usual")
        if self.weights:
            self._check_weights(styles)

    def _check_weights(self, styles: int) -> None:
        if self.mask is not None:
            raise ConvscopeError("weights came with a mask, which says where each style is", fix="give one of the two")
        if len(self.weights) != styles:
            raise ConvscopeError(f"{len(self.weights)} weights came for {styles} styles", fix="give one a style")
        if any(not isfinite(one) or one < 0 for one in self.weights) or not sum(self.weights):
            given = ",".join(f"{one:g}" for one in self.weights)
            raise ConvscopeError(f"weights {given} came", fix="give numbers from 0 on, not all 0, as in 0.7,0.3")
