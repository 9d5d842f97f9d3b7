"""A network and what the rules found in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from convscope.lint.finding import SEVERITIES, Finding
from convscope.lint.settings import Settings

if TYPE_CHECKING:
    from convscope.draw import Drawing
    from convscope.lint.fixed import Fixed
    from convscope.network import Network

USUAL = Settings()


@dataclass(frozen=True)
class Report:
    """Findings, worst first; within a severity what breaks training, then in the order of the rules and of the layers.

    ``settings`` are those that it was made with, of which ``fail_on`` says when it has failed; ``meant`` counts
    findings that comments in the code say are meant, and that are left out.
    """

    network: Network
    findings: tuple[Finding, ...]
    settings: Settings = USUAL
    meant: int = 0

    @property
    def failed(self) -> bool:
        """Whether any finding is as bad as the settings' ``fail_on``, or worse."""
        bad = SEVERITIES[: SEVERITIES.index(self.settings.fail_on) + 1]
        return any(finding.severity in bad for finding in self.findings)

    def __str__(self) -> str:
        """Write the network's table and all findings, as plain text."""
        told = []
        for first, *others in self.groups():
            more = f"  and {len(others)} more: {', '.join(one.layer for one in others)}\n" if others else ""
            place = f"{first.place} · " if first.place else ""
            head = f"{first.severity}  {first.layer}  {first.message}"
            told.append(f"{head}\n{more}  fix: {first.fix}\n  {place}convscope rule {first.name}")
        return "\n".join([str(self.network), "", *(told or ["no findings"])])

    def each(self) -> tuple[Finding, ...]:
        """List what was found layer by layer: each finding, and those that the same line makes."""
        return tuple(one for finding in self.findings for one in (replace(finding, also=()), *finding.also))

    def groups(self) -> list[tuple[Finding, ...]]:
        """Gather what one rule found at several layers, worst first, for those who want to read little."""
        return [tuple(group) for _, group in groupby(self.each(), key=lambda finding: finding.code)]

    def fixed(self) -> Fixed:
        """Apply the changes of all findings that have some, and say what is gained and what is left.

        >>> from torch import nn
        >>> from convscope.lint import check
        >>> print(check(nn.Sequential(nn.Conv2d(1, 8, 3, stride=3)), (1, 7, 7)).fixed().gained)
        parameters 80 as before; MACs 288 → 648; bytes at once 324 → 484; findings 1 → 0

        The module is left as it is: the network is traced once more, with its calls made otherwise. Raises
        `ConvscopeError` where it cannot be, as for one that was run on zeros.
        """
        from convscope.lint.fixed import fixed

        return fixed(self)

    def plot(self) -> Drawing:
        """Draw the network's graph as SVG with the findings as marks on their layers."""
        return self.network.plot(self.each())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the network's, and the findings."""
        return {**self.network.as_dict(), "findings": [finding.as_dict() for finding in self.findings]}


def worst_first(findings: list[Finding]) -> tuple[Finding, ...]:
    """Order findings by severity, in each what breaks training first, and otherwise as they come."""
    return tuple(sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), not one.breaks_training)))


def by_line(findings: list[Finding]) -> list[Finding]:
    """Put together what one rule found at several layers that one line of code makes."""
    lines: dict[tuple[str, str, int | str | None], list[Finding]] = {}
    for finding in findings:
        line = finding.line if finding.file else finding.layer  # without a line, each by itself
        lines.setdefault((finding.code, finding.file or "", line), []).append(finding)
    return [replace(first, also=tuple(others)) for first, *others in lines.values()]
