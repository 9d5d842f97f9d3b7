"""Three responses side by side."""

from collections.abc import Callable
from typing import Any


def test_a_cut_is_found_by_the_normalised_map(opened: Callable[..., Any]) -> None:
    """Raw it is not; a count over random cuts says how often."""
    one = opened("picture=scene&height=24&width=24&ky=7&kx=7&row=10&column=6&tab=responses")
    one.page.wait_for_selector("#panel figure")
    assert "nowhere" in one.page.inner_text("#panel")
    one.page.click("#cut")
    one.page.wait_for_function("document.querySelector('#panel p').textContent.includes('the pattern: 1.')")
    told = {name: one.page.inner_text(f"[data-response={name}]") for name in ("raw", "normalised")}
    assert "not where the pattern is" in told["raw"]
    assert "maximum [10, 6] = 1" in told["normalised"] and "the pattern's own place" in told["normalised"]
    one.page.click("#count")
    one.page.wait_for_function("document.querySelector('#count-answer').textContent.includes('In 200 cuts')")
    one.page.click("#tab-coverage")
    one.page.click("[data-name=max]")
    one.page.click("#tab-responses")
    one.page.wait_for_function("document.querySelector('#panel').textContent.includes('Only a convolution')")
