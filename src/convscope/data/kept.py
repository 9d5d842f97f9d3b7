"""What the folder of caches holds: where it is, which caches are whole, and how they are removed.

A cache is a folder of ``pictures.npy`` (count, height, width, channels) uint8 and ``about.json``.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from convscope.data.building import clear_stale, set_aside

ENVIRONMENT = "CONVSCOPE_CACHE"
PREFIX, ARRAY, ABOUT = "pictures-", "pictures.npy", "about.json"


@dataclass(frozen=True)
class CacheEntry:
    """One cache: what it is of, the size its pictures are fitted to, and its bytes on the disk."""

    name: str
    of: str
    pictures: int
    height: int
    width: int
    channels: int
    resize: str | None
    made: str
    bytes: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def cache_root() -> Path:
    """Give the folder of all caches: ``$CONVSCOPE_CACHE``, else the user's cache folder."""
    given = os.environ.get(ENVIRONMENT)
    return (Path(given) if given else user_cache_path("convscope")) / "pictures"


def list_caches() -> list[CacheEntry]:
    """List all caches that are whole, the largest first."""
    found = [about for place in sorted(cache_root().glob(PREFIX + "*")) if (about := about_cache(place)) is not None]
    return sorted((_cache(about) for about in found), key=lambda cache: -cache.bytes)


def clear_caches() -> int:
    """Remove all caches, surveys and findings of `look`, but none that is being built; give the bytes freed."""
    root, freed = cache_root(), 0
    clear_stale(root)
    for place in [*root.glob(PREFIX + "*"), *root.glob("survey-*.json"), *root.glob("strongest-*.npz")]:
        files = list(place.iterdir()) if place.is_dir() else [place]
        freed += sum(file.stat().st_size for file in files)
        set_aside(root, place)
    return freed


def about_cache(place: Path) -> dict[str, Any] | None:
    """Read what a cache says of itself; None where there is none, or where it is not whole, as after a full disk."""
    try:
        about: dict[str, Any] = json.loads((place / ABOUT).read_text(encoding="utf-8"))
        return about if (place / ARRAY).stat().st_size == about["bytes"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _cache(about: dict[str, Any]) -> CacheEntry:
    return CacheEntry(**{key: value for key, value in about.items() if key not in ("pixels", "contents")})
