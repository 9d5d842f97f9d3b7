"""Claim 32's pictures: a rectangle brought to a square in three ways, and what each takes from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import numpy as np
from PIL import Image

from convscope.lab.embedded import png
from convscope.picture import InputContract, Picture, Resize, fit

MOST_SIDE = 512  # of what is sent to be looked at


def squares(picture_HWC: Picture, side: int) -> dict[str, Any]:
    """Give the picture and its three squares of ``side`` pixels.

    ``stretched`` is how many times as wide as high a square thing of the picture comes out; ``lost`` the share of the
    picture that is cut off; ``empty`` the share of the square that is black. Measured on what `fit` gave: the last by
    fitting a white picture of the same size.
    """
    height, width, channels = picture_HWC.shape
    contract = InputContract(channels, side, side)
    white = np.full((height, width, 1), 255, np.uint8)
    ways = []
    for name in get_args(Resize):
        one = replace(contract, resize=name)
        covered = fit(white, replace(one, channels=1)) > 0
        ways.append(
            {
                "name": name,
                "png": png(fit(picture_HWC, one)),
                "stretched": height / width if name == "stretch" else 1.0,
                "lost": 1 - min(height, width) / max(height, width) if name == "crop" else 0.0,
                "empty": float(1 - covered.mean()),
            }
        )
    return {"height": height, "width": width, "side": side, "png": png(_small(picture_HWC)), "ways": ways}


def _small(picture_HWC: Picture) -> Picture:
    scale = MOST_SIDE / max(picture_HWC.shape[:2])
    if scale >= 1:
        return picture_HWC
    plain = Image.fromarray(picture_HWC[..., 0] if picture_HWC.shape[2] == 1 else picture_HWC)
    plain.thumbnail((MOST_SIDE, MOST_SIDE))
    return np.asarray(plain).reshape(plain.height, plain.width, picture_HWC.shape[2])
