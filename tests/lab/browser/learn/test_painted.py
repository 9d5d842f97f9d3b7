"""The figure of style, in the browser."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.lab.lessons import painted

SETTLED = "document.documentElement.dataset.settled"


def test_it_paints_when_asked(visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Three pictures, the loss, a row a layer; the first layer alone is one row."""
    monkeypatch.setattr(painted, "STEPS", 2)
    monkeypatch.setattr(painted, "SIDE", 32)
    page = visit("/learn/07-style#lang=en").page
    page.wait_for_function(SETTLED, timeout=60_000)
    figure = page.locator("figure:has(button.measure)").first
    figure.locator("button.measure").click()
    figure.locator("[data-missed]").first.wait_for(timeout=60_000)
    assert figure.locator(".painted img").count() == 3 and figure.locator("polyline").count() == 1
    assert figure.locator("[data-missed]").count() == painted.style_layers()
    figure.locator("[data-depth='first']").click()
    figure.locator("button.measure").click()
    page.wait_for_function(
        "convscope.figures.find((one) => one.kind === 'painted').seen.found.layers.length === 1", timeout=60_000
    )
    assert figure.locator("[data-missed]").count() == 1
