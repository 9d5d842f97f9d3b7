"""The figure of a network as a chain of maps, in the browser."""

from collections.abc import Callable
from typing import Any

import convscope as cs

SETTLED = "document.documentElement.dataset.settled"
SIZES = "[...document.querySelectorAll('.chain .computed')].map((one) => one.textContent)"


def test_dragged_from_224_to_227_nothing_is_red_and_another_network_can_be_shown(visit: Callable[..., Any]) -> None:
    """AlexNet's; the maps are PyTorch's, and those of the reader's network that one's; back again, the address too."""
    page = visit("/learn/01-alexnet#lang=en").page
    page.wait_for_function(SETTLED)
    assert page.evaluate(SIZES)[:3] == ["3×224×224", "96×54×54", "96×26×26"]
    red = page.locator(".chain .box i")
    assert red.count() > 0 and "never read" in page.locator(".steps").inner_text()
    slider = page.locator(".size input[type=range]").first
    for _ in range(3):
        slider.press("ArrowRight")
    page.wait_for_function(f"({SIZES})[1] === '96×55×55'")
    assert red.count() == 0 and page.url.endswith("/learn/01-alexnet#lang=en")
    page.click("figure:has(.chain) [data-own=true]")
    layers = cs.trace(cs.load("lenet5:mnist").module, (1, 32, 32))
    maps = [layer.output_shape[1:] for layer in layers if layer.windows]
    wanted = ["×".join(map(str, shape)) for shape in ((1, 32, 32), *maps)]
    page.wait_for_function(f"({SIZES}).join() === {','.join(wanted)!r}")
    page.locator(".size input[type=number]").fill("29")
    page.locator(".size input[type=number]").press("Enter")
    page.wait_for_selector(".chain.stale")
    assert "fc1" in page.locator("figure:has(.chain) .said").inner_text()
