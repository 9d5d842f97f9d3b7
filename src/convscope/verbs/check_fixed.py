"""A report with its fixes applied, as ``check --fixed`` and ``check --diff`` hand it over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope.lint import Report
    from convscope.lint.fixed import Fixed
    from convscope.lint.patch import Patch


@dataclass(frozen=True)
class FixedReport:
    """What a report's fixes come to; ``patch``, where it was asked for, is their way into the source."""

    fixed: Fixed
    patch: Patch | None = None

    @property
    def failed(self) -> bool:
        """Whether the network as it is written has."""
        return self.fixed.before.failed

    @property
    def text(self) -> str | None:
        """The patch, for ``patch -p1`` and ``git apply``; what is not in it stands before it, which both skip."""
        if self.patch is None:
            return None
        told = [f"# {note}" for note in self.patch.notes]
        told += [f"# not in the patch: {change} ({why})" for change, why in self.patch.unplaced]
        told += [f"# stays: {one.finding.name} at {one.finding.layer}: {one.why}" for one in self.fixed.left]
        if not self.patch.text:
            told.append("# nothing to patch" if not self.fixed.applied else "# no change of the source can be written")
        return "\n".join([*told, self.patch.text.rstrip("\n")]).rstrip("\n")

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = self.fixed.as_dict()
        if self.patch is not None:
            unplaced = [{"change": str(change), "why": why} for change, why in self.patch.unplaced]
            plain |= {"patch": self.patch.text, "notes": list(self.patch.notes), "unplaced": unplaced}
        return plain


def fixed_report(report: Report, *, diff: bool) -> FixedReport:
    """Apply a report's fixes; with ``diff`` write them as a patch, too."""
    from convscope.lint.patch import patch

    fixed = report.fixed()
    return FixedReport(fixed, patch(fixed) if diff else None)
