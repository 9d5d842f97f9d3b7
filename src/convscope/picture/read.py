"""A file to a uint8 array: decoded, turned as its EXIF says, in grey, RGB, or the bands it has."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from convscope.errors import BrokenPicture
from convscope.picture.bands import FILTERS, NPY, TIFF, has_own_bands, read_npy, read_tiff

Picture = npt.NDArray[np.uint8]  # (height, width, channels)


def read(path: str | Path) -> Picture:
    """Decode a picture file to (height, width, 1) where it is grey and (height, width, 3) where it is in colour.

    EXIF rotation is applied; transparency is laid on white; palettes, CMYK and the like become RGB; 16-bit grey becomes
    8-bit; of an animation the first frame is taken (`describe` counts them). A NumPy file, and a TIFF with bands beyond
    colour and alpha, keep up to 12 bands. What a file is, its content says, not its name. Raises `BrokenPicture` for
    what cannot be decoded, and for sizes so large that Pillow takes them for a decompression bomb.
    """
    path = Path(path)
    try:
        if not path.is_file():
            raise BrokenPicture(f"there is no picture {path}", fix="give the path of a picture file")
        if head(path).startswith(NPY):
            return read_npy(path)
        with _opened(path) as image:
            if has_own_bands(image):
                return read_tiff(path)
            return _array(ImageOps.exif_transpose(image))
    except BrokenPicture:
        raise
    except UnidentifiedImageError as error:
        if head(path).startswith(TIFF):
            return read_tiff(path)
        if not path.stat().st_size:
            raise BrokenPicture(f"{path} is empty: zero bytes", fix="export it again from its source") from error
        raise BrokenPicture(f"{path} is not a picture that Pillow can read", fix="convert it to PNG or JPEG") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BrokenPicture(f"{path} claims to be too large: {error}", fix="cut or shrink it first") from error
    except Exception as error:  # a decoder raises what it likes: OSError, SyntaxError, ValueError, AVIF's RuntimeError
        raise BrokenPicture(f"{path} is broken: {error}", fix="export it again from its source") from error


def _opened(path: Path) -> Image.Image:
    """Open a file, whose pixels are not read yet; a size that Pillow would warn of is an error."""
    with FILTERS, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        return Image.open(path)


def head(path: Path) -> bytes:
    """Read the bytes by which a file's kind is known."""
    with path.open("rb") as file:
        return file.read(16)


def _array(image: Image.Image) -> Picture:
    if image.mode.startswith("I") or image.mode == "F":
        numbers = np.nan_to_num(np.asarray(image, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
        top = 65535.0 if image.mode.startswith("I") else max(float(numbers.max(initial=0.0)), 1.0)
        return (numbers.clip(0, top) * (255.0 / top)).round().astype(np.uint8)[..., None]
    grey = image.mode in ("1", "L", "LA")
    if image.has_transparency_data:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    decoded = np.asarray(image.convert("L" if grey else "RGB"), dtype=np.uint8)
    return decoded[..., None] if grey else decoded
