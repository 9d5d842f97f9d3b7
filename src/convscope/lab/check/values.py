"""What came from the page, checked: a value that is none is told and nothing is done."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

MOST_LENGTH = 8192
MOST_PIXELS = 2**24
RELOAD = "reload the page"


@dataclass(frozen=True)
class Asked:
    """Which network is on screen: its input's spatial size, and how it is traced and judged.

    ``fix`` is the rule whose fixes are applied, *all* for those of every rule, empty for none.
    """

    size: tuple[int, ...]
    zeros: bool = False
    advise: bool = False
    fix: str = ""


def asked(opened: Opened, values: dict[str, Any]) -> Asked:
    """Read what is on screen; without a size, the model's own."""
    own = opened.shapes[0][1:]
    size = numbers(values, "size", most=MOST_LENGTH, least=1) if values.get("size") else own
    if len(size) != len(own) or prod(size) > MOST_PIXELS:
        raise ConvscopeError(
            f"a size of {' × '.join(map(str, size))} came",
            fix=f"give {len(own)} lengths, at most {MOST_PIXELS:,} pixels in all",
        )
    return Asked(size, values.get("zeros") is True, values.get("advise") is True, word(values, "fix"))


def numbers(values: dict[str, Any], name: str, *, most: int, least: int = 0, count: int = 8) -> tuple[int, ...]:
    """Read a list of whole numbers.

    >>> numbers({"unit": [3, 14]}, "unit", most=99)
    (3, 14)
    """
    found = values.get(name)
    if not isinstance(found, list) or len(found) > count or not all(_whole(one, least, most) for one in found):
        raise ConvscopeError(f"{name} {str(found)[:60]} came", fix=f"give whole numbers from {least} to {most:,}")
    return tuple(found)


def number(values: dict[str, Any], name: str, *, most: int, least: int = 1) -> int:
    """Read one whole number."""
    found = values.get(name)
    if not _whole(found, least, most):
        raise ConvscopeError(f"{name} {str(found)[:60]} came", fix=f"give a whole number from {least} to {most:,}")
    return int(found)  # type: ignore[arg-type]


def word(values: dict[str, Any], name: str) -> str:
    """Read a name; empty where none came."""
    found = values.get(name, "")
    if not isinstance(found, str) or len(found) > 500:
        raise ConvscopeError(f"{name} {str(found)[:60]} came", fix=RELOAD)
    return found


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
