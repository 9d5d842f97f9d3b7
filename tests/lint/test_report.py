"""A report's order, groups and verdict."""

import json
from dataclasses import replace

import pytest
from torch import nn

from convscope.lint import Finding, Report, Severity
from convscope.lint.report import by_line, worst_first
from convscope.network import Network, trace


@pytest.fixture(scope="module")
def network() -> Network:
    return trace(nn.Conv2d(1, 1, 1), (1, 2, 2))


def found(code: str, severity: Severity, layer: str) -> Finding:
    return Finding(code, f"fault-{code}", severity, layer, "message", "fix")


def test_worst_first_and_otherwise_as_found() -> None:
    """Errors come before warnings before hints; within a severity the order is kept."""
    hint, warning, error = found("A", "hint", "1"), found("B", "warning", "2"), found("C", "error", "3")
    later = found("D", "warning", "1")
    assert worst_first([hint, warning, error, later]) == (error, warning, later, hint)


def test_what_breaks_training_comes_first_within_a_severity() -> None:
    """A hint that training hangs comes before other hints, and after warnings."""
    hint, warning = found("A", "hint", "1"), found("B", "warning", "2")
    hangs, collapses = replace(hint, breaks_training=True), replace(warning, breaks_training=True)
    assert worst_first([hint, warning, hangs, collapses]) == (collapses, warning, hangs, hint)
    assert "breaks_training" not in hangs.as_dict()


def test_groups_gather_one_rules_findings(network: Network) -> None:
    """Findings of one rule are one group."""
    findings = (found("C", "error", "1"), found("A", "hint", "1"), found("A", "hint", "2"))
    assert Report(network, findings).groups() == [findings[:1], findings[1:]]


def test_one_line_of_code_is_one_finding(network: Network) -> None:
    """What a rule finds at several layers that one line makes is one finding; without a line each stays by itself."""
    here = [Finding("A", "fault", "hint", layer, "message", "fix", "net.py", 7) for layer in ("1", "2", "3")]
    there, nowhere = replace(here[0], line=8), [found("A", "hint", "5"), found("A", "hint", "6")]
    findings = by_line([*here, there, *nowhere])
    assert findings == [replace(here[0], also=tuple(here[1:])), there, *nowhere]
    report = Report(network, tuple(findings))
    assert report.each() == (*here, there, *nowhere)
    assert report.groups() == [report.each()]


def test_it_prints_itself(network: Network) -> None:
    """The table, then each kind of finding with its fix."""
    report = Report(network, (found("C", "error", "1"), found("A", "hint", "1"), found("A", "hint", "2")))
    assert str(report).startswith(network.table())
    told = str(report).removeprefix(network.table())
    assert told.strip().splitlines()[:2] == ["error  1  message", "  fix: fix"]
    assert "hint  1  message\n  and 1 more: 2\n" in told and str(Report(network, ())).endswith("no findings")


@pytest.mark.parametrize(("severity", "failed"), [("error", True), ("warning", False), ("hint", False)])
def test_only_errors_fail(network: Network, severity: Severity, failed: bool) -> None:
    """A report fails by an error, and by nothing less."""
    assert Report(network, (found("A", severity, "1"),)).failed is failed


def test_plain_values_hold_network_and_findings(network: Network) -> None:
    """as_dict is the network's with the findings, and survives JSON."""
    plain = Report(network, (found("A", "hint", "1"),)).as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert (plain["target"], plain["findings"][0]["name"]) == ("Conv2d", "fault-A")


def test_its_plot_has_the_findings(network: Network) -> None:
    """As marks; the network's own has none."""
    layer = network.layers[0].name
    drawing = Report(network, (found("C", "error", layer),)).plot()
    assert "<title>message</title>" in drawing.svg
    assert "<title>message</title>" not in network.plot().svg
