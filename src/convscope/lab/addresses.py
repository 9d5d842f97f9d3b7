"""The state that Convolve opens with, checked before it is written into a file or a lesson."""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from convscope.errors import ConvscopeError

KNOWN = Path(__file__).parent / "browser" / "convolve" / "known.js"
SHARED = {"lang": ["en", "zh"], "theme": ["light", "dark"]}


def check(address: str) -> None:
    """Refuse an address with a setting or a value that the page does not know, naming the nearest that it does.

    ``address`` is what stands after the ``#``, ``mode=max&ky=2``.

    >>> check("mode=max&ky=2&kx=2")
    >>> check("kernelsize=3")
    Traceback (most recent call last):
        ...
    convscope.errors.ConvscopeError: there is no setting 'kernelsize'; did you mean kernels?
    """
    for part in filter(None, address.split("&")):
        name, equals, value = part.partition("=")
        if not equals or name not in _names():
            raise ConvscopeError(f"there is no setting {name[:50]!r}", fix=_nearest(name, _names()))
        _check_value(name, unquote(value))


@cache
def known() -> dict[str, Any]:
    """Give what the browser's own list of settings says: ``start``, ``words``, ``ranges`` and ``lists``."""
    source = KNOWN.read_text(encoding="utf-8").partition("export default")[2]
    found: dict[str, Any] = json.loads(source.strip().rstrip(";"))
    return found


def _names() -> list[str]:
    return [*known()["start"], *SHARED]


def _check_value(name: str, value: str) -> None:
    settings = known()
    words = {**settings["words"], **SHARED}.get(name)
    said = f"{name}={value[:50]}"
    if words is not None:
        if value not in words:
            raise ConvscopeError(f"{said} is not one of {', '.join(words)}", fix=_nearest(value, words))
    elif name in settings["lists"]:
        if not all(_is_number(one) for one in value.split(",")):
            raise ConvscopeError(f"{said} is not a list of numbers", fix=f"write {name}=1,0.5,-1")
    elif name in settings["ranges"]:
        least, most = settings["ranges"][name]
        if not value.isdecimal() or not least <= int(value[:9]) <= most:
            raise ConvscopeError(f"{said} is not a whole number from {least} to {most}", fix=f"write {name}={least}")
    elif value not in ("1", "0", "true", "false"):
        raise ConvscopeError(f"{said} is neither on nor off", fix=f"write {name}=1 or {name}=0")


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf")
    except ValueError:
        return False


def _nearest(word: str, words: list[str]) -> str:
    near = get_close_matches(word, words, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"give one of {', '.join(words)}"
