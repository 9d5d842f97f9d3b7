"""What the address of Apply holds."""

from collections.abc import Callable
from typing import Any


def test_words_are_read_as_they_were_written(opened: Callable[..., Any]) -> None:
    """And what is none of them is as at the beginning."""
    there_and_back, wrong, units = opened().page.evaluate(
        """Promise.all(
          [import("convscope/apply/state.js"), import("convscope/apply/units.js")]).then(([state, units]) => {
          const again = (one) => state.words(state.parse(one));
          const fresh = state.words(state.parse(""));
          const some = "at=359x395.5&scale=1.5&opacity=20&off=2,5";
          return [[fresh, state.words(state.parse(some))],
            ["at=1x2", "at=x&scale=2", "scale=-1&at=1x1", "opacity=999", "off=-1,a"].map(again),
            [[900, 54000, 3.2e9].map(units.measured), [units.shared(0, 9), units.shared(1, 1e6), units.shared(1, 3)]]];
        })"""
    )
    assert there_and_back == ["", "at=359x395.5&scale=1.5&opacity=20&off=2,5"]
    assert set(wrong) == {""}
    assert units == [["900.0 m²", "5.4 ha", "3,200.0 km²"], ["0 %", "< 0.1 %", "33.3 %"]]
