"""What a picture file is, before its pixels are read."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from convscope.picture.bands import NPY, has_own_bands
from convscope.picture.read import head, read

ORIENTATION, SIDEWAYS = 0x0112, (5, 6, 7, 8)


@dataclass(frozen=True)
class Description:
    """Format and mode are Pillow's words; height and width those after EXIF rotation; ``bands`` those of `read`."""

    format: str
    mode: str
    height: int
    width: int
    bands: int
    frames: int = 1

    @property
    def animated(self) -> bool:
        """Whether there are frames after the first, which `read` leaves out."""
        return self.frames > 1


def describe(path: str | Path) -> Description:
    """Say what a file is: format, mode, size, bands, frames. Raises `BrokenPicture` as `read` does.

    Only the header is read, except of NumPy files and of TIFFs that Pillow does not know.
    """
    path = Path(path)
    try:
        if path.is_file() and not head(path).startswith(NPY):
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(path) as image:
                    if not has_own_bands(image):
                        return described(image)
    except Exception:  # whatever it is, `read` has the word for it
        pass
    picture = read(path)
    kind = "NPY" if head(path).startswith(NPY) else "TIFF"
    return Description(kind, f"{picture.shape[2]} bands", *picture.shape)


def described(image: Image.Image) -> Description:
    """Describe an opened picture."""
    width, height = image.size
    if image.getexif().get(ORIENTATION) in SIDEWAYS:
        width, height = height, width
    grey = image.mode in ("1", "L", "LA", "F") or image.mode.startswith("I")
    frames = 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))  # a phone's second picture is no frame
    return Description(image.format or "?", image.mode, height, width, 1 if grey else 3, frames)
