"""The figure of a patch and its three maps, in the browser."""

from collections.abc import Callable
from typing import Any

SETTLED = "document.documentElement.dataset.settled"


def test_a_click_cuts_a_patch_and_the_normalised_map_finds_it(visit: Callable[..., Any]) -> None:
    """So do the arrow keys; the cuts are counted."""
    page = visit("/learn/12-pattern#lang=zh").page
    page.wait_for_function(SETTLED)
    seen = "convscope.figures.find((one) => one.kind === 'responses').seen"
    assert page.evaluate(f"{seen}.cuts") == 1
    page.locator("canvas.cut").click(position={"x": 200, "y": 120})
    page.wait_for_function(f"{seen}.cuts === 2")
    page.locator("canvas.cut").press("ArrowDown")
    page.wait_for_function(f"{seen}.cuts === 3")
    place, maps = page.evaluate(f"[{seen}.place, {seen}.found.maps]")
    assert maps[2]["peak"] == place and maps[2]["found"]
    assert "3" in page.locator(".said").first.inner_text()
    assert page.locator("[data-response=normalised] b").last.inner_text() == "正是图案所在之处"
