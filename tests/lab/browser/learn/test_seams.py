"""The figure of tiles with a margin, in the browser."""

from collections.abc import Callable
from typing import Any

from convscope.lab.lessons.seams import seam_labels

SETTLED = "document.documentElement.dataset.settled"


def test_the_margin_is_dragged_until_nothing_differs(visit: Callable[..., Any]) -> None:
    """The number is the library's; from the network's own margin on it is none."""
    page = visit("/learn/05-uses#lang=en").page
    page.wait_for_function(SETTLED, timeout=60_000)
    assert page.inner_text("[data-wrong]").startswith(f"{seam_labels(0)} of ")
    page.locator("figure:has(.seams) .between input").fill("7")
    page.wait_for_selector("[data-wrong='0']")
    assert page.inner_text("[data-wrong='0']").startswith("None of ")
