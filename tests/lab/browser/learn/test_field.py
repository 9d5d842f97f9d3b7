"""The figure of what a unit reads, in the browser."""

from collections.abc import Callable
from typing import Any

SETTLED = "document.documentElement.dataset.settled"


def test_equal_rates_leave_holes_and_rates_that_grow_do_not(visit: Callable[..., Any]) -> None:
    """49 of 169 pixels against all of them; another layer can be chosen, and another unit."""
    page = visit("/learn/13-gaps#lang=en").page
    page.wait_for_function(SETTLED)
    pixels = "convscope.figures.filter((one) => one.kind === 'field').map((one) => one.seen.layer.unit.pixels)"
    assert page.evaluate(pixels) == [49, 169]
    first = page.locator("figure:has(.reads)").first
    first.locator("select").select_option("conv1")
    page.wait_for_function("convscope.figures.find((one) => one.kind === 'field').seen.layer.name === 'conv1'")
    first.locator("canvas").first.press("ArrowRight")
    page.wait_for_function(
        "convscope.figures.find((one) => one.kind === 'field').seen.layer.unit.place.join() === '7,8'"
    )
    assert "5×5" in first.locator(".said").inner_text()
