"""A program in integers held against the reference, step by step, in the C as it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.errors import NotTheSame
from convscope.model import Model
from convscope.ship.c99.program import Program
from convscope.ship.c99.quantised.reference import answer
from convscope.ship.c99.values import Storage
from convscope.ship.c99.watching import Watched


def proven(program: Program, model: Model, pictures_NHWC: npt.NDArray[np.uint8], folder: Path) -> int:
    """Compare every step on integers with numpy's answer from the same numbers; give how many there are.

    Raises `NotTheSame` that names the layer where one number differs.
    """
    watched, compared = Watched(program, model, folder), set()
    failed: list[str] = []
    for picture in pictures_NHWC:
        held: dict[Storage, npt.NDArray[Any]] = {}

        def see(number: int, numbers: npt.NDArray[Any]) -> None:
            step = program.steps[number]
            expected = answer(step, held, picture)  # noqa: B023  called within this turn
            held[step.output.storage] = numbers.copy()  # noqa: B023
            if expected is None:
                return
            apart = np.flatnonzero(step.output.seen_in(numbers) != expected)
            if apart.size:
                failed.append(f"{apart.size} of {expected.size} numbers of {step.place}")
            compared.add(number)

        watched.see(picture[None], see)
        if failed:
            raise NotTheSame(f"the C's integers differ from the reference's: {failed[0]}", fix="nothing was written")
    return len(compared)
