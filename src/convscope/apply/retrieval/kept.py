"""An index on the disk: ``index.json`` with the files' names, sizes and times, and one file of vectors that it names.

The vectors are written first, under a new name, then ``index.json`` is renamed over the old one: whoever reads, or a
power cut, finds the old index or the new one.
"""

from __future__ import annotations

import json
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from convscope.errors import BrokenData, ConvscopeError
from convscope.runs.durable import atomically

if TYPE_CHECKING:
    from usearch.index import Index

ABOUT, HOW = "index.json", "pip install 'convscope[retrieve]'"
AGAIN = "make it again: convscope retrieve index FOLDER --overwrite"


class Entry(BaseModel):
    """A file in an index: its key there, and by what it is known to be unchanged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: int
    size: int
    time: int


class About(BaseModel):
    """What an index says of itself.

    ``loading`` is what `convscope.load` was told beside the model's spelling, ``weights`` a hash of the network's
    numbers, ``features`` a vector's length.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    model: str
    loading: dict[str, Any] = {}
    layer: str
    turned: bool = False
    weights: str
    features: int
    folders: tuple[str, ...]
    vectors: str
    next_key: int
    files: dict[str, Entry]


def require() -> None:
    """Say how to install what searches, where it is not there."""
    if find_spec("usearch") is None:
        raise ConvscopeError("retrieval needs usearch, which is not installed", fix=HOW)


def empty_vectors(features: int) -> Index:
    """Make an index of no vectors; distance is 1 - cosine."""
    require()
    from usearch.index import Index

    return Index(ndim=features, metric="cos", dtype="f32")


def read_kept(place: Path) -> tuple[About, Index]:
    """Read an index; `BrokenData` where it is none, or not whole."""
    require()
    from usearch.index import Index

    if not (place / ABOUT).is_file():
        raise ConvscopeError(f"there is no index {place}", fix="make one: convscope retrieve index FOLDER")
    try:
        about = About.model_validate(json.loads((place / ABOUT).read_text(encoding="utf-8")))
    except (ValueError, ValidationError) as error:
        raise BrokenData(f"{place / ABOUT} cannot be read", fix=AGAIN) from error
    if about.version != 1:
        raise BrokenData(f"{place} is an index of version {about.version}, 1 is read", fix=AGAIN)
    vectors = place / about.vectors
    try:
        if not vectors.resolve().is_relative_to(place.resolve()) or not vectors.is_file():
            raise BrokenData(f"the vectors of the index {place} are gone", fix=AGAIN)
        index = Index.restore(vectors)
    except (OSError, RuntimeError, ValueError) as error:
        raise BrokenData(f"the vectors of the index {place} are broken: {error}", fix=AGAIN) from error
    if index is None or index.ndim != about.features or len(index) != len(about.files):
        raise BrokenData(f"the vectors of the index {place} are not those that it names", fix=AGAIN)
    return about, index


def write_kept(place: Path, about: About, index: Index) -> About:
    """Write an index whole; gives what it says of itself now."""
    place.mkdir(parents=True, exist_ok=True)
    number = 1 + max((_number(path) for path in place.glob("vectors-*.usearch")), default=0)
    about = about.model_copy(update={"vectors": f"vectors-{number}.usearch"})
    atomically(place / about.vectors, lambda beside: index.save(str(beside)))
    text = about.model_dump_json(indent=1)
    atomically(place / ABOUT, lambda beside: beside.write_text(text, encoding="utf-8"))
    for old in place.glob("vectors-*.usearch"):
        if old.name != about.vectors:
            with suppress(OSError):
                old.unlink()
    return about


def _number(path: Path) -> int:
    text: Any = path.stem.partition("-")[2]
    return int(text) if text.isdecimal() else 0
