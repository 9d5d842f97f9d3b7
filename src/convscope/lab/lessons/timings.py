"""Claim 35's times: they depend on the machine, so that they are not taken as a page loads but kept as measured once.

``python bench/channels.py --write`` measures and keeps them, here and as a line of bench/RESULTS.md. What they are on
the reader's machine, the lesson's experiment finds.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from convscope.errors import UnknownName

KEPT = Path(__file__).parent / "timings.json"
RATIOS = ("others", "thirtytwo", "power", "batch", "spread")


def timed(ratio: str) -> str:
    """Give a ratio of times of a multiply-add, as it was measured: 1.20 is a fifth more.

    *others*: widths that are no multiple of 8, to the multiples beside them; *thirtytwo*: 64, 96 and 128 channels to
    those that are 16 fewer and more; *power*: 128, so, to 96, which is no power of 2; *batch*: batches that are no
    power of 2 to those that are; *spread*: what one and the same width differs by.

    >>> float(timed("others")) > float(timed("spread"))
    True
    """
    if ratio not in RATIOS:
        raise UnknownName("ratio", ratio, list(RATIOS))
    return f"{_kept()[ratio]:.2f}"


def timed_on() -> str:
    """Say when and on which machine."""
    return f"{_kept()['date']}, {_kept()['machine']}"


@cache
def _kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found
