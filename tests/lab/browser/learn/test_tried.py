"""An experiment made in a lesson."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.lab.lessons import tried

SETTLED = "document.documentElement.dataset.settled"


def test_it_is_made_when_asked(visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A row a width, in both languages; what it shows is said; the drawer has the command."""
    monkeypatch.setattr(tried, "ROUNDS", 2)
    page = visit("/learn/31-powers#lang=en").page
    page.wait_for_function(SETTLED, timeout=60_000)
    figure = page.locator("figure:has(button.measure)").first
    figure.locator("button.measure").click()
    figure.locator("[data-shows]").wait_for(timeout=60_000)
    widths = figure.locator("tbody th").all_inner_texts()
    assert widths == ["48", "52", "56", "60", "63", "64", "65", "68", "72", "76", "80"]
    values = [float(one.get_attribute("data-value")) for one in figure.locator("[data-value]").all()]
    assert values == [row[1] for row in page.evaluate("convscope.figures[0].seen.found.rows")]
    page.click("#language")
    page.wait_for_function(f"{SETTLED} && document.querySelector('.lesson h1').textContent === '2 的幂'")
    assert page.locator("button.measure").first.inner_text() == "在这台机器上试一试"
