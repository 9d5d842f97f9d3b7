"""Times that were measured once."""

from pathlib import Path

import pytest

from convscope.errors import UnknownName
from convscope.lab.lessons.timings import RATIOS, timed, timed_on


def test_what_is_kept_is_a_line_of_the_results() -> None:
    """On the same day and machine, every number of it."""
    results = (Path(__file__).parents[3] / "bench" / "RESULTS.md").read_text(encoding="utf-8")
    day, _, machine = timed_on().partition(", ")
    lines = [line for line in results.splitlines() if "bench/channels.py" in line and machine in line and day in line]
    assert any(all(timed(ratio) in line for ratio in RATIOS) for line in lines)
    with pytest.raises(UnknownName, match="ratio 'other' is not known; did you mean 'others'"):
        timed("other")
