"""Reports as ``check`` hands them over: of several networks, with every finding, or in a format for other programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope.lint import Report

FORMATS = ("table", "json", "concise", "sarif", "github", "markdown")


@dataclass(frozen=True)
class Reports:
    """Reports, in a format; as tables, ``whole`` shows every hint, too."""

    reports: tuple[Report, ...]
    format: str = "table"
    whole: bool = False

    @property
    def failed(self) -> bool:
        """Whether any report has."""
        return any(report.failed for report in self.reports)

    @property
    def text(self) -> str | None:
        """The reports, written for other programs; None for tables, which fit themselves to a terminal."""
        from convscope.lint import formats

        if self.format == "table":
            return None
        if self.format == "json":
            return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)
        return str(getattr(formats, self.format)(*self.reports))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the report's, or a list of them where there are several."""
        dicts = [report.as_dict() for report in self.reports]
        return dicts[0] if len(dicts) == 1 else {"reports": dicts}
