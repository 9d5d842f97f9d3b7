"""A file of pictures that is mapped into memory, watched: reading past its end would end the process.

Where such a file is cut after it was mapped, the system answers the next read of what is gone with a signal (SIGBUS)
that no Python code sees. So its size is asked before each read, which takes a microsecond.
"""

from __future__ import annotations

import os
import weakref
from pathlib import Path

import numpy as np

from convscope.errors import ConvscopeError


class Mapped:
    """The file behind a mapped array, held open: its own size counts, not that of whatever bears its name later.

    ``whole`` raises `ConvscopeError` where it has become shorter than the array is.
    """

    def __init__(self, rows: np.memmap) -> None:
        self.path = Path(str(rows.filename))
        self._file = os.open(self.path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._bytes = rows.offset + rows.nbytes

    def whole(self) -> None:
        """Ask for the size."""
        held = os.fstat(self._file).st_size
        if held < self._bytes:
            raise ConvscopeError(
                f"the cache {self.path} was cut to {held:,} of {self._bytes:,} bytes while training read it",
                fix="see what cuts it; convscope train --resume decodes the pictures anew and goes on from the last "
                "checkpoint",
            )
