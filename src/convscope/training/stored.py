"""Pictures that stay in their file: each batch reads its own rows, so that the rest takes no memory.

What is read of a file that is mapped into memory counts as the process's own, and where such a file is cut the system
answers the next read with a signal (SIGBUS) that no Python code sees. Reading rows costs a copy, which is little beside
a step, and says how much there was.
"""

from __future__ import annotations

import weakref
from math import prod
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from convscope.errors import ConvscopeError


class Stored:
    """The file behind a mapped array, held open: its own bytes count, not those of whatever bears its name later.

    Raises `ValueError` where the array's bytes do not follow one another in the file.
    """

    device = torch.device("cpu")

    def __init__(self, mapped: np.memmap) -> None:
        if mapped.dtype != np.uint8 or not mapped.flags.c_contiguous:
            raise ValueError("only uint8 arrays whose bytes follow one another")
        root = mapped
        while isinstance(root.base, np.memmap):  # a slice says the offset of all of it
            root = root.base
        self.path = Path(str(root.filename))
        self._shape: tuple[int, ...] = mapped.shape
        self._file = self.path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)
        self._offset, self._each = root.offset + mapped.ctypes.data - root.ctypes.data, prod(self._shape[1:])

    def __len__(self) -> int:
        return self._shape[0]

    def __getitem__(self, rows: Tensor) -> Tensor:
        """Read these rows, uint8; `ConvscopeError` where the file has become too short for them."""
        found = np.empty((len(rows), *self._shape[1:]), dtype=np.uint8)
        for place, row in zip(found.reshape(len(rows), self._each), rows.tolist(), strict=True):
            self._file.seek(self._offset + row * self._each)
            if self._file.readinto(place.data) != self._each:
                self._tell_cut()
        return torch.from_numpy(found)

    def _tell_cut(self) -> None:
        held, needed = self._file.seek(0, 2), self._offset + len(self) * self._each
        raise ConvscopeError(
            f"the cache {self.path} was cut to {held:,} of {needed:,} bytes while training read it",
            fix="see what cuts it; convscope train --resume decodes the pictures anew and goes on from the last "
            "checkpoint",
        )
