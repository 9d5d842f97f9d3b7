"""The numbers that a program brings along, as C arrays or as the bytes of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.ship.c99.calls import RUN, Calls, number
from convscope.ship.c99.values import Array

A_LINE = 10


@dataclass(frozen=True)
class Held:
    """Floats, and where there are ``quantised`` steps integers of 32 and of 8 bits; ``name`` is the program's."""

    name: str
    floats: Array
    integers: npt.NDArray[np.int32]
    bytes: npt.NDArray[np.int8]
    quantised: bool

    @classmethod
    def of(cls, calls: Calls, name: str, *, quantised: bool) -> Held:
        """Take what the calls have collected; a kernel reads past the last row of bytes, up to its run's end."""
        behind = np.zeros(RUN, np.int8)
        return cls(
            name, _joined(calls.weights, np.float32), _joined(calls.integers, np.int32),
            np.concatenate([*calls.bytes, behind]), quantised,
        )  # fmt: skip

    @property
    def count(self) -> int:
        """How many numbers."""
        return self.floats.size + (self.integers.size + self.bytes.size if self.quantised else 0)

    @property
    def numbers(self) -> Array | npt.NDArray[np.uint8]:
        """What the file beside holds: floats, or the bytes of floats, then of 32 bits, then of 8."""
        if not self.quantised:
            return self.floats
        parts = (self.floats.astype("<f4"), self.integers.astype("<i4"), self.bytes)
        return np.concatenate([part.view(np.uint8) for part in parts])

    @property
    def parameter(self) -> str:
        """The weights handed over."""
        return f"const {'void' if self.quantised else 'float'} *{self.name}_weights, "

    @property
    def defined(self) -> str:
        """The header's word on the file beside."""
        what = "bytes" if self.quantised else "floats"
        size = self.numbers.size
        return f"\n#define {self.name.upper()}_WEIGHTS {size} /* {what} in {self.name}.bin, at a multiple of 4 */"

    def arrays(self) -> str:
        """Write them into the C."""
        made = _array("float", f"{self.name}_weights", map(number, self.floats.tolist()), self.floats.size)
        if self.quantised:
            made += _array("int32_t", f"{self.name}_integers", map(_plain, self.integers.tolist()), self.integers.size)
            made += _array("int8_t", f"{self.name}_bytes", map(str, self.bytes.tolist()), self.bytes.size)
        return made

    def pointers(self, *, beside: bool) -> str:
        """Point at them: w floats, n integers of 32 bits, b of 8."""
        if not self.quantised:
            return f"    const float *w = {self.name}_weights;\n"
        if beside:
            return (
                f"    const float *w = (const float *){self.name}_weights;\n"
                f"    const int32_t *n = (const int32_t *)(w + {self.floats.size});\n"
                f"    const int8_t *b = (const int8_t *)(n + {self.integers.size});\n"
            )
        return (
            f"    const float *w = {self.name}_weights;\n    const int32_t *n = {self.name}_integers;\n"
            f"    const int8_t *b = {self.name}_bytes;\n"
        )


def _joined(parts: list[npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(1, kind)


def _plain(value: int) -> str:
    """Write an integer; C has no −2^31 without a sum."""
    return "(-2147483647 - 1)" if value == -(2**31) else str(value)


def _array(kind: str, name: str, written: Iterable[str], size: int) -> str:
    items = list(written)
    per_line = A_LINE if kind != "int8_t" else 3 * A_LINE
    lines = ["    " + ", ".join(items[start : start + per_line]) for start in range(0, size, per_line)]
    return f"static const {kind} {name}[{size}] = {{\n" + ",\n".join(lines) + "\n};\n"
