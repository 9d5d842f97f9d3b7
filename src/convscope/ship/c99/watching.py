"""A program run step by step: what every storage holds after each step, as the C has it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.model import Model
from convscope.runtime.c import CModel, load_c
from convscope.ship.c99.program import Program
from convscope.ship.c99.source import source

See = Callable[[int, npt.NDArray[np.float32 | np.int8]], None]


class Watched:
    """A program compiled with a word after each step. ``runs`` gives a picture to it, and every step to who sees."""

    def __init__(self, program: Program, model: Model, folder: Path) -> None:
        made = source(program, model, "watched", blob=True, watched=True)
        (folder / "watched.c").write_text(made.c, encoding="utf-8")
        (folder / "watched.h").write_text(made.header, encoding="utf-8")
        self.steps = program.steps
        self.runs: CModel = load_c(folder / "watched.c", "watched", made.answers, weights=made.weights)

    def see(self, pictures_NHWC: npt.NDArray[np.uint8], see: See) -> npt.NDArray[np.float32]:
        """Run pictures; ``see`` is handed each step's number and what its storage holds; it must copy what it keeps."""

        failed: list[BaseException] = []  # C between here and there would lose it

        def told(number: int, place: int) -> None:
            if failed:
                return
            storage = self.steps[number].output.storage
            held = (ctypes.c_char * storage.bytes).from_address(place)
            kind: Any = np.float32 if storage.grid is None else np.int8
            try:
                see(number, np.frombuffer(memoryview(held), kind))
            except BaseException as error:
                failed.append(error)

        function = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_void_p)(told)
        hook = ctypes.c_void_p.in_dll(self.runs.library, "watched_step")
        hook.value = ctypes.cast(function, ctypes.c_void_p).value
        try:
            scores = self.runs.scores(pictures_NHWC)
        finally:
            hook.value = None
        if failed:
            raise failed[0]
        return scores
