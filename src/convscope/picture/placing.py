"""Where a picture lies on a network's input, so that what is found there can be said of the picture, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError
from convscope.picture.contract import InputContract

Edges = npt.NDArray[np.float64]  # (boxes, 4): left, top, right, bottom, in pixels


@dataclass(frozen=True)
class Placing:
    """A picture's point (x, y) lies at (x · ``across`` + ``left``, y · ``down`` + ``top``) of the input."""

    across: float
    down: float
    left: float
    top: float
    width: int  # of the picture
    height: int

    def onto(self, edges: npt.ArrayLike) -> Edges:
        """Bring boxes of the picture, (N, 4), to the input.

        >>> placing(100, 200, InputContract(3, 100, 100, "letterbox")).onto([[0, 0, 200, 100]]).tolist()
        [[0.0, 25.0, 100.0, 75.0]]
        """
        return _four(edges) * self._scale + self._shift

    def back(self, edges: npt.ArrayLike) -> Edges:
        """Bring boxes of the input, (N, 4), to the picture, and cut off what is outside of it."""
        found = (_four(edges) - self._shift) / self._scale
        return np.clip(found, 0, [self.width, self.height, self.width, self.height])

    @property
    def _scale(self) -> Edges:
        return np.array([self.across, self.down, self.across, self.down], dtype=np.float64)

    @property
    def _shift(self) -> Edges:
        return np.array([self.left, self.top, self.left, self.top], dtype=np.float64)


def placing(height: int, width: int, contract: InputContract) -> Placing:
    """Say where `fit` puts a picture of a size, with *stretch* or *letterbox*.

    Raises `ConvscopeError` for *crop*, which loses what is at the sides.
    """
    if (height, width) == (contract.height, contract.width):
        return Placing(1.0, 1.0, 0.0, 0.0, width, height)
    if contract.resize == "stretch":
        return Placing(contract.width / width, contract.height / height, 0.0, 0.0, width, height)
    if contract.resize != "letterbox":
        raise ConvscopeError(
            f"resize {contract.resize} came, and boxes may lie anywhere on a picture", fix="letterbox, or stretch"
        )
    share = min(contract.width / width, contract.height / height)
    inner = max(1, round(width * share)), max(1, round(height * share))
    left, top = round((contract.width - inner[0]) / 2), round((contract.height - inner[1]) / 2)
    return Placing(inner[0] / width, inner[1] / height, left, top, width, height)


def _four(edges: npt.ArrayLike) -> Edges:
    return np.asarray(edges, dtype=np.float64).reshape(-1, 4)
