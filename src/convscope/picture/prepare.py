"""A uint8 picture of any size to a network's size and channels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image, ImageOps

from convscope.errors import ConvscopeError
from convscope.picture.contract import InputContract
from convscope.picture.read import Picture


def fit(picture_HWC: Picture, contract: InputContract) -> Picture:
    """Bring a picture to the contract's channels and size, by its resize mode, with Pillow.

    RGB becomes grey by Pillow's luminance (ITU-R 601-2), grey becomes RGB by repetition; any other change of channels
    is refused with `ConvscopeError`, and so is a change of size where the contract does not say how.
    """
    picture_HWC = _channels(picture_HWC, contract.channels)
    height, width = picture_HWC.shape[:2]
    if (height, width) == (contract.height, contract.width):
        return picture_HWC
    if contract.channels not in (1, 3):
        planes = [fit(picture_HWC[..., [band]], _one_band(contract)) for band in range(contract.channels)]
        return np.concatenate(planes, axis=2)
    image = Image.fromarray(picture_HWC[..., 0] if contract.channels == 1 else picture_HWC)
    image = placed(image, contract, Image.Resampling[contract.interpolation.upper()])
    fitted = np.asarray(image, dtype=np.uint8)
    return fitted[..., None] if contract.channels == 1 else fitted


def placed(image: Image.Image, contract: InputContract, method: Image.Resampling, *, beside: int = 0) -> Image.Image:
    """Bring an image to the contract's size by its resize mode; ``beside`` is what letterbox puts beside it."""
    size = (contract.width, contract.height)
    if contract.resize is None:
        raise ConvscopeError(
            f"a picture of {image.height} × {image.width} came, the network takes {contract.height} × {contract.width}",
            fix="say how to fit it: resize stretch, crop or letterbox",
        )
    if contract.resize == "stretch":
        return image.resize(size, method)
    if contract.resize == "crop":
        return ImageOps.fit(image, size, method) if contract.crop_share == 1 else _centre(image, contract, method)
    return _letterbox(image, contract, method, beside)


def _channels(picture_HWC: Picture, channels: int) -> Picture:
    have = picture_HWC.shape[2]
    if have == channels:
        return picture_HWC
    if (have, channels) == (1, 3):
        return np.repeat(picture_HWC, 3, axis=2)
    if (have, channels) == (3, 1):
        return np.asarray(Image.fromarray(picture_HWC).convert("L"), dtype=np.uint8)[..., None]
    alpha = "; transparency is no band, it is laid on white" if (have, channels) == (3, 4) else ""
    raise ConvscopeError(
        f"a picture of {have} channels came, the network takes {channels}",
        fix=f"give a TIFF or a NumPy file (.npy) of {channels} bands{alpha}",
    )


def _centre(image: Image.Image, contract: InputContract, method: Image.Resampling) -> Image.Image:
    """Resize so that the network's size is a share of the picture's, then cut out the middle."""
    share = max(contract.height / image.height, contract.width / image.width) / contract.crop_share
    width, height = round(image.width * share), round(image.height * share)
    left, top = (width - contract.width) // 2, (height - contract.height) // 2
    large = image.resize((width, height), method)
    return large.crop((left, top, left + contract.width, top + contract.height))


def _letterbox(image: Image.Image, contract: InputContract, method: Image.Resampling, beside: int) -> Image.Image:
    """Do what `ImageOps.pad` does, except that a thin strip keeps one row, where Pillow rounds it away to all black."""
    share = min(contract.width / image.width, contract.height / image.height)
    width, height = max(1, round(image.width * share)), max(1, round(image.height * share))
    boxed = Image.new(image.mode, (contract.width, contract.height), beside)
    where = round((contract.width - width) / 2), round((contract.height - height) / 2)
    boxed.paste(image.resize((width, height), method), where)
    return boxed


def _one_band(contract: InputContract) -> InputContract:
    return replace(contract, channels=1)
