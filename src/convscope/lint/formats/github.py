"""GitHub's workflow commands: a line a finding, shown beside the code of a pull request.

Format: docs.github.com, "Workflow commands for GitHub Actions", ``::error file=…,line=…,title=…::message``.
"""

from __future__ import annotations

from convscope.lint.finding import Finding
from convscope.lint.formats.place import below_here
from convscope.lint.report import Report

LEVELS = {"error": "error", "warning": "warning", "hint": "notice"}


def github(*reports: Report) -> str:
    """Write a command a finding, of each report the worst first; an empty text where there are none.

    >>> from torch import nn
    >>> from convscope.lint import check
    >>> github(check(nn.Conv2d(1, 8, 3, stride=3), (1, 9, 9)))
    ''
    """
    return "\n".join(_command(finding, report.network.target) for report in reports for finding in report.findings)


def _command(finding: Finding, target: str) -> str:
    properties = {"title": f"{finding.name} ({finding.code})"}
    if finding.file and finding.line:
        properties = {"file": below_here(finding.file), "line": str(finding.line), **properties}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    others = f" (and {len(finding.also)} layers more)" if finding.also else ""
    message = f"{target}, layer {finding.layer}{others}: {finding.message}\nfix: {finding.fix}"
    return f"::{LEVELS[finding.severity]} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
