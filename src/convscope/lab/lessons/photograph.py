"""The picture that lessons show: what was opened or uploaded, else a photograph that comes with scikit-learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convscope.lab.samples import china as photograph
from convscope.picture import Picture, read

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

__all__ = ["photograph", "shown"]


def shown(opened: Opened, name: str) -> Picture:
    """Give the upload of that hash, else what the command line opened, else the photograph. Raises `shelf.Gone`."""
    if name:
        return opened.pictures.get(name)
    found = None if opened.picture is None else read(opened.picture)
    return photograph() if found is None or found.shape[2] not in (1, 3) else found
