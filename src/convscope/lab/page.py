"""The convolution stage as one HTML file."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from convscope.errors import ConvscopeError
from convscope.lab.addresses import check
from convscope.lab.digit import digit
from convscope.lab.kernels import shipped

BROWSER = Path(__file__).parent / "browser"
SUFFIXES = (".html", ".htm")
MOST_ADDRESS = 100_000
IMPORTED = re.compile(r'^(?:import|export)\b[^;]*?"(convscope/[^"]+)"', re.MULTILINE)
ALONE = "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:"


@dataclass(frozen=True)
class Exported:
    """The page that was written, and what shows it."""

    path: Path

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"path": str(self.path), "bytes": self.path.stat().st_size}


def export(path: str | Path, at: str = "") -> Exported:
    """Write the page; it opens from the disk, with nothing installed, and fetches nothing.

    ``at`` is the state to open with, as the page's address has it after the ``#``. Raises `ConvscopeError` for a name
    that is no ``.html``, a folder that is not there and a setting that the page does not know; a file is there whole or
    not at all.
    """
    from convscope.runs.durable import atomically

    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise ConvscopeError(f"--export {path} came", fix="give a file ending in .html, as in --export convolve.html")
    if not path.parent.is_dir():
        raise ConvscopeError(f"{path}: there is no folder {path.parent}", fix="make it, or write elsewhere")
    try:
        check(at.rpartition("#")[2])
    except ConvscopeError as error:
        raise ConvscopeError(f"--at: {error.problem}", fix=error.fix) from None
    text = html(at)
    atomically(path, lambda beside: beside.write_text(text, encoding="utf-8"))
    return Exported(path)


def html(at: str = "") -> str:
    """Give Convolve as one HTML file: the modules of ``browser/`` in it as an import map, the style, and a real digit.

    >>> html("mode=max").count("<script")
    3
    """
    at = at.rpartition("#")[2]
    if len(at) > MOST_ADDRESS:
        raise ConvscopeError(f"--at is {len(at):,} characters long", fix=f"give at most {MOST_ADDRESS:,}")
    style = "\n".join((BROWSER / sheet).read_text(encoding="utf-8") for sheet in styles("convolve"))
    return filled(
        page="convolve",
        policy=f'<meta http-equiv="Content-Security-Policy" content="{ALONE}">',
        style=f"<style>{style}</style>",
        modules={name: address_of(file.read_bytes()) for name, file in modules().items()},
        settings={"served": False, "at": at, "digit": digit(), "trained": shipped()},
    )


def filled(
    *, page: str, policy: str, style: str, modules: Mapping[str, str], settings: Mapping[str, Any], nonce: str = ""
) -> str:
    """Give the shell of every page with its parts in it; ``modules`` maps a module's name to its address."""
    first = needed(page) if settings["served"] else ()
    parts = {
        "page": page,
        "policy": policy,
        "style": style,
        "modules": _inside({"imports": modules}),
        "preloads": "".join(f'<link rel="modulepreload" href="{modules[name]}">' for name in first),
        "settings": _inside(settings),
        "nonce": f' nonce="{nonce}"' if nonce else "",
    }
    shell = (BROWSER / "frame" / "shell.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{ (\w+) \}\}", lambda place: parts[place[1]], shell)


def styles(page: str) -> list[str]:
    """Give the style sheets of a page: the frame's, then its own where it has one."""
    return [one for one in ("frame/style.css", f"{page}/style.css") if (BROWSER / one).is_file()]


def modules() -> dict[str, Path]:
    """Give each module's name, ``convscope/frame/open.js``, and its file."""
    return {f"convscope/{file.relative_to(BROWSER).as_posix()}": file for file in sorted(BROWSER.rglob("*.js"))}


@cache
def needed(page: str) -> tuple[str, ...]:
    """Name all modules that a page imports, and those that they import.

    A browser that is told asks for all of them at once; else it finds them level by level, each after the one before.
    """
    files, found = modules(), []
    waiting = ["convscope/frame/open.js", f"convscope/{page}/page.js"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += IMPORTED.findall(files[name].read_text(encoding="utf-8"))
    return tuple(found)


def address_of(source: bytes) -> str:
    """Give an address that holds the source: a page on the disk cannot import its neighbour."""
    return "data:text/javascript;base64," + base64.b64encode(source).decode("ascii")


def _inside(value: object) -> str:
    """Write JSON so that it cannot end the element it stands in."""
    return json.dumps(value).replace("<", "\\u003c")
