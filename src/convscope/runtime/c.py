"""Run a network that was shipped as C: compile it into a library of its own, and call that."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError

FLAGS = ("-std=c99", "-O3", "-march=native", "-ffp-contract=fast")
WARNINGS = ("-Wall", "-Wextra", "-Werror")
MOST_SECONDS = 600
LOADED = count()


@dataclass(frozen=True)
class CModel:
    """A loaded library; answers fitted uint8 pictures (N, height, width, channels) with scores, one after the other."""

    library: Any
    function: Any
    outputs: int
    weights: npt.NDArray[Any] | None

    def scores(self, pictures_NHWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Run pictures; (N, outputs)."""
        entering = np.ascontiguousarray(pictures_NHWC)
        answers = np.empty((len(entering), self.outputs), np.float32)
        before = () if self.weights is None else (self.weights.ctypes.data_as(ctypes.c_void_p),)
        for picture, answer in zip(entering, answers, strict=True):
            self.function(*before, picture.ctypes.data_as(ctypes.c_void_p), answer.ctypes.data_as(ctypes.c_void_p))
        return answers


def compiler() -> str:
    """Find a C compiler: what $CC names, else cc, gcc or clang; `ConvscopeError` where there is none."""
    for name in filter(None, (os.environ.get("CC"), "cc", "gcc", "clang")):
        if shutil.which(name):
            return name
    raise ConvscopeError(
        "there is no C compiler here (cc, gcc, clang), and what is shipped is checked by compiling and running it",
        fix="apt-get install gcc, or xcode-select --install",
    )


def compiled(files: list[Path], into: Path, *flags: str) -> Path:
    """Compile; `ConvscopeError` with the compiler's first word where it refuses."""
    command = [compiler(), *flags, *map(str, files), "-o", str(into), "-lm"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ConvscopeError(f"{command[0]} takes more than {MOST_SECONDS} s for {files[0].name}") from None
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip()[:200])
        raise ConvscopeError(f"{command[0]} does not compile {files[0].name}: {said}")
    return into


def load_c(source: Path, name: str, outputs: int, *, weights: npt.NDArray[Any] | None = None) -> CModel:
    """Compile a shipped file into an object beside it, and load that as a library.

    The library has a name that no other had, as a second one of the same name would not be read; no file of it is left.
    """
    made = compiled([source], source.with_suffix(".o"), *FLAGS, *WARNINGS, "-fPIC", "-c")
    library = compiled([made], source.with_suffix(f".{next(LOADED)}.so"), *FLAGS, "-shared")
    loaded = ctypes.CDLL(str(library))
    library.unlink()
    function = loaded[f"{name}_run"]
    function.restype = None
    return CModel(loaded, function, outputs, weights)
