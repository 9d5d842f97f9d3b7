"""The figure of a rectangle made square, in the browser."""

from collections.abc import Callable
from typing import Any

SETTLED = "document.documentElement.dataset.settled"


def test_another_size_gives_other_squares(visit: Callable[..., Any]) -> None:
    """Each of as many pixels as the slider says; the opened picture, a square, loses nothing."""
    page = visit("/learn/17-square#lang=en").page
    page.wait_for_function(SETTLED)
    wide = "[...document.querySelectorAll('.squares img')].slice(1).map((one) => one.naturalWidth).join()"
    assert page.evaluate(wide) == "64,64,64"
    page.locator("figure:has(.squares) .between input").press("ArrowRight")
    page.wait_for_function(f"{wide} === '65,65,65'")
    assert "0 % of the picture is cut off" in page.locator("[data-way=crop]").inner_text()
