"""The lecture's own examples, computed from its numbers, which the page Convolve has, too."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.arithmetic import Window, correlate
from convscope.lab.kernels import shipped

NUMBERS = Path(__file__).parents[1] / "browser" / "convolve" / "lecture.js"
SMALL = 0.1  # of the sum of the weights' sizes: a kernel whose weights sum to less hardly sees brightness


def lecture_map() -> str:
    """Write the map of the 5 × 5 picture and its 3 × 3 kernel, row by row.

    >>> lecture_map()
    '4 3 4 / 2 4 3 / 2 3 4'
    """
    found = _map([_numbers()["plain"]], [_numbers()["plainKernel"]], padding=0)
    return " / ".join(" ".join(map(str, row)) for row in found.tolist())


def lecture_sum() -> str:
    """Write the first value of the three-channel example: a sum for each channel, and the bias.

    >>> lecture_sum()
    '308 − 498 + 164 + 1 = −25'
    """
    told = _numbers()
    sums = [
        int(_map([one], [kernel], padding=1)[0, 0]) for one, kernel in zip(told["rgb"], told["rgbKernel"], strict=True)
    ]
    first, *others = [*sums, told["rgbBias"]]
    terms = "".join(f" {'−' if one < 0 else '+'} {abs(one)}" for one in others)
    return f"{first}{terms} = {_signed(first + sum(others))}"


def blind_kernels() -> str:
    """Count the kernels of LeNet-5's trained first layer whose weights sum to less than a tenth of their sizes' sum.

    >>> blind_kernels()
    '2 / 6'
    """
    kernels = np.asarray(shipped()[0]["kernels"])
    share = np.abs(kernels.sum(1)) / np.abs(kernels).sum(1)
    return f"{int((share < SMALL).sum())} / {len(kernels)}"


@cache
def _numbers() -> dict[str, Any]:
    source = NUMBERS.read_text(encoding="utf-8").partition("export default")[2]
    found: dict[str, Any] = json.loads(source.strip().rstrip(";"))
    return found


def _map(picture: list[list[int]], kernel: list[list[int]], *, padding: int) -> npt.NDArray[Any]:
    side, reach = round(len(picture[0]) ** 0.5), round(len(kernel[0]) ** 0.5)
    window = Window(kernel=reach, padding=(padding, padding))
    pixels = np.reshape(picture, (len(picture), side, side))
    found: npt.NDArray[Any] = correlate(pixels, np.reshape(kernel, (1, len(kernel), reach, reach)), [window, window])[0]
    return found


def _signed(number: int) -> str:
    return str(number).replace("-", "−")
