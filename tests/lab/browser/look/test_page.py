"""Look in a browser: from the network to one product, and back out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from convscope import lab
from convscope.lab.lessons.photograph import photograph
from convscope.lab.look.beside import Beside
from convscope.network import watch

SETTLED = "document.documentElement.dataset.settled"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_the_network_to_a_product(visit: Callable[..., Any], language: str) -> None:
    """A unit's sum is PyTorch's; its lines are as many as the maps that feed it; Escape goes back out."""
    page = visit(f"/look#lang={language}").page
    page.wait_for_function(SETTLED)
    assert page.locator(".column").count() == 12
    tile = page.locator(".tile[data-layer='3']").first
    tile.hover()
    page.wait_for_selector(".network path")
    assert page.locator(".network path").count() == 6
    tile.click()
    page.wait_for_function(f"{SETTLED} && convscope.opened")
    opened = page.evaluate("convscope.opened")
    channels = page.locator(".term")
    assert channels.count() == 6 and "PyTorch" in page.inner_text("#adds-up")
    channels.first.click()
    page.wait_for_selector(".products")
    assert page.locator(".products table").count() == 3 and page.locator(".products td").count() == 75
    one = opened["sum"]["channels"][0]
    assert sum(x * w for x, w in zip(one["inputs"], one["weights"], strict=True)) == pytest.approx(one["sum"])
    assert opened["sum"]["activation"] == pytest.approx(opened["sum"]["total"], abs=1e-5)
    box = page.locator(".over canvas").bounding_box()
    page.mouse.click(box["x"] + 1, box["y"] + 1)
    page.wait_for_function(f"{SETTLED} && convscope.opened?.place.join() === '0,0'")
    corner = page.evaluate("convscope.opened.value")
    page.reload()
    page.wait_for_function(f"{SETTLED} && convscope.opened")
    assert page.evaluate("convscope.opened.value") == corner, "the address holds the place"
    for left in ("channel", "unit", "layer"):
        page.keyboard.press("Escape")
        page.wait_for_function(f"convscope.state.{left} === -1")
    page.wait_for_function(SETTLED)
    assert page.locator(".detail > *").count() == 0


def test_its_numbers_are_pytorchs_and_ways_beside_come_by_the_command(
    visit_to: Callable[..., Any], skips: lab.Opened, digit_picture: Path
) -> None:
    """A network with skips and a photograph; the deconvnet of a unit is drawn by a process of its own."""
    opened = replace(skips, picture=None, words=("--threads", "1"), beside=Beside())
    visited = visit_to(opened, "/look#lang=en&layer=0&unit=3", width=390)
    page = visited.page
    page.wait_for_function(f"{SETTLED} && convscope.opened")
    found = page.evaluate("convscope.opened")
    model: Any = opened.model
    _, outputs = watch(model.module, model.enter(model.fit(photograph())[None]))
    assert found["value"] == float(outputs[0][(0, 3, *found["place"])])
    page.click("#inspect")
    page.set_input_files("#picture-file", digit_picture)
    page.wait_for_function(f"{SETTLED} && convscope.state.picture.length === 32 && convscope.opened")
    assert page.evaluate("convscope.opened.value") != found["value"], "of the new picture"
    assert page.locator("#camera-open").count() == 1
    page.click("[data-way=deconvnet]")
    page.wait_for_selector("#beside img, #beside .lost", timeout=120_000)
    assert page.locator("#beside .lost").count() == 0
    page.click("#beside .larger")
    small, large = (page.locator(f"{place} img").bounding_box()["width"] for place in ("#beside", "dialog.large"))
    assert large > small
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('dialog.large')")
    assert page.evaluate("convscope.state.unit") == 3, "Escape closed the picture, not the unit"
    opened.close()
