"""A report as Markdown: the totals, and a row a finding; for a pull request's comment or a job's summary."""

from __future__ import annotations

from convscope.lint.finding import Finding
from convscope.lint.formats.place import below_here
from convscope.lint.report import Report


def markdown(*reports: Report) -> str:
    """Write, of each report, a heading, the totals and a table of what was found, worst first."""
    return "\n\n".join(_written(report) for report in reports)


def _written(report: Report) -> str:
    network = report.network
    size = "×".join(map(str, network.input_shape))
    lines = [
        f"### `{network.target}`, input {size}",
        "",
        f"{network.parameters:,} parameters · {network.macs:,} MACs",
        "",
    ]
    if not report.findings:
        return "\n".join([*lines, "no findings"])
    lines += ["| | rule | layer | what | fix | where |", "| --- | --- | --- | --- | --- | --- |"]
    return "\n".join([*lines, *(_row(finding) for finding in report.findings)])


def _row(finding: Finding) -> str:
    layers = f"`{finding.layer}`" + (f" and {len(finding.also)} more" if finding.also else "")
    where = f"`{below_here(finding.file)}:{finding.line}`" if finding.file else ""
    cells = (finding.severity, f"{finding.name} ({finding.code})", layers, finding.message, finding.fix, where)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
