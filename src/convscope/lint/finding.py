"""One thing a rule found: where, what, with which numbers, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from convscope.network.changes import Change
    from convscope.saying import Said

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")  # worst first


@dataclass(frozen=True)
class Finding:
    """A fault at one layer; ``file`` and ``line`` are of its constructor where known, else of its call.

    ``fix`` says in words what to do; ``changes`` say it so that it can be applied, all of them together, as
    `Report.fixed` does, and are empty where what to do is a choice of the design.
    ``also`` are the same rule's findings at other layers that the same line of code makes, as a block does that is used
    again: to mend the line mends them all. ``said`` are the sentences that message and fix are, each a template and
    its facts, for those who say them in another language; empty where they are texts alone. ``breaks_training`` is of
    what does not lose pixels or time but lets a training go wrong or hang: it is told before others as severe.
    """

    code: str
    name: str
    severity: Severity
    layer: str
    message: str
    fix: str
    file: str | None = None
    line: int | None = None
    changes: tuple[Change, ...] = ()
    also: tuple[Finding, ...] = ()
    said: tuple[Said, ...] = ()
    breaks_training: bool = False

    @property
    def facts(self) -> dict[str, int | float | str]:
        """What message and fix are made from, by name: numbers as they are, sizes and names as text."""
        return {name: fact for one in self.said for name, fact in one.plain().items()}

    @property
    def place(self) -> str:
        """Where in the user's code, as ``file:line``, or empty."""
        return f"{self.file}:{self.line}" if self.file else ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        from convscope.network.changes import as_dict

        plain = {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name not in ("changes", "also", "said", "breaks_training")
        }
        others = [other.as_dict() for other in self.also]  # by the same rule, at the same line
        return {
            **plain,
            "facts": self.facts,
            "changes": [as_dict(change) for change in self.changes],
            "also": [{key: other[key] for key in ("layer", "message", "fix", "facts", "changes")} for other in others],
        }
