"""The verb ``cache``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.verb import Argument, Session, Verb

if TYPE_CHECKING:
    from convscope.data import CacheEntry


@dataclass(frozen=True)
class Caches:
    """Where the caches are, which there are, and the bytes freed, None where nothing was to be cleared."""

    folder: Path
    caches: tuple[CacheEntry, ...]
    freed: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        caches = [cache.as_dict() for cache in self.caches]
        return {"folder": str(self.folder), "caches": caches, "freed": self.freed}


@dataclass(frozen=True, kw_only=True)
class Cache(Verb):
    """List or clear the pictures that were decoded once and are kept.

    Pictures in files are decoded into a cache in $CONVSCOPE_CACHE, else in the user's cache folder, which all runs
    share. Clearing it costs nothing but the time to decode them again; what is being built is left alone.
    """

    name: ClassVar[str] = "cache"
    examples: ClassVar[tuple[str, ...]] = ("convscope cache", "convscope cache list --json", "convscope cache clear")

    action: Annotated[str, Argument("list or clear.", "[list|clear]")] = "list"

    def run(self, session: Session) -> Caches:
        """List or clear."""
        from convscope.data import cache_root, clear_caches, list_caches
        from convscope.errors import UnknownName

        if self.action not in ("list", "clear"):
            raise UnknownName("action", self.action, ["list", "clear"])
        freed = clear_caches() if self.action == "clear" else None
        return Caches(cache_root(), tuple(list_caches()), freed)

    def python(self) -> str:
        """Write the Python that does the same."""
        name = "clear_caches" if self.action == "clear" else "list_caches"
        return f"from convscope.data import {name}\nprint({name}())"
