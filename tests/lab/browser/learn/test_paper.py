"""A lesson on paper."""

from collections.abc import Callable
from typing import Any

SETTLED = "document.documentElement.dataset.settled"


def test_printing_draws_each_stage_and_takes_the_light_theme_for_as_long(visit: Callable[..., Any]) -> None:
    """Of the lecture's 5 × 5 every number is there as a letter."""
    page = visit("/learn/09-products#lang=en&theme=dark").page
    page.wait_for_function(SETTLED)
    theme = "document.documentElement.dataset.theme"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".stage > svg").count() == 5 and page.evaluate(theme) == "light"
    assert page.locator(".stage > svg").first.locator("text").count() >= 25 + 9 + 9
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".stage > svg").count() == 0 and page.evaluate(theme) == "dark"
