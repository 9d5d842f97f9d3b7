"""A picture that came from elsewhere, decoded in a process of its own with bounds on time, memory and pixels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from convscope.errors import BrokenPicture
from convscope.picture.bands import Unscaled
from convscope.picture.read import Picture, read

MOST_PIXELS = 25_000_000  # those of a 24 megapixel camera
MOST_BYTES = 3 << 30  # of memory: 16 bits a pixel pass through several arrays of eight bytes
MOST_SECONDS = 20
START = "from convscope.picture.apart import serve; serve()"


class Refused(BrokenPicture):
    """A picture that was not taken; ``kind`` is one of `REASONS`, ``values`` its numbers."""

    def __init__(self, kind: str, values: dict[str, Any] | None = None) -> None:
        """Keep the kind, so that a face can say it in its own words."""
        self.kind, self.values = kind, values or {}
        problem, fix = REASONS[kind]
        super().__init__(problem.format(**self.values), fix=fix)


REASONS = {
    "not": ("this file is not a picture", "give PNG, JPEG, WebP, GIF, BMP or TIFF"),
    "broken": ("this picture is broken, or cut short", "export it again from its source"),
    "unscaled": (
        "this picture's numbers are not bytes, 16 bits or floats of 0 to 1",
        "scale them and save them as uint8",
    ),
    "large": ("this picture is too large: {width} × {height} pixels", f"shrink it below {MOST_PIXELS:,} pixels"),
    "bands": ("this picture has {bands} bands", "choose one or three of them"),
    "slow": (f"this picture was not decoded within {MOST_SECONDS} seconds", "export it as PNG or JPEG"),
}


def read_apart(data: bytes, *, seconds: float = MOST_SECONDS) -> Picture:
    """Decode bytes to (height, width, 1 or 3) as `read` does a file; what its decoder does cannot harm this process.

    Raises `Refused` for what is no picture, is broken, has more than `MOST_PIXELS` or other bands, takes longer than
    ``seconds`` or ends its process.
    """
    with tempfile.TemporaryDirectory(prefix="convscope-") as folder:
        place = Path(folder) / "picture"
        place.write_bytes(data)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, "-P", "-c", START, str(place)]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, env=environment,
                start_new_session=True, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Refused("slow") from None
        decoded = place.with_suffix(".npy")
        if done.returncode == 0 and decoded.is_file():
            picture: Picture = np.load(decoded, allow_pickle=False)
            return picture
    with suppress(ValueError, KeyError, IndexError):
        told = json.loads(done.stdout.splitlines()[-1])
        raise Refused(told["kind"], told["values"])
    raise Refused("broken")  # its decoder ended the process, or ran out of memory


def serve() -> None:
    """Be the process: decode the file that the command names, and leave the pixels beside it."""
    _bound()
    place = Path(sys.argv[1])
    try:
        np.save(place.with_suffix(".npy"), decode(place))
    except Refused as refused:
        sys.stdout.write(json.dumps({"kind": refused.kind, "values": refused.values}) + "\n")
        sys.exit(1)


def decode(place: Path) -> Picture:
    """Decode a file here, within the bounds on pixels and bands."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # read refuses what claims more
    try:
        picture = read(place)
    except BrokenPicture as error:
        if isinstance(error.__cause__, (Image.DecompressionBombError, Image.DecompressionBombWarning)):
            raise Refused("large", _size(place)) from error
        if isinstance(error, Unscaled):
            raise Refused("unscaled") from error
        raise Refused("not" if isinstance(error.__cause__, UnidentifiedImageError) else "broken") from error
    height, width, bands = picture.shape
    if height * width > MOST_PIXELS:
        raise Refused("large", {"width": width, "height": height})
    if bands not in (1, 3):
        raise Refused("bands", {"bands": bands})
    return picture


def _size(place: Path) -> dict[str, Any]:
    Image.MAX_IMAGE_PIXELS = None  # its head alone is read
    with Image.open(place) as image:
        return {"width": image.width, "height": image.height}


def _bound() -> None:
    """Bound memory and time where the system has such bounds."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
