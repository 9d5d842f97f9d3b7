"""A layer as a matrix, and its windows as rows."""

from collections.abc import Callable
from typing import Any

import numpy as np

SETTINGS: tuple[dict[str, Any], ...] = (
    {"picture": "digit", "channels": 2, "preset": "random", "rule": "same", "sx": 2},
    {"picture": "digit", "mode": "transposed", "sy": 2, "sx": 2, "preset": "random", "channels": 2},
    {"mode": "flipped", "preset": "emboss", "rule": "full"},
    {"mode": "mean", "ky": 2, "kx": 2, "sy": 2, "sx": 2, "rule": "explicit", "top": 1, "bottom": 1, "left": 1,
     "right": 1, "ceil": True, "countPadding": False},
)  # fmt: skip
ROWS = """async (settings) => {
  const [{matrixRow, windowRow}, {layerOf, pictureOf, sound}, {forward, sliding}] = await Promise.all(
    ["matrix", "state", "layer"].map((name) => import(`convscope/convolve/${name}.js`)));
  return settings.map((given) => {
    const state = sound(given);
    const [layer, picture] = [layerOf(state), pictureOf(state)];
    const output = forward(layer, picture);
    const rows = (make) => Array.from({ length: output.height * output.width },
      (_, place) => Array.from(make(layer, picture, 0, place, output.width)));
    return { x: [...picture.values], y: [...output.values], kernel: [...sliding(layer, layer.kernels[0])],
      matrix: rows(matrixRow), windows: rows(windowRow) };
  });
}"""


def test_both_give_every_output(opened: Callable[..., Any]) -> None:
    """Matrix × input, and windows × kernel, holes and padding being zeros; a mean's windows have no one kernel."""
    for given, one in zip(SETTINGS, opened().page.evaluate(ROWS, SETTINGS), strict=True):
        np.testing.assert_allclose(np.array(one["matrix"]) @ one["x"], one["y"], atol=1e-9, err_msg=str(given))
        if given.get("mode") != "mean":
            np.testing.assert_allclose(np.array(one["windows"]) @ one["kernel"], one["y"], atol=1e-9)
