"""The figure of what is left of positions, in the browser."""

from collections.abc import Callable
from typing import Any

from convscope.lab.lessons.positions import position_left

SETTLED = "document.documentElement.dataset.settled"


def test_a_finer_map_leaves_more(visit: Callable[..., Any]) -> None:
    """The scores are the library's, in either language."""
    page = visit("/learn/20-position#lang=zh").page
    page.wait_for_function(SETTLED, timeout=60_000)
    assert f"平均 IoU {position_left(32)}" in page.inner_text("[data-map=best] .told")
    page.locator("figure:has([data-map]) .between input").fill("0")
    page.wait_for_function("document.querySelector('[data-map=best] .told').textContent.includes('100.0 %')")
