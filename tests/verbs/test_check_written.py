"""A report handed over: with its verdict, in the format that was asked."""

import json

import pytest
from torch import nn

from convscope.lint import Settings, check
from convscope.verbs.check_written import FORMATS, Whole, Written


@pytest.mark.parametrize("kind", [name for name in FORMATS if name != "table"])
def test_it_has_failed_where_the_report_has(kind: str) -> None:
    """And holds the report's numbers, whichever way it is written."""
    module = nn.Sequential(nn.Conv2d(1, 8, 3, stride=3))
    for settings in (Settings(), Settings(fail_on="warning")):
        report = check(module, (1, 7, 7), settings=settings)
        written = Written(report, kind)
        assert written.failed == Whole(report).failed == report.failed == (settings.fail_on == "warning")
        assert written.as_dict() == Whole(report).as_dict() == report.as_dict()
        assert "stride-skips-pixels" in written.text
    assert json.loads(Written(report, "json").text) == json.loads(json.dumps(report.as_dict()))
