"""A look that was stopped with Ctrl-C, with what there is of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.draw import View


class CutShort(KeyboardInterrupt):
    """Ctrl-C while a picture was optimised: ``views`` show how far it came; whoever catches it may draw them."""

    def __init__(self, message: str, views: tuple[View, ...]) -> None:
        super().__init__(message)
        self.views = views
