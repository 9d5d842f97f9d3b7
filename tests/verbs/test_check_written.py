"""Reports handed over: with their verdict, in the format that was asked."""

import json

import pytest
from torch import nn

from convscope.lint import Settings, check
from convscope.verbs.check_written import FORMATS, Reports


@pytest.mark.parametrize("kind", FORMATS)
def test_they_have_failed_where_one_has(kind: str) -> None:
    """And hold the reports' numbers, whichever way they are written."""
    sound = check(nn.Conv2d(1, 8, 3), (1, 7, 7), target="sound")
    for settings in (Settings(), Settings(fail_on="warning")):
        report = check(nn.Conv2d(1, 8, 3, stride=3), (1, 7, 7), target="lossy", settings=settings)
        both = Reports((sound, report), kind)
        assert both.failed == report.failed == (settings.fail_on == "warning")
        assert both.as_dict() == {"reports": [sound.as_dict(), report.as_dict()]}
        assert Reports((report,), kind).as_dict() == report.as_dict()
        assert (both.text is None) == (kind == "table")
        assert both.text is None or "stride-skips-pixels" in both.text
    assert json.loads(Reports((report,), "json").text or "") == json.loads(json.dumps(report.as_dict()))
