"""A line a finding, ``file:line: severity name layer: message``, as compilers write and editors read."""

from __future__ import annotations

from convscope.lint.finding import Finding
from convscope.lint.formats.place import below_here
from convscope.lint.report import Report


def concise(*reports: Report) -> str:
    """Write a line a finding, of each report the worst first, and one with the counts."""
    lines = [_line(finding, report.network.target) for report in reports for finding in report.findings]
    targets = ", ".join(report.network.target for report in reports)
    return "\n".join([*lines, f"{targets}: {_counted(len(lines))}"])


def _line(finding: Finding, target: str) -> str:
    place = f"{below_here(finding.file)}:{finding.line}" if finding.file else target
    others = f" and {len(finding.also)} more" if finding.also else ""
    told = f"{finding.severity} {finding.name} {finding.layer}{others}: {finding.message}; {finding.fix}"
    return f"{place}: {' '.join(told.split())}"


def _counted(count: int) -> str:
    return {0: "no findings", 1: "1 finding"}.get(count, f"{count} findings")
