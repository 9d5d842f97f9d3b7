"""A look that was stopped with Ctrl-C, with what there is of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.draw import View


class CutShort(KeyboardInterrupt):
    """Ctrl-C while something was looked at: ``views`` show how far it came; whoever catches it may draw them.

    ``lacking`` are the ways of looking that are not among them, each with the reason.
    """

    def __init__(self, message: str, views: tuple[View, ...], lacking: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.views = views
        self.lacking = lacking
