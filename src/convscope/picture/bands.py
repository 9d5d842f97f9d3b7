"""Pictures of 1 to 12 bands from NumPy files and TIFFs that Pillow does not know, to uint8."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from convscope.errors import BrokenPicture

MOST_BANDS = 12
NPY = b"\x93NUMPY"
TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # the last two are BigTIFF
# TIFF 6.0: how many samples a photometric interpretation takes; what is beyond them is alpha, or a band of its own
COLOUR_SAMPLES = {0: 1, 1: 1, 2: 3, 3: 1, 5: 4, 6: 3, 8: 3}
PHOTOMETRIC, SAMPLES, EXTRA_SAMPLES = 262, 277, 338
ALPHA = (1, 2)
FILTERS = RLock()  # filters of warnings are the whole process's: threads that read change them one at a time


class Unscaled(BrokenPicture):
    """Numbers of which nobody said what their black and white are."""


def read_npy(path: Path) -> npt.NDArray[np.uint8]:
    """Read an array (height, width) or (height, width, bands) that NumPy saved; nothing in it is unpickled."""
    try:
        numbers = np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError as error:
        raise BrokenPicture(
            f"{path} is no whole array of numbers: {error}", fix="save it again with np.save"
        ) from error
    if numbers.ndim == 2:
        numbers = numbers[..., None]
    if numbers.ndim != 3 or not 1 <= numbers.shape[2] <= MOST_BANDS or 0 in numbers.shape:
        raise BrokenPicture(
            f"{path} has shape {numbers.shape}, (height, width, bands) with 1 to {MOST_BANDS} bands was expected",
            fix="bring its axes into that order",
        )
    refuse_bomb(path, *numbers.shape[:2])
    return to_bytes(np.asarray(numbers), path)


def read_tiff(path: Path) -> npt.NDArray[np.uint8]:
    """Read every band of a TIFF with rasterio (the extra ``scene``), in the file's order."""
    try:
        import rasterio
        from rasterio.errors import RasterioError
    except ImportError as error:
        raise BrokenPicture(
            f"{path} is a TIFF that Pillow cannot read: cut short, or of several bands",
            fix="for several bands: pip install 'convscope[scene]'",
        ) from error
    import warnings

    with FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a picture without georeference is no fault here
        try:
            with rasterio.open(path, driver="GTiff") as scene:
                if scene.count > MOST_BANDS:
                    raise BrokenPicture(
                        f"{path} has {scene.count} bands, at most {MOST_BANDS} are read", fix="choose its bands first"
                    )
                refuse_bomb(path, scene.height, scene.width)
                return to_bytes(scene.read().transpose(1, 2, 0), path)
        except RasterioError as error:
            raise BrokenPicture(f"{path} is broken: {error}", fix="export it again from its source") from error


def has_own_bands(image: Image.Image) -> bool:
    """Whether an opened TIFF has bands beyond its colours and one alpha, which Pillow would drop or mistake."""
    tags: Any = getattr(image, "tag_v2", None)
    if tags is None or image.format != "TIFF":
        return False
    extra = tags.get(EXTRA_SAMPLES, ())
    extra = extra if isinstance(extra, tuple) else (extra,)
    beyond = int(tags.get(SAMPLES, 1)) - COLOUR_SAMPLES.get(int(tags.get(PHOTOMETRIC, 1)), 1)
    return beyond > 1 or (beyond == 1 and not (extra and extra[0] in ALPHA))


def to_bytes(numbers_HWC: npt.NDArray[Any], path: Path) -> npt.NDArray[np.uint8]:
    """Bring numbers to 0 … 255: bytes as they are, 16 bits divided by 257, floats of 0 … 1 times 255.

    Other types and floats beyond 0 … 1 are refused, as nobody said what their black and white are.
    """
    if numbers_HWC.dtype == np.uint8:
        return numbers_HWC
    if numbers_HWC.dtype == np.uint16:
        return ((numbers_HWC.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if numbers_HWC.dtype.kind == "f":
        low, high = float(np.min(numbers_HWC)), float(np.max(numbers_HWC))
        if low >= 0 and high <= 1:  # False for NaN
            return (numbers_HWC * 255.0).round().astype(np.uint8)
        came = f"floats from {low:g} to {high:g}"
    else:
        came = str(numbers_HWC.dtype)
    raise Unscaled(
        f"{path} holds {came}, uint8, uint16 or floats of 0 to 1 were expected", fix="scale it and save it as uint8"
    )


def refuse_bomb(path: Path, height: int, width: int) -> None:
    """Refuse what Pillow would take for a decompression bomb."""
    most = Image.MAX_IMAGE_PIXELS
    if most is not None and height * width > most:
        raise BrokenPicture(
            f"{path} claims to be too large: {height} × {width} pixels are more than {most:,}",
            fix="cut or shrink it first",
        )
