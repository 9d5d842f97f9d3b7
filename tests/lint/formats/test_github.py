"""GitHub's annotations: one command a line, with everything that would end it early escaped."""

from convscope.lint import Report
from convscope.lint.formats import github


def test_a_finding_is_one_command_at_its_line(report: Report) -> None:
    """Errors, warnings and notices; the fix below the message; without a file no place."""
    error, warning, hint = github(report).splitlines()
    assert error == (
        "::error file=a folder/net.py,line=9,title=output-too-small (G001)::"
        "net.py:Net, layer 0: 100%25 lost,%0Aall of it%0Afix: less | stride"
    )
    assert warning.startswith("::warning title=stride-skips-pixels (G002)::net.py:Net, layer 1: row 6")
    assert hint.startswith("::notice file=a folder/net.py,line=12,title=wasted-bias (S001)::")
    assert "layer 1 (and 1 layers more)" in hint


def test_nothing_found_is_nothing_written(report: Report) -> None:
    """Not even an empty line."""
    assert github(Report(report.network, ())) == ""
