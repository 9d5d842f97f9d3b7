"""Still WebP pictures put together: Pillow reads each frame."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

WRITE = """async (frames) => {
  const { webpOf } = await import("convscope/convolve/webp.js");
  return Array.from(webpOf(9, 6, frames.map((one) => ({ bytes: Uint8Array.from(one), milliseconds: 300 }))));
}"""


def test_every_frame_is_one_of_the_pictures(opened: Callable[..., Any]) -> None:
    """Lossless ones of an odd size, so that chunks are filled up to even lengths."""
    stills = [np.random.default_rng(at).integers(0, 256, (6, 9, 3), dtype=np.uint8) for at in range(3)]
    files = []
    for still in stills:
        file = io.BytesIO()
        Image.fromarray(still).save(file, "WEBP", lossless=True, exact=True)
        files.append(list(file.getvalue()))
    film: Any = Image.open(io.BytesIO(bytes(opened().page.evaluate(WRITE, files))))
    assert film.n_frames == 3 and film.size == (9, 6)
    for at, still in enumerate(stills):
        film.seek(at)
        np.testing.assert_array_equal(np.asarray(film.convert("RGB")), still)
        assert film.info["duration"] == 300
