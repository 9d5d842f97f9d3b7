"""A network and what the rules found in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from convscope.lint.finding import SEVERITIES, Finding, Severity

if TYPE_CHECKING:
    from convscope.draw import Drawing
    from convscope.network import Network


@dataclass(frozen=True)
class Report:
    """Findings, worst first; within a severity in the order of the rules, then of the layers.

    ``fail_on`` is the least severity at which the report has failed; ``meant`` counts findings that comments in the
    code say are meant, and that are left out.
    """

    network: Network
    findings: tuple[Finding, ...]
    fail_on: Severity = "error"
    meant: int = 0

    @property
    def failed(self) -> bool:
        """Whether any finding is as bad as ``fail_on``, or worse."""
        bad = SEVERITIES[: SEVERITIES.index(self.fail_on) + 1]
        return any(finding.severity in bad for finding in self.findings)

    def each(self) -> tuple[Finding, ...]:
        """List what was found layer by layer: each finding, and those that the same line makes."""
        return tuple(one for finding in self.findings for one in (replace(finding, also=()), *finding.also))

    def groups(self) -> list[tuple[Finding, ...]]:
        """Gather what one rule found at several layers, worst first, for those who want to read little."""
        return [tuple(group) for _, group in groupby(self.each(), key=lambda finding: finding.code)]

    def plot(self) -> Drawing:
        """Draw the network's graph as SVG with the findings as marks on their layers."""
        return self.network.plot(self.each())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the network's, and the findings."""
        return {**self.network.as_dict(), "findings": [finding.as_dict() for finding in self.findings]}


def worst_first(findings: list[Finding]) -> tuple[Finding, ...]:
    """Order findings by severity, keeping the order within each."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def by_line(findings: list[Finding]) -> list[Finding]:
    """Put together what one rule found at several layers that one line of code makes."""
    lines: dict[tuple[str, str, int | str | None], list[Finding]] = {}
    for finding in findings:
        line = finding.line if finding.file else finding.layer  # without a line, each by itself
        lines.setdefault((finding.code, finding.file or "", line), []).append(finding)
    return [replace(first, also=tuple(others)) for first, *others in lines.values()]
