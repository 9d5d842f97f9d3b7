"""The figure of a bottleneck, in the browser."""

from collections.abc import Callable
from typing import Any

from convscope.arithmetic import bottleneck

SETTLED = "document.documentElement.dataset.settled"


def test_the_slider_shows_the_librarys_costs(visit: Callable[..., Any]) -> None:
    """At 16 channels and at 17."""
    page = visit("/learn/19-bottleneck#lang=en").page
    page.wait_for_function(SETTLED)
    for width in (16, 17):
        cost = bottleneck(256, 32, (5, 5), (28, 28), width=width).reduced
        bars = "document.querySelector('.bars').querySelectorAll('[data-way=reduced] .computed')"
        shown = f"[...{bars}].map((one) => one.textContent).join(' ')"
        page.wait_for_function(f"{shown} === '{cost.macs:,} {cost.parameters:,}'")
        page.locator(".between input").first.press("ArrowRight")
