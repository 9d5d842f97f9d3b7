"""The head of a lesson, between two lines of ``---``: its title, its claims with verdicts, the names it had before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from convscope.errors import ConvscopeError

VERDICTS = ("true", "conditional", "false")
FIELDS = ("title", "claims", "was")


@dataclass(frozen=True)
class Head:
    """``claims`` maps the notes' rows to verdicts; by the names in ``was`` the lesson, or a part of it, was opened."""

    title: str
    claims: dict[int, str]
    was: tuple[str, ...]


def head(path: Path, lines: list[str]) -> tuple[Head, int]:
    """Read it; give also the line where the text begins. Raises `ConvscopeError` for what is not understood."""
    if not lines or lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        raise fault(path, 0, "a lesson begins with its title and claims between two lines of ---")
    end = next(at for at, line in enumerate(lines) if at and line.strip() == "---")
    found: dict[str, str] = {}
    for at in range(1, end):
        name, colon, value = lines[at].partition(":")
        if not colon or name.strip() not in FIELDS:
            raise fault(path, at, f"{lines[at][:60]!r} is neither title: nor claims: nor was:")
        found[name.strip()] = value.strip()
    if not found.get("title"):
        raise fault(path, 0, "there is no title")
    was = tuple(one.strip() for one in found.get("was", "").split(",") if one.strip())
    return Head(found["title"], _claims(path, found.get("claims", "")), was), end + 1


def fault(path: Path, at: int, problem: str, fix: str = "") -> ConvscopeError:
    """Say what is wrong in which line, counted from 0."""
    return ConvscopeError(f"{path}, line {at + 1}: {problem}", fix=fix)


def _claims(path: Path, told: str) -> dict[int, str]:
    claims: dict[int, str] = {}
    for one in filter(None, told.split(",")):
        number, _, verdict = one.strip().partition(" ")
        if not number.isdecimal() or verdict not in VERDICTS:
            raise fault(path, 0, f"claims: {one.strip()!r} is not as in 30 conditional ({', '.join(VERDICTS)})")
        claims[int(number)] = verdict
    return claims
