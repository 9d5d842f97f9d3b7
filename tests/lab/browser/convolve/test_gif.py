"""The GIF that the page writes is read by Pillow, pixel by pixel."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

WRITE = """async ([width, height, frames]) => {
  const { gifOf } = await import("convscope/convolve/gif.js");
  const gif = gifOf(width, height, frames.map((one) => Uint8ClampedArray.from(one)));
  for (const one of frames) gif.add(Uint8ClampedArray.from(one), 7);
  return Array.from(gif.done());
}"""


def test_frames_come_back_as_they_went_in(opened: Callable[..., Any]) -> None:
    """200 colours at random fill LZW's table more than once; then the same again, and a change in a corner."""
    generator = np.random.default_rng(0)
    palette = generator.permutation(32**3)[:200]
    colours = np.stack([palette >> 10, (palette >> 5) & 31, palette & 31], 1) * 8
    first = colours[generator.integers(0, 200, (90, 110))]
    frames = [first, first.copy(), first.copy()]
    frames[2][80:, 100:] = colours[0]
    given = [np.concatenate([one, np.full((90, 110, 1), 255)], 2).ravel().tolist() for one in frames]
    image: Any = Image.open(io.BytesIO(bytes(opened().page.evaluate(WRITE, [110, 90, given]))))
    # a frame that repeats the one before may be read as one, shown for longer
    read = []
    for at in range(image.n_frames):
        image.seek(at)
        read.append(np.asarray(image.convert("RGB")))
    np.testing.assert_array_equal(read[0], first)
    np.testing.assert_array_equal(read[-1], frames[2])
    assert image.info["duration"] == 70
