"""One thing a rule found: where, what, with which numbers, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")  # worst first


@dataclass(frozen=True)
class Finding:
    """A fault at one layer; ``file`` and ``line`` are of its constructor where known, else of its call."""

    code: str
    name: str
    severity: Severity
    layer: str
    message: str
    fix: str
    file: str | None = None
    line: int | None = None

    @property
    def place(self) -> str:
        """Where in the user's code, as ``file:line``, or empty."""
        return f"{self.file}:{self.line}" if self.file else ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)
