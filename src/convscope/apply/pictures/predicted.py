"""What was said of pictures: the best classes of each, kept in little room, and what could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.apply.pictures.confidence import Calibration
from convscope.data import Skipped
from convscope.data.recognised import plain


@dataclass(frozen=True)
class Guess:
    """A class, its number, and the share that the network gives it, 0 … 1."""

    name: str
    number: int
    share: float


@dataclass(frozen=True)
class Predicted:
    """One picture: the best classes first, or why it could not be read; ``sure`` is False where nothing is said."""

    path: str
    guesses: tuple[Guess, ...] = ()
    sure: bool = True
    fault: str = ""

    @property
    def answer(self) -> str | None:
        """The name of the best class; None where nothing is said, or nothing could be."""
        return self.guesses[0].name if self.guesses and self.sure else None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        if self.fault:
            return {"path": self.path, "error": self.fault}
        return {"path": self.path, "answer": self.answer, "guesses": [asdict(one) for one in self.guesses]}


@dataclass(frozen=True)
class Predictions:
    """What was said of all pictures, in the order in which they were named; iterating gives each `Predicted`.

    ``classes`` and ``shares`` are (pictures, top), best first; a picture that could not be read has class -1, and its
    reason in ``faults``. ``skipped`` are what below a folder could not be reached. ``notes`` are worth knowing, ``out``
    and ``sheet`` the files that were written.
    """

    model: str
    paths: tuple[Path, ...]
    names: tuple[str, ...]
    classes: npt.NDArray[np.int32]
    shares: npt.NDArray[np.float32]
    faults: dict[int, str]
    calibration: Calibration | None = None
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    out: Path | None = None
    sheet: Path | None = None
    seconds: float = 0.0

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, number: int) -> Predicted:
        """Give what was said of one."""
        path = plain(self.paths[number])
        if number in self.faults:
            return Predicted(path, fault=self.faults[number])
        pairs = zip(self.classes[number].tolist(), self.shares[number].tolist(), strict=True)
        guesses = tuple(Guess(self.names[place], place, share) for place, share in pairs)
        sure = self.calibration is None or guesses[0].share >= self.calibration.least
        return Predicted(path, guesses, sure)

    def __iter__(self) -> Iterator[Predicted]:
        return (self[number] for number in range(len(self)))

    @property
    def failed(self) -> bool:
        """Whether a file could not be read."""
        return bool(self.faults or self.skipped)

    @property
    def unsure(self) -> int:
        """Count the pictures of which nothing is said."""
        if self.calibration is None or not self.shares.size:
            return 0
        return int(((self.classes[:, 0] >= 0) & (self.shares[:, 0] < self.calibration.least)).sum())

    @property
    def counts(self) -> dict[str, int]:
        """How often each class was said, the most frequent first."""
        found = Counter(one.answer for one in self if one.answer is not None)
        return dict(found.most_common())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "model": self.model, "pictures": len(self), "broken": len(self.faults), "unsure": self.unsure,
            "counts": self.counts, "predictions": [one.as_dict() for one in self],
            "calibration": None if self.calibration is None else asdict(self.calibration),
            "skipped": [asdict(one) for one in self.skipped], "notes": list(self.notes),
            "out": None if self.out is None else str(self.out),
            "sheet": None if self.sheet is None else str(self.sheet), "seconds": self.seconds,
        }  # fmt: skip
