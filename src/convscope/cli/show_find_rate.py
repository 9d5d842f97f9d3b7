"""How a learning rate that was found looks in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from convscope.training import RateFound


def found(result: RateFound) -> Text:
    """Lay out what was found, the picture, and the training with it."""
    then = "" if result.suggestion is None else f"\nnext: {result.command}"
    return Text.assemble(f"{result.sentence}\n", (str(result.path), "bold"), then)


def found_in_short(result: RateFound) -> str:
    """Give the rate alone."""
    return "none" if result.suggestion is None else f"{result.suggestion:g}"
