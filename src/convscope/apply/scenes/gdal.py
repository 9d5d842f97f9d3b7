"""GDAL with the settings that scenes need, and what it says when it fails."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CACHE = 64 << 20  # bytes of decoded blocks: a fixed number, or memory would grow with the scene
USUAL = {"GDAL_ERROR_ON_LIBJPEG_WARNING": "TRUE", "GDAL_PAM_ENABLED": "YES", "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE"}
REMOTE = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_HTTP_MAX_RETRY": "3", "GDAL_HTTP_RETRY_DELAY": "1",
    "GDAL_HTTP_TIMEOUT": "60", "GDAL_HTTP_CONNECTTIMEOUT": "15",
}  # fmt: skip


@contextmanager
def gdal(*, remote: bool = False, cache: int = CACHE) -> Iterator[None]:
    """Use GDAL with a cache of so many bytes, in this thread, and without warnings of pictures that have no place."""
    import rasterio

    options: dict[str, Any] = {**USUAL, **(REMOTE if remote else {}), "GDAL_CACHEMAX": cache}
    with warnings.catch_warnings(), rasterio.Env(**options):
        warnings.simplefilter("ignore")
        yield


def failures() -> tuple[type[Exception], ...]:
    """Give what rasterio raises for GDAL: its own errors, and some of GDAL's as they are."""
    from rasterio._err import CPLE_BaseError
    from rasterio.errors import RasterioError

    return RasterioError, CPLE_BaseError


def cause(error: Exception) -> str:
    """Say in a line what GDAL said.

    >>> cause(ValueError("a\\nb"))
    'a'
    """
    said = str(error.__cause__ or error).strip()
    return said.splitlines()[0] if said else type(error).__name__
