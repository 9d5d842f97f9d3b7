"""The least and the largest number in every storage, over pictures."""

from __future__ import annotations

from math import inf
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convscope.model import Model
from convscope.ship.c99.program import Program
from convscope.ship.c99.quantised.rewriting import Ranges
from convscope.ship.c99.steps import Scale
from convscope.ship.c99.watching import Watched


def found(program: Program, model: Model, pictures_NHWC: npt.NDArray[np.uint8], folder: Path) -> Ranges:
    """Run a program in float on pictures, and keep the ends of what each storage holds when it is written.

    What the picture's bytes become is known without any: all 256 are reached.
    """
    last = {storage: max(numbers) for storage, numbers in program.writers().items()}
    ends: Ranges = dict.fromkeys(last, (inf, -inf))

    def see(number: int, numbers: npt.NDArray[np.float32 | np.int8]) -> None:
        storage = program.steps[number].output.storage
        if last[storage] == number:
            low, high = ends[storage]
            ends[storage] = min(low, float(numbers.min())), max(high, float(numbers.max()))

    Watched(program, model, folder).see(pictures_NHWC, see)
    for step in program.steps:
        if isinstance(step, Scale):
            at = [(shift, 255 * scale + shift) for scale, shift in zip(step.scale, step.shift, strict=True)]
            ends[step.output.storage] = min(map(min, at)), max(map(max, at))
    return ends
