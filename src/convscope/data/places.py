"""Where named data sets are looked for, in order, and how they are downloaded where they are nowhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path

from convscope.errors import ConvscopeError

ENVIRONMENT = "CONVSCOPE_DATA"
DEBIAN = Path("/usr/share/datasets")
Found = TypeVar("Found")


def places(name: str, *, layouts: Sequence[str] = ()) -> list[Path]:
    """List the folders in which a data set may lie.

    ``$CONVSCOPE_DATA``, the user's cache, then Debian's ``/usr/share/datasets``; in each the folder of the data set's
    name, the layouts that torchvision uses (``MNIST/raw``), then the place itself.
    """
    given = os.environ.get(ENVIRONMENT)
    roots = [Path(given)] if given else []
    roots += [user_cache_path("convscope") / "data", DEBIAN]
    return [root / below for root in roots for below in (name, *layouts, "")]


def find(name: str, look: Callable[[Path], Found | None], *, layouts: Sequence[str] = ()) -> Found | None:
    """Return what the first place that has it gives, else None."""
    for place in places(name, layouts=layouts):
        if place.is_dir() and (found := look(place)) is not None:
            return found
    return None


def download(name: str, files: Sequence[tuple[str, str]], megabytes: int, *, layouts: Sequence[str] = ()) -> Path:
    """Download a data set's files, (address, MD5) each, into the user's cache through torchvision; say so first.

    Raises `ConvscopeError` that lists the places looked in where it cannot be had, as without a network.
    """
    from torchvision.datasets.utils import download_and_extract_archive, download_url

    folder = user_cache_path("convscope") / "data" / name
    sys.stderr.write(f"{name} is in none of the places looked in; downloading {megabytes} MB into {folder}\n")
    try:
        for address, checksum in files:
            if address.endswith(".tar.gz"):
                download_and_extract_archive(address, str(folder), md5=checksum, remove_finished=True)
            else:
                download_url(address, str(folder), md5=checksum)
    except (OSError, RuntimeError) as error:
        looked = ", ".join(dict.fromkeys(str(place) for place in places(name, layouts=layouts)))
        raise ConvscopeError(
            f"data set {name} was not found in {looked}, and could not be downloaded: {error}",
            fix=f"put its files into one of these, or set {ENVIRONMENT} to the folder that holds them",
        ) from error
    return folder
