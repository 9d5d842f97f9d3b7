"""Resizes."""

from __future__ import annotations

from typing import Any

from convscope.ship.c99.lowering import lowers, map_size
from convscope.ship.c99.program import Builder
from convscope.ship.c99.steps import Resize
from convscope.ship.c99.values import Value


def _sides(size: tuple[int, int], output_size: Any, factors: Any) -> tuple[int, int]:
    if output_size is not None:
        return int(output_size[0]), int(output_size[1])
    return int(size[0] * factors[0]), int(size[1] * factors[1])


def _resize(builder: Builder, value: Value, arguments: dict[str, Any], *, bilinear: bool, centred: bool) -> Value:
    size = map_size(value)
    factors = arguments.get("scale_factors")
    if factors is None and arguments.get("scales_h") is not None:
        factors = [arguments["scales_h"], arguments["scales_w"]]
    sides = _sides(size, arguments.get("output_size"), factors)
    corners = bool(arguments.get("align_corners"))
    if corners:
        scale = tuple((mine - 1) / (asked - 1) if asked > 1 else 0.0 for mine, asked in zip(size, sides, strict=True))
    elif factors is not None:
        scale = tuple(1 / factor for factor in factors)
    else:
        scale = tuple(mine / asked for mine, asked in zip(size, sides, strict=True))
    output = builder.new((1, value.shape[1], *sides))
    entering = builder.pixelwise(value)
    return builder.emit(
        Resize(
            (entering,),
            output,
            builder.place,
            bilinear,
            corners,
            centred,
            value.shape[1],
            (size, sides),
            (scale[0], scale[1]),
        )
    )


@lowers("upsample_bilinear2d")
def bilinear(builder: Builder, tensor: Value, **arguments: Any) -> Value:
    """Weigh the four pixels around."""
    return _resize(builder, tensor, arguments, bilinear=True, centred=False)


@lowers("upsample_nearest2d", "_upsample_nearest_exact2d")
def nearest(builder: Builder, tensor: Value, **arguments: Any) -> Value:
    """Take one pixel."""
    return _resize(builder, tensor, arguments, bilinear=False, centred="exact" in builder.place.operator)
