"""The figure of a unit: its maps, its sum, its way back."""

from collections.abc import Callable
from typing import Any

SETTLED = "document.documentElement.dataset.settled"


def test_a_units_sum_adds_up_where_one_clicks(visit: Callable[..., Any]) -> None:
    """Sixteen maps; another place gives another sum, whose total is the number of the map; keys move it; Chinese."""
    page = visit("/learn/14-inside#lang=en").page
    page.wait_for_function(SETTLED, timeout=60_000)
    figure = page.locator("figure").first
    assert figure.locator("[data-tile]").count() == 16 and figure.locator("[data-sum]").count() == 6
    figure.locator("[data-tile='3']").click(position={"x": 22, "y": 27})
    page.wait_for_function("convscope.figures[0].seen.found.place.join() === '5,4'")
    found = page.evaluate("convscope.figures[0].seen.found")
    assert found["unit"] == 3
    assert abs(float(figure.locator("[data-total]").get_attribute("data-total")) - found["value"]) < 1e-5
    assert figure.locator("[data-column]").get_attribute("data-column") == "16"
    figure.locator("[data-tile='3']").press("ArrowRight")
    page.wait_for_function("convscope.figures[0].seen.found.place.join() === '5,5'")
    figure.locator("select").select_option("relu2")
    page.wait_for_function("convscope.figures[0].seen.found.layer === 'relu2'")
    assert "no sum" in figure.inner_text()
    page.click("#language")
    page.wait_for_function(
        f"{SETTLED} && document.querySelector('.lesson h1').textContent === '网络内部：神经元、激活图、像素'"
    )
    page.wait_for_function("convscope.figures[0].seen.found")
    assert "乘积之和" in page.locator("figure").first.inner_text()
