"""Colour jitter: brightness, contrast and saturation, each picture's by its own factor."""

from __future__ import annotations

from torch import Tensor

from convscope.data.chance import Chance, evenly

AT_ONCE = 2**18  # numbers that stay in a processor's cache through all the changes
LUMA = (0.2989, 0.587, 0.114)  # ITU-R 601-2, as Pillow's and torchvision's grey


def jitter_colours(
    images_NCHW: Tensor, *, brightness: float, contrast: float, saturation: float, generator: Chance
) -> Tensor:
    """Change pictures of 0 … 1 by factors drawn evenly from 1 ± each amount, in this order, cut to 0 … 1 after each.

    Brightness multiplies; contrast goes away from, or towards, the mean grey of the picture; saturation from or towards
    the grey of each pixel. As torchvision's ColorJitter, whose order is random. Grey is the eye's weighting of three
    channels, the mean of any other number; one channel has no saturation.
    """
    drawn = evenly(3, len(images_NCHW), generator).to(images_NCHW) * 2 - 1
    brighter, steeper, richer = (1 + drawn * drawn.new_tensor([brightness, contrast, saturation])[:, None]).clamp(min=0)
    asked = (bool(brightness), bool(contrast), bool(saturation and images_NCHW.shape[1] > 1))
    changed = images_NCHW.clone()
    few = max(1, AT_ONCE // max(images_NCHW[:1].numel(), 1)) if images_NCHW.device.type == "cpu" else len(images_NCHW)
    parts = zip(*(each.split(max(few, 1)) for each in (changed, brighter, steeper, richer)), strict=True)
    for part, by_brightness, by_contrast, by_saturation in parts:
        if asked[0]:
            part.mul_(by_brightness[:, None, None, None]).clamp_(0, 1)
        if asked[1]:
            _away(part, grey(part).mean((2, 3), keepdim=True), by_contrast)
        if asked[2]:
            _away(part, grey(part), by_saturation)
    return changed


def grey(images_NCHW: Tensor) -> Tensor:
    """Give each pixel's grey, (N, 1, H, W)."""
    if images_NCHW.shape[1] != 3:
        return images_NCHW.mean(1, keepdim=True)
    red, green, blue = (images_NCHW[:, channel : channel + 1] for channel in range(3))
    return (red * LUMA[0]).add_(green, alpha=LUMA[1]).add_(blue, alpha=LUMA[2])


def _away(images_NCHW: Tensor, middle: Tensor, factor_N: Tensor) -> None:
    """Go away from the middle by the factor, in place: ``factor · pixel + (1 - factor) · middle``, cut to 0 … 1."""
    factor = factor_N[:, None, None, None]
    images_NCHW.mul_(factor).add_(middle * (1 - factor)).clamp_(0, 1)
