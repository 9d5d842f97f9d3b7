"""An ordinary picture as a scene: decoded whole, as in training."""

from __future__ import annotations

import numpy as np

from convscope.apply.scenes.asked import Pixels, Reading, Valid, stamp
from convscope.apply.scenes.place import Place
from convscope.errors import ConvscopeError
from convscope.picture import InputContract, fit, read
from convscope.saying import Said


class PhotographScene:
    """A picture file without a place on the earth, read by Pillow: turned as its EXIF says, grey or in colour."""

    def __init__(self, asked: Reading) -> None:
        self.path, self.place = asked.path, Place()
        self.notes: tuple[Said, ...] = ()
        picture = read(asked.path)
        self.height, self.width = picture.shape[:2]
        if asked.bands is not None:
            count = picture.shape[2]
            if len(asked.bands) != asked.channels or not all(1 <= band <= count for band in asked.bands):
                raise ConvscopeError(
                    f"--bands {','.join(map(str, asked.bands))} came, {asked.path} has {count}, the network takes "
                    f"{asked.channels}",
                    fix="name one a channel; they count from 1",
                )
            picture = picture[..., [band - 1 for band in asked.bands]]
        self._picture = fit(picture, InputContract(asked.channels, self.height, self.width))
        self._stamp = self.stamp()

    def read(self, rows: slice, columns: slice, size: tuple[int, int] | None = None) -> tuple[Pixels, Valid | None]:
        """Give a window's pixels; all have data."""
        window = self._picture[rows, columns]
        if size is not None:
            every = (np.arange(wanted) * had // wanted for wanted, had in zip(size, window.shape[:2], strict=True))
            window = window[np.ix_(*every)]
        return window, None

    def stamp(self) -> str:
        """Say by which another picture is told apart."""
        return stamp(self.path, self.height, self.width)

    def unchanged(self) -> None:
        """It was read whole."""

    def close(self) -> None:
        """The file is closed."""
