"""Where the pattern of a kernel occurs, which map is highest: row 16 of the course notes."""

from collections.abc import Callable
from typing import Any

import numpy as np

COUNT = """async ([height, width, values, rows, columns, places]) => {
  const { countFound, foundAt } = await import("convscope/convolve/finding.js");
  const picture = { channels: 1, height, width, values: Float64Array.from(values) };
  let at = 0;
  const draw = () => places[at++];
  return countFound(picture, rows, columns, { cuts: places.length, draw, told: () => true });
}"""


def by_numpy(picture: np.ndarray[Any, Any], place: int, side: int) -> list[bool]:
    """Score every window against the one at a place in the three ways; is none higher?"""
    windows = np.lib.stride_tricks.sliding_window_view(picture, (side, side)).reshape(-1, side * side)
    cut = windows[place]
    free = cut - cut.mean()
    centred = windows - windows.mean(1, keepdims=True)
    lengths = np.linalg.norm(centred, axis=1)
    scores = (windows @ cut, windows @ free, (centred @ free) / np.where(lengths > 0, lengths, np.inf))
    return [bool((one <= one[place] * (1 + 1e-9)).all()) for one in scores]


def test_the_count_is_numpys(opened: Callable[..., Any]) -> None:
    """A bright blot beside a faint texture: raw finds the blot, normalised what was cut."""
    generator = np.random.default_rng(3)
    picture = generator.random((20, 24)) * 0.4
    picture[4:9, 4:9] += 0.6
    draws = generator.random(40)
    told = opened().page.evaluate(COUNT, [20, 24, picture.ravel().tolist(), 5, 5, draws.tolist()])
    expected = np.sum([by_numpy(picture, int(one * 16 * 20), 5) for one in draws], axis=0)
    assert told["found"] == expected.tolist()
    assert expected[0] < 0.2 * 40 and expected[2] == 40


def test_a_flat_picture_has_nothing_to_find(opened: Callable[..., Any]) -> None:
    """It is said, not counted."""
    assert opened().page.evaluate(COUNT, [6, 6, [0.3] * 36, 3, 3, [0.5]]) is None
