"""Reports that are kept."""

from convscope.lab import Opened
from convscope.lab.check import traced
from convscope.lab.check.values import Asked


def test_a_size_that_comes_again_is_not_traced_again(skips: Opened) -> None:
    """Nor grows what is kept without end."""
    first = traced.report(skips, Asked((20, 20)))
    for side in range(21, 21 + traced.MOST):
        traced.report(skips, Asked((side, side)))
    latest = Asked((20 + traced.MOST, 20 + traced.MOST))
    assert traced.report(skips, latest) is traced.report(skips, latest)
    again = traced.report(skips, Asked((20, 20)))
    assert again is not first and again == first
    assert len(traced._KEPT.reports) == traced.MOST


def test_the_command_says_what_is_shown(skips: Opened) -> None:
    """Size, ways, and the rule whose fixes are applied."""
    command = traced.verb(skips, Asked((16, 18), zeros=True, fix="wasted-bias")).command()
    assert command.startswith("convscope check ") and "--input 3,16,18" in command
    assert all(word in command for word in ("--zeros", "--fixed", "--select wasted-bias"))
    assert "--select" not in traced.verb(skips, Asked((16, 16), fix="all")).command()


def test_a_size_is_traced_once_for_its_tick_and_its_report(skips: Opened) -> None:
    """Whichever comes first; and a map that shrinks to nothing is a report of what ran before."""
    assert traced.fit(skips, (27, 27), zeros=False).runs
    assert traced.report(skips, Asked((27, 27))).network is traced.network(skips, (27, 27), zeros=False)
    small = traced.report(skips, Asked((2, 2)))
    assert small.failed and traced.fit(skips, (2, 2), zeros=False).fails == "first"
