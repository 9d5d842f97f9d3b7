"""A report as ``check`` hands it over: of which every finding is shown, or in a format for other programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope.lint import Report

FORMATS = ("table", "json", "sarif", "github", "markdown")


@dataclass(frozen=True)
class Whole:
    """A report of which every finding is shown."""

    report: Report

    @property
    def failed(self) -> bool:
        """Whether the report has."""
        return self.report.failed

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the report's."""
        return self.report.as_dict()


@dataclass(frozen=True)
class Written:
    """A report in a format that other programs read."""

    report: Report
    format: str

    @property
    def failed(self) -> bool:
        """Whether the report has."""
        return self.report.failed

    @property
    def text(self) -> str:
        """The report, written."""
        from convscope.lint import formats

        if self.format == "json":
            return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)
        return str(getattr(formats, self.format)(self.report))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the report's."""
        return self.report.as_dict()
