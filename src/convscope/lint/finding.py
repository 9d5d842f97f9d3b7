"""One thing a rule found: where, what, with which numbers, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")  # worst first


@dataclass(frozen=True)
class Change:
    """A fix that is one argument of a layer's constructor, as ``Conv2d(…, padding=1)``; of a function, of its call."""

    layer: str
    argument: str
    value: int | bool | tuple[int, ...]


@dataclass(frozen=True)
class Finding:
    """A fault at one layer; ``file`` and ``line`` are of its constructor where known, else of its call.

    ``fix`` says in words what to do; ``change`` is there where that is one argument of the layer's constructor.
    ``also`` are the same rule's findings at other layers that the same line of code makes, as a block does that is used
    again: to mend the line mends them all.
    """

    code: str
    name: str
    severity: Severity
    layer: str
    message: str
    fix: str
    file: str | None = None
    line: int | None = None
    change: Change | None = None
    also: tuple[Finding, ...] = ()

    @property
    def place(self) -> str:
        """Where in the user's code, as ``file:line``, or empty."""
        return f"{self.file}:{self.line}" if self.file else ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = asdict(self)
        if self.change is not None and isinstance(self.change.value, tuple):
            plain["change"]["value"] = list(self.change.value)
        others = [other.as_dict() for other in self.also]  # by the same rule, at the same line
        return {
            **plain,
            "also": [{key: other[key] for key in ("layer", "message", "fix", "change")} for other in others],
        }
