"""A report in a terminal."""

import io

from rich.console import Console
from torch import nn

from convscope.cli.show_report import shown_fixed, shown_report, shown_warnings
from convscope.lint import Finding, Report, check
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


def test_what_was_fixed_and_what_stays_is_shown() -> None:
    """The table after, a line a fix, what followed, what is gained; nothing where nothing was found."""
    module = nn.Sequential(nn.Conv2d(1, 8, 3, stride=3), nn.Flatten(), nn.Linear(8 * 2 * 2, 3), nn.Softmax(1))
    console = Console(file=io.StringIO(), width=160)
    report = check(module, (1, 7, 7), target="net")
    assert "--fixed shows" in text(report)
    console.print(shown_fixed(report.fixed()))
    console.print(shown_fixed(check(nn.Conv2d(1, 8, 3), (1, 7, 7)).fixed()))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "net after 3 fixes, input 1×7×7" in shown
    assert "fixed  0  stride-skips-pixels: padding=1" in shown
    assert "fixed  3  softmax-inside: left out" in shown
    assert "with it: 2: in_features=72" in shown
    assert "findings 3 → 0" in shown and "stays" not in shown
    assert "no findings, nothing to fix" in shown
