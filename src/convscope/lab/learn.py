"""What the page Learn asks: the contents, one lesson in a language, and what its figures ask. No logic of networks."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.check.values import number, word
from convscope.lab.lessons.answers import answer
from convscope.lab.lessons.claims import measured_of
from convscope.lab.lessons.lesson import heading, lesson, quoted

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

OURS = Path(__file__).parent / "lessons"
LANGUAGES = ("en", "zh")
MOST_FIGURES = 1000
PLAIN = re.compile(r"[\w./:-]+")  # a spelling that commands and Python take as it stands


def contents(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """List the lessons in a language, ours and then the teacher's: name, title, claims with verdicts and words."""
    language = _language(values)
    return {"lessons": [_headed(_path(opened, name, language)) for name in names(opened)]}


def one_lesson(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give a lesson by its name, or one it had before, with its neighbours; ``own`` is the reader's network to name."""
    language, all_names = _language(values), names(opened)
    name = now_called(opened, str(values.get("name")))
    if name not in all_names:
        raise UnknownName("lesson", name[:60], all_names)
    path, at = _path(opened, name, language), all_names.index(name)
    found = lesson(path)
    return {
        **_headed(path),
        "html": found.html,
        "own": opened.spelling if not opened.said and PLAIN.fullmatch(opened.spelling) else "",
        "figures": list(found.figures),
        "measured": {str(one): [asdict(part) for part in measured_of(one)] for one in found.claims},
        "before": _headed(_path(opened, all_names[at - 1], language)) if at else None,
        "after": _headed(_path(opened, all_names[at + 1], language)) if at + 1 < len(all_names) else None,
    }


def figure(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Answer what a figure of a lesson asks; of which network is the lesson's to say, not the page's."""
    name, at = now_called(opened, word(values, "name")), number(values, "figure", least=0, most=MOST_FIGURES)
    if name not in names(opened):
        raise UnknownName("lesson", name[:60], names(opened))
    path = _path(opened, name, _language(values))
    figures = _figures(path, path.stat().st_mtime_ns)
    if at >= len(figures):
        raise ConvscopeError(f"{name} has no figure {at}", fix="reload the page")
    return answer(opened, figures[at], values)


@lru_cache(64)
def _figures(path: Path, changed: int) -> tuple[dict[str, Any], ...]:
    """Keep a lesson's figures while a slider is dragged, until its file changes."""
    del changed
    return lesson(path).figures


def names(opened: Opened) -> list[str]:
    """List the lessons' names in order: a teacher's own folder comes after ours, and may replace one of ours."""
    found: dict[str, None] = {}
    for folder in _folders(opened):
        found.update(
            dict.fromkeys(sorted({path.stem for path in folder.glob("*/*.md") if path.parent.name in LANGUAGES}))
        )
    return list(found)


def now_called(opened: Opened, name: str) -> str:
    """Give the name under which a lesson stands now that had this one before; of all others the name itself."""
    return former(opened).get(name, name)


def former(opened: Opened) -> dict[str, str]:
    """Map names that our lessons had before to those that they have now, but for what a teacher calls so."""
    return {was: now for was, now in _renamed().items() if was not in names(opened)}


@cache
def _renamed() -> dict[str, str]:
    """Read it once: our lessons stay as they are while the lab runs."""
    return {was: path.stem for path in sorted((OURS / LANGUAGES[0]).glob("*.md")) for was in heading(path).was}


def check_lessons(folder: Path) -> None:
    """Read every lesson of a folder. Raises `ConvscopeError` that names file and line, or says that there is none."""
    paths = sorted(_files(folder))
    if not paths:
        raise ConvscopeError(f"{folder} holds no lesson", fix="put them at en/01-name.md and zh/01-name.md in it")
    for path in paths:
        lesson(path)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*.md") if path.parent.name in LANGUAGES]


def _folders(opened: Opened) -> list[Path]:
    return [OURS, *([opened.lessons] if opened.lessons else [])]


def _path(opened: Opened, name: str, language: str) -> Path:
    """Find a lesson in the language, else in the other one."""
    others = [one for one in LANGUAGES if one != language]
    for folder in reversed(_folders(opened)):
        for one in (language, *others):
            if (path := folder / one / f"{name}.md").is_file():
                return path
    raise UnknownName("lesson", name, names(opened))


def _headed(path: Path) -> dict[str, Any]:
    head, said = heading(path), quoted(path)
    told = [{"number": one, "verdict": verdict, "said": said.get(one, "")} for one, verdict in head.claims.items()]
    return {"name": path.stem, "title": head.title, "claims": told}


def _language(values: dict[str, Any]) -> str:
    language = values.get("language")
    if language not in LANGUAGES:
        raise UnknownName("language", str(language)[:20], list(LANGUAGES))
    return str(language)
