"""A report in a terminal."""

import io

from rich.console import Console
from torch import nn

from convscope.cli.show_report import shown_report, shown_warnings
from convscope.lint import Finding, Report
from convscope.network import trace


def text(report: Report, *, whole: bool = False) -> str:
    console = Console(file=io.StringIO(), width=160)
    console.print(shown_report(report, whole=whole))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_the_three_worst_kinds_are_shown_and_all_if_asked() -> None:
    """With how many more there are, and how to see them."""
    network = trace(nn.Conv2d(1, 1, 3), (1, 8, 8))
    kinds = tuple(Finding(f"G00{n}", f"rule-{n}", "hint", "conv2d", f"message {n}", "fix it") for n in range(5))
    short, whole = text(Report(network, kinds)), text(Report(network, kinds), whole=True)
    assert "message 2" in short and "message 3" not in short and "and 2 kinds more; --all prints them" in short
    assert all(f"message {n}" in whole for n in range(5)) and "--all" not in whole


def test_what_is_meant_is_counted() -> None:
    """Left out, and not forgotten."""
    network = trace(nn.Conv2d(1, 1, 3), (1, 8, 8))
    assert "no findings" in text(Report(network, ()))
    assert "by a comment beside them: 2" in text(Report(network, (), meant=2))


def test_warnings_alone_are_said_before_a_training() -> None:
    """Hints wait for ``check``."""
    network = trace(nn.Conv2d(1, 1, 3), (1, 8, 8))
    bad = Finding("G002", "rule-2", "warning", "conv2d", "rows are lost", "fix it")
    report = Report(network, (bad, Finding("S001", "rule-1", "hint", "conv2d", "a hint", "fix it")))
    console = Console(file=io.StringIO(), width=160)
    for part in shown_warnings(report):
        console.print(part)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert "rows are lost" in said and "a hint" not in said
