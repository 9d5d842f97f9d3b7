"""Markdown: the totals and a table that stays one whatever the message holds."""

from convscope.lint import Report
from convscope.lint.formats import markdown


def test_a_finding_is_a_row(report: Report) -> None:
    """Bars and line ends in the cells are escaped; the totals stand above."""
    lines = markdown(report).splitlines()
    assert lines[0] == "### `net.py:Net`, input 1×7×7"
    assert lines[2] == "96 parameters · 288 MACs"
    rows = lines[6:]
    assert len(rows) == 3 and all(row.replace("\\|", "").count("|") == 7 for row in rows)
    assert "100% lost, all of it | less \\| stride | `a folder/net.py:9` |" in rows[0]
    assert "| `1` and 1 more |" in rows[2]


def test_nothing_found_is_said(report: Report) -> None:
    """In words, in place of an empty table."""
    assert markdown(Report(report.network, ())).endswith("no findings")
