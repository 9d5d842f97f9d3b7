"""A uint8 picture of any size to a network's size and channels."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageOps

from convscope.errors import ConvscopeError
from convscope.picture.contract import InputContract
from convscope.picture.read import Picture


def fit(picture_HWC: Picture, contract: InputContract) -> Picture:
    """Bring a picture to the contract's channels and size, by its resize mode, bilinear with Pillow.

    RGB becomes grey by Pillow's luminance (ITU-R 601-2), grey becomes RGB by repetition; any other change of channels
    is refused with `ConvscopeError`.
    """
    picture_HWC = _channels(picture_HWC, contract.channels)
    height, width = picture_HWC.shape[:2]
    if (height, width) == (contract.height, contract.width):
        return picture_HWC
    if contract.channels not in (1, 3):
        planes = [fit(picture_HWC[..., [band]], _one_band(contract)) for band in range(contract.channels)]
        return np.concatenate(planes, axis=2)
    image = Image.fromarray(picture_HWC[..., 0] if contract.channels == 1 else picture_HWC)
    size = (contract.width, contract.height)
    method = Image.Resampling.BILINEAR
    if contract.resize == "stretch":
        image = image.resize(size, method)
    elif contract.resize == "crop":
        image = ImageOps.fit(image, size, method)
    else:
        image = _letterbox(image, contract)
    fitted = np.asarray(image, dtype=np.uint8)
    return fitted[..., None] if contract.channels == 1 else fitted


def _channels(picture_HWC: Picture, channels: int) -> Picture:
    have = picture_HWC.shape[2]
    if have == channels:
        return picture_HWC
    if (have, channels) == (1, 3):
        return np.repeat(picture_HWC, 3, axis=2)
    if (have, channels) == (3, 1):
        return np.asarray(Image.fromarray(picture_HWC).convert("L"), dtype=np.uint8)[..., None]
    raise ConvscopeError(
        f"a picture of {have} channels came, the network takes {channels}", fix="choose its bands first"
    )


def _letterbox(image: Image.Image, contract: InputContract) -> Image.Image:
    """Do what `ImageOps.pad` does, except that a thin strip keeps one row, where Pillow rounds it away to all black."""
    share = min(contract.width / image.width, contract.height / image.height)
    width, height = max(1, round(image.width * share)), max(1, round(image.height * share))
    boxed = Image.new(image.mode, (contract.width, contract.height))
    where = round((contract.width - width) / 2), round((contract.height - height) / 2)
    boxed.paste(image.resize((width, height), Image.Resampling.BILINEAR), where)
    return boxed


def _one_band(contract: InputContract) -> InputContract:
    return InputContract(1, contract.height, contract.width, contract.resize)
