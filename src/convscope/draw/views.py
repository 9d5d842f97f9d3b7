"""Several views that answer one question together."""

from __future__ import annotations

from pathlib import Path

from convscope.draw.sheet import save_views
from convscope.draw.view import View


class Views(tuple[View, ...]):
    """Views, in the order in which they are read; a notebook shows them one below the other.

    >>> Views(()) == ()
    True
    """

    __slots__ = ()

    def save(self, path: str | Path) -> tuple[Path, ...]:
        """Write one ``.png`` of all, one below the other; of ``.svg`` and ``.npz`` a numbered file each."""
        return save_views(self, path)

    def _ipython_display_(self) -> None:
        """Show itself in a notebook."""
        from IPython.display import display  # it is there where this is called

        for view in self:
            display(view)  # type: ignore[no-untyped-call]
