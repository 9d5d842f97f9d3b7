"""When a training ends before its last epoch: at a time limit, or when validation gets no better."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from convscope.errors import ConvscopeError

UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
Ended = Literal["all epochs", "early stop", "time limit"]


@dataclass(frozen=True)
class Limits:
    """``seconds`` of training at most, over all sessions of a run; ``patience`` epochs without a better one, 0 for any.

    >>> Limits(patience=3).reached(epoch=7, epochs=20, best_epoch=4)
    'early stop'
    """

    seconds: float | None = None
    patience: int = 0

    def out_of_time(self, seconds: float, *, to_come: float) -> bool:
        """Whether the time is up, what is still ``to_come`` (an evaluation) counted."""
        return self.seconds is not None and seconds + to_come >= self.seconds

    def reached(self, *, epoch: int, epochs: int, best_epoch: int | None) -> Ended | None:
        """Say why no epoch follows the one that ended, None where one does."""
        if epoch >= epochs:
            return "all epochs"
        if self.patience and best_epoch is not None and epoch - best_epoch >= self.patience:
            return "early stop"
        return None


def seconds_of(text: str) -> float:
    """Read a time as ``--max-time`` takes it.

    >>> seconds_of("90s"), seconds_of("1.5h"), seconds_of("1h30m")
    (90.0, 5400.0, 5400.0)

    Raises `ConvscopeError` for anything else.
    """
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*(s|min|m|h|d)?", text.strip().lower())
    rest = re.sub(r"(\d+(?:\.\d+)?)\s*(s|min|m|h|d)?", "", text.strip().lower()).strip()
    seconds = sum(float(number) * UNITS[unit] for number, unit in parts)
    if rest or seconds <= 0:
        raise ConvscopeError(f"--max-time {text} came", fix="give a time, as in 90s, 10m, 2h, 1h30m")
    return seconds
