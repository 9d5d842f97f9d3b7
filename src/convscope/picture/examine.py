"""Everything a survey wants to know of a picture file, its fault included, from one reading of it."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from convscope.errors import BrokenPicture
from convscope.picture.bands import NPY, has_own_bands
from convscope.picture.describe import Description, describe, described
from convscope.picture.read import head, read

SMALL = 64  # a JPEG is decoded to no less than this, which reads all of it at a part of the cost
THUMB = 8  # side of the grey thumbnail that tells true near-duplicates from equally smooth pictures
DIGEST = 16  # bytes of the content's hash


@dataclass(frozen=True)
class Examined:
    """``fault`` says in words why a file cannot be used, and is empty where it can.

    ``content`` is the BLAKE2b hash of its bytes, ``hash`` the 64 bits of `difference_hash`, ``thumb`` the picture as
    8 × 8 grey levels; all in hexadecimal.
    """

    fault: str = ""
    format: str = ""
    mode: str = ""
    height: int = 0
    width: int = 0
    bands: int = 0
    frames: int = 1
    content: str = ""
    hash: str = ""
    thumb: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def examine(path: str | Path) -> Examined:
    """Read a file and tell what is in it; whatever goes wrong is told in ``fault``, nothing is raised."""
    path = Path(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Examined("is no file")
        if not status.st_size:
            return Examined("is empty: zero bytes")
        description, grey = _looked_at(path)
        content = hash_file(path)
    except BrokenPicture as error:
        return Examined(reason(error, path))
    except OSError as error:
        return Examined(f"cannot be read: {error.strerror or error}")
    small = np.asarray(grey.resize((THUMB, THUMB), Image.Resampling.BOX))
    return Examined(
        "", description.format, description.mode, description.height, description.width, description.bands,
        description.frames, content, f"{difference_hash(grey):016x}", small.tobytes().hex(),
    )  # fmt: skip


def hash_file(path: str | Path) -> str:
    """Give the BLAKE2b hash of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=DIGEST)).hexdigest()


def difference_hash(grey: Image.Image) -> int:
    """Give 64 bits: whether each of 8 × 9 grey levels is darker than its right neighbour (N. Krawetz, *dHash*, 2013).

    >>> f"{difference_hash(Image.linear_gradient('L').rotate(90)):x}"
    'ffffffffffffffff'
    """
    levels = np.asarray(grey.resize((9, 8), Image.Resampling.BOX), dtype=np.int16)
    bits: npt.NDArray[np.bool_] = levels[:, 1:] > levels[:, :-1]
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def reason(error: BrokenPicture, path: str | Path) -> str:
    """Give what an error says of a file, without the file's name."""
    return error.problem.replace(os.fspath(path), "").strip()


def _looked_at(path: Path) -> tuple[Description, Image.Image]:
    """Describe a picture and give it in grey; JPEGs decoded small where that finds the same faults."""
    if not head(path).startswith(NPY):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                with Image.open(io.BytesIO(path.read_bytes())) as image:
                    if not has_own_bands(image) and image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB"):
                        description = described(image)
                        image.draft("L", (SMALL, SMALL))
                        return description, ImageOps.exif_transpose(image).convert("L")
        except OSError as error:
            if error.errno is not None:
                raise
        except Exception:  # whatever it is, `read` below has the word for it
            pass
    picture = read(path)
    grey = picture[..., 0] if picture.shape[2] != 3 else picture
    return describe(path), Image.fromarray(grey).convert("L")
