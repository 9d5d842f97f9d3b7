"""Memory that a network's maps lie in is kept from one batch to the next, where the system would take it back.

glibc maps large blocks anew for every layer and gives them back after it; the system then fills every page with zeros
again, which took two thirds of the processor's time of EfficientNet-Lite0 on a CPU.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # of glibc's mallopt
WIDE, USUAL = 1 << 30, 32 << 20  # bytes: while a network works; glibc's own highest
ONE, MANY = 1, 0  # heaps: those of threads cannot hold large blocks; 0 is glibc's own choice


@contextmanager
def kept_heap() -> Iterator[None]:
    """Keep freed memory for as long as the block lasts, then give it back; elsewhere than on glibc nothing is done."""
    library = _glibc()
    if library is None:
        yield
        return
    for option, value in ((MMAP_THRESHOLD, WIDE), (TRIM_THRESHOLD, WIDE), (ARENA_MAX, ONE)):
        library.mallopt(option, value)
    try:
        yield
    finally:
        for option, value in ((MMAP_THRESHOLD, USUAL), (TRIM_THRESHOLD, USUAL), (ARENA_MAX, MANY)):
            library.mallopt(option, value)
        library.malloc_trim(0)


@cache
def _glibc() -> Any:
    try:
        library = ctypes.CDLL("libc.so.6")
        _ = library.mallopt, library.malloc_trim, library.gnu_get_libc_version
    except (OSError, AttributeError):
        return None
    return library
