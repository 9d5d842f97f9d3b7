"""A mask: a picture whose pixels say which class each is of, by a value, by a palette's number or by a colour."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from convscope.errors import BrokenPicture
from convscope.picture.contract import InputContract
from convscope.picture.prepare import placed
from convscope.picture.read import head

IGNORED = 255  # the class number of pixels that nothing is said of
COLOUR = 1 << 24  # added to 256²·red + 256·green + blue: colours are told apart from values
Labels = npt.NDArray[np.uint8]  # (height, width)
VALUES = ("1", "L", "P", "I", "I;16", "I;16B", "LA", "PA")


def read_mask(path: str | Path) -> npt.NDArray[np.int64]:
    """Decode a mask to what each pixel says, (height, width): a value, a palette's number, or `COLOUR` + its colour.

    Nothing is resized or scaled. Raises `BrokenPicture` for a file that cannot be decoded.
    """
    path = Path(path)
    try:
        if path.suffix.lower() == ".npy" and head(path).startswith(b"\x93NUMPY"):
            numbers: npt.NDArray[np.int64] = np.squeeze(np.load(path, allow_pickle=False)).astype(np.int64)
            return numbers
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                turned = ImageOps.exif_transpose(image)
                if turned.mode in VALUES:
                    said = np.asarray(turned.getchannel(0) if turned.mode in ("LA", "PA") else turned)
                    return said.astype(np.int64)
                return packed(np.asarray(turned.convert("RGB")))
    except FileNotFoundError as error:
        raise BrokenPicture(f"there is no mask {path}") from error
    except Exception as error:  # a decoder raises what it likes
        raise BrokenPicture(f"{path} is broken: {error}", fix="export it again from its source") from error


def packed(colours_HWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Write each colour as one number.

    >>> hex(packed(np.array([[[255, 0, 128]]], dtype=np.uint8))[0, 0])
    '0x1ff0080'
    """
    red, green, blue = (colours_HWC[..., channel].astype(np.int64) for channel in range(3))
    return COLOUR + (red << 16) + (green << 8) + blue


def coded(said_HW: npt.NDArray[np.int64], table: Mapping[int, int]) -> Labels:
    """Give each pixel's class number, `IGNORED` for what the table has not.

    >>> coded(np.array([[7, 0], [9, 7]]), {0: 0, 7: 1}).tolist()
    [[1, 0], [255, 1]]
    """
    known = np.array(sorted(table), dtype=np.int64)
    numbers = np.array([table[value] for value in known.tolist()], dtype=np.uint8)
    if not len(known):
        return np.full(said_HW.shape, IGNORED, dtype=np.uint8)
    where = np.searchsorted(known, said_HW).clip(max=len(known) - 1)
    labels: Labels = np.where(known[where] == said_HW, numbers[where], np.uint8(IGNORED))
    return labels


def fit_labels(labels_HW: Labels, contract: InputContract) -> Labels:
    """Bring class numbers to a network's size as its pictures are, each pixel the nearest one's.

    What letterbox puts beside the picture is `IGNORED`.
    """
    if labels_HW.shape == (contract.height, contract.width):
        return labels_HW
    image = placed(Image.fromarray(labels_HW), replace(contract, channels=1), Image.Resampling.NEAREST, beside=IGNORED)
    return np.asarray(image, dtype=np.uint8)
