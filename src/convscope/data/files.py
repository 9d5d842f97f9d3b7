"""Pictures in files: one is read when it is asked for; all of them at a network's size come from the cache."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from convscope.data.cache import fitted_rows
from convscope.picture import InputContract, Picture, read


@dataclass(frozen=True)
class FilePictures:
    """Pictures in files, in order. ``rehash`` goes by their content, not by their times."""

    paths: tuple[Path, ...]
    rehash: bool = False

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> Picture:
        """Read one as it is; `BrokenPicture` where it cannot be decoded any more."""
        return read(self.paths[index])

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """Map all of them, brought to a network's size, into memory; decoded once."""
        return fitted_rows(self.paths, contract, rehash=self.rehash)
