"""The figure of pictures a second, in the browser."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.lab.lessons import paces

SETTLED = "document.documentElement.dataset.settled"


def test_it_measures_when_asked(visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A row a way, each with a bar no longer than the quickest's; another network takes what was measured away."""
    monkeypatch.setattr(paces, "SECONDS", 0.01)
    page = visit("/learn/06-hardware#lang=zh").page
    page.wait_for_function(SETTLED, timeout=60_000)
    figure = page.locator("figure:has(button.measure)").first
    assert not figure.locator("[data-rate]").count()
    figure.locator("button.measure").click()
    figure.locator("[data-rate]").first.wait_for()
    rates = [float(row.get_attribute("data-rate")) for row in figure.locator("[data-rate]").all()]
    widths = [bar.bounding_box()["width"] for bar in figure.locator(".pace").all()]
    assert len(rates) >= 3 and max(widths) == widths[rates.index(max(rates))]
    assert "次乘加" in figure.inner_text()
    figure.locator("[data-own='true']").click()
    assert not figure.locator("[data-rate]").count()
