"""What an experiment ends in: a picture, numbers, and one sentence with the claim's verdict."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convscope.draw.chart import Chart
from convscope.saying import Said


@dataclass(frozen=True)
class Outcome:
    """``claim`` as the course notes have it; ``verdict`` and ``numbers`` as measured here; ``path`` is the picture.

    ``said`` is the verdict with its facts, for other languages, where it has some.
    """

    name: str
    claim: str
    verdict: str
    numbers: dict[str, Any]
    chart: Chart
    path: Path | None = None
    said: Said | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "experiment": self.name,
            "claim": self.claim,
            "verdict": self.verdict,
            "said": None if self.said is None else self.said.told(),
            "numbers": self.numbers,
            "path": None if self.path is None else str(self.path),
        }


def mean(values: list[float]) -> float:
    """Average a few.

    >>> mean([0.5, 1.0])
    0.75
    """
    return sum(values) / len(values)
