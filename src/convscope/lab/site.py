"""The lessons as a site of files: each lesson one page in both languages, with the answers that its figures may ask.

A page opens from the disk or from any web server, and fetches nothing. Figures that the browser computes, Convolve's,
are live; the others show what was computed when the site was written, on the network that the lab was opened with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError
from convscope.lab.digit import digit
from convscope.lab.learn import LANGUAGES, contents, former, names, one_lesson
from convscope.lab.lessons.recorded import recorded
from convscope.lab.page import ALONE, BROWSER, address_of, filled, modules, needed, styles

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

INDEX = "index"
MOVED = (
    '<!doctype html><meta charset="utf-8"><title>{now}</title><meta http-equiv="refresh" content="0; url={now}.html">\n'
    '<a href="{now}.html">{now}</a>\n'
)


@dataclass(frozen=True)
class Site:
    """The folder that was written, and how many lessons are in it."""

    folder: Path
    lessons: int
    size: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"folder": str(self.folder), "lessons": self.lessons, "bytes": self.size}


def write_site(
    opened: Opened, folder: str | Path, count: Callable[[int, int], None] = lambda done, total: None
) -> Site:
    """Write every lesson into a folder, and the contents as ``index.html``; files of these names are replaced.

    A page of a lesson that had another name when the folder was written before leads to where it stands now.

    ``count`` is told how many pages are done, and of how many. Raises `ConvscopeError` where the folder is a file, or
    lies in none.
    """
    from convscope.runs.durable import atomically

    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise ConvscopeError(f"{place} is a file, and lessons go into a folder", fix="give another name")
    if not place.parent.is_dir():
        raise ConvscopeError(f"{place}: there is no folder {place.parent}", fix="make it, or write elsewhere")
    place.mkdir(exist_ok=True)
    lessons = names(opened)
    if INDEX in lessons:
        raise ConvscopeError(f"a lesson is called {INDEX}, as the contents are", fix="name it otherwise")
    size = 0
    for done, name in enumerate([*lessons, INDEX], start=1):
        text = _page(opened, name)
        atomically(place / f"{name}.html", lambda beside, text=text: beside.write_text(text, encoding="utf-8"))  # type: ignore[misc]
        size += len(text.encode())
        count(done, len(lessons) + 1)
    for was, now in former(opened).items():
        if (place / f"{was}.html").is_file():
            atomically(place / f"{was}.html", lambda beside, now=now: beside.write_text(MOVED.format(now=now)))  # type: ignore[misc]
    return Site(place, len(lessons), size)


def _page(opened: Opened, name: str) -> str:
    """Give one page: a lesson, or the contents."""
    style = "\n".join((BROWSER / sheet).read_text(encoding="utf-8") for sheet in styles("learn"))
    told, answers = _told(opened, name)
    return filled(
        page="learn",
        policy=f'<meta http-equiv="Content-Security-Policy" content="{ALONE}">',
        style=f"<style>{style}</style>",
        modules={module: address_of(file.read_bytes()) for module, file in _modules().items()},
        settings={
            "served": False, "lesson": "" if name == INDEX else name, "told": told, "recorded": answers,
            "model": opened.spelling, "digit": digit(),
        },
    )  # fmt: skip


def _modules() -> dict[str, Path]:
    """Give the modules that a lesson needs."""
    every = modules()
    return {name: every[name] for name in sorted(needed("learn"))}


def _told(opened: Opened, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if name == INDEX:
        return {one: contents(opened, {"language": one}) for one in LANGUAGES}, {}
    told = {one: one_lesson(opened, {"name": name, "language": one}) for one in LANGUAGES}
    figures: list[dict[str, Any]] = told[LANGUAGES[0]]["figures"]
    return told, recorded(opened, figures)
