"""Concise: a line a finding, and the counts."""

from convscope.lint import Report
from convscope.lint.formats import concise


def test_a_finding_is_a_line_with_its_place_first(report: Report) -> None:
    """Whatever the message holds; what lies in no file has the network's name there."""
    error, warning, hint, counts = concise(report).splitlines()
    assert error == "a folder/net.py:9: error output-too-small 0: 100% lost, all of it; less | stride"
    assert warning == "net.py:Net: warning stride-skips-pixels 1: row 6; padding=1"
    assert hint == "a folder/net.py:12: hint wasted-bias 1 and 1 more: 8 biases; bias=False"
    assert counts == "net.py:Net: 3 findings"


def test_of_several_the_lines_follow_each_other(report: Report) -> None:
    """One count for all."""
    clean = Report(report.network, ())
    assert concise(clean, clean).splitlines() == ["net.py:Net, net.py:Net: no findings"]
    assert len(concise(clean, report).splitlines()) == 4
