"""What a network expects of a picture."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from convscope.errors import ConvscopeError

Resize = Literal["stretch", "crop", "letterbox"]
Interpolation = Literal["bilinear", "bicubic"]
BYTES = (0.0, 255.0)


def sides(text: str) -> tuple[int, int]:
    """Read a size as it is typed: one number for both sides, or height and width.

    >>> sides("160"), sides("160,240")
    ((160, 160), (160, 240))
    """
    try:
        lengths = [int(part) for part in text.replace("x", ",").replace("×", ",").split(",")]
    except ValueError:
        lengths = []
    if not 1 <= len(lengths) <= 2 or min(lengths) < 1:
        raise ConvscopeError(f"a size of {text} came", fix="give a side, or height and width, as in 160,240")
    return lengths[0], lengths[-1]


@dataclass(frozen=True)
class InputContract:
    """Channels, size, resize mode and scaling; travels with the network wherever it goes.

    A picture of another shape is brought to (height, width) by *stretch* (both axes, the content distorted), *crop*
    (the shorter side to size, then the centre) or *letterbox* (the longer side to size, black beside it); None says
    that nobody said which. With *crop*, ``crop_share`` below 1 resizes the shorter side to size/crop_share before the
    centre is taken, as ImageNet's networks are evaluated. A value v of 0 … 255 enters the network as (v/255 - mean)/std
    of its channel.

    ``values`` are the numbers in a scene's file that become 0 and 255 (`convscope.picture.levels`): of bytes they stand
    for themselves. ``ground`` is what a pixel of the scenes it was trained on spans on the ground, in metres.
    """

    channels: int
    height: int
    width: int
    resize: Resize | None = "stretch"
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)
    crop_share: float = 1.0
    interpolation: Interpolation = "bilinear"
    values: tuple[float, float] = BYTES
    ground: float | None = None

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(channels, height, width)."""
        return self.channels, self.height, self.width

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; ``values`` and ``ground`` only where they are said."""
        plain = asdict(self)
        usual = {"values": BYTES, "ground": None}
        return {name: value for name, value in plain.items() if name not in usual or value != usual[name]}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> InputContract:
        """Read back what `as_dict` gave."""
        tuples: dict[str, Any] = {name: tuple(values[name]) for name in ("mean", "std", "values") if name in values}
        return InputContract(**{**values, **tuples})
