"""The lessons as a site of files: each lesson one page in both languages, with the answers that its figures may ask.

Beside them are the contents, and all lessons in a row to print. A page opens from the disk or from any web server, and
fetches nothing. Figures that the browser computes, Convolve's, are live; the others show what was computed when the
site was written, on the network that the lab was opened with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
ALL = "all"  # every lesson in a row, to print; browser/learn/page.js calls it so, too
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
    """Write every lesson into a folder, the contents as ``index.html``, all lessons in a row as ``all.html``.

    Files of these names are replaced. A page of a lesson that had another name when the folder was written before leads
    to where it stands now.

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
    for other, what in ((INDEX, "the contents are"), (ALL, "all lessons in a row are")):
        if other in lessons:
            raise ConvscopeError(f"a lesson is called {other}, as {what}", fix="name it otherwise")
    size = 0
    for done, (name, text) in enumerate(_pages(opened, lessons), start=1):
        atomically(place / f"{name}.html", lambda beside, text=text: beside.write_text(text, encoding="utf-8"))  # type: ignore[misc]
        size += len(text.encode())
        count(done, len(lessons) + 2)
    for was, now in former(opened).items():
        if (place / f"{was}.html").is_file():
            atomically(place / f"{was}.html", lambda beside, now=now: beside.write_text(MOVED.format(now=now)))  # type: ignore[misc]
    return Site(place, len(lessons), size)


def _pages(opened: Opened, lessons: list[str]) -> Iterator[tuple[str, str]]:
    """Give each page's name and its text: the lessons, all of them in a row, the contents."""
    row: dict[str, dict[str, Any]] = {one: {"lessons": []} for one in LANGUAGES}
    every: dict[str, Any] = {}
    for name in lessons:
        told = {one: one_lesson(opened, {"name": name, "language": one}) for one in LANGUAGES}
        answers = recorded(opened, name, told[LANGUAGES[0]]["figures"])
        yield name, _page(opened, name, told, answers)
        for language, found in told.items():
            row[language]["lessons"].append(found)
        every |= answers
    yield ALL, _page(opened, ALL, row, every)
    yield INDEX, _page(opened, "", {one: contents(opened, {"language": one}) for one in LANGUAGES}, {})


def _page(opened: Opened, name: str, told: dict[str, Any], answers: dict[str, Any]) -> str:
    """Give a page by what it is told in each language, and the answers to what its figures may ask."""
    style = "\n".join((BROWSER / sheet).read_text(encoding="utf-8") for sheet in styles("learn"))
    return filled(
        page="learn",
        policy=f'<meta http-equiv="Content-Security-Policy" content="{ALONE}">',
        style=f"<style>{style}</style>",
        modules={module: address_of(file.read_bytes()) for module, file in _modules().items()},
        settings={
            "served": False, "lesson": name, "told": told, "recorded": answers, "model": opened.spelling,
            "digit": digit(),
        },
    )  # fmt: skip


def _modules() -> dict[str, Path]:
    """Give the modules that a lesson needs."""
    every = modules()
    return {name: every[name] for name in sorted(needed("learn"))}
