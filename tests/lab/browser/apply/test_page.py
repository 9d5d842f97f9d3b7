"""Apply in a browser: the scene, its labels over it, what is under the pointer, the areas, the work."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from convscope import lab

DRAWN = "document.documentElement.dataset.settled && document.documentElement.dataset.drawn"
COLOUR = """([row, column]) => {
  const canvas = document.querySelector("canvas.scene");
  const place = convscope.board.placeOnScreen(row + 0.5, column + 0.5);
  const [x, y] = place.map((one) => Math.floor(one * devicePixelRatio));
  return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].slice(0, 3);
}"""


def test_a_scene_with_its_labels(visit_to: Callable[..., Any], segmenting: lab.Opened, land: Path) -> None:
    """Colours, pixels and areas of the labels, and what is under the pointer; by mouse and keys."""
    import rasterio

    page = visit_to(segmenting, "/apply#lang=en").page
    page.wait_for_function(DRAWN)
    page.wait_for_function("convscope.found.counted?.classes")
    counted = {one["name"]: one for one in page.evaluate("convscope.found.counted.classes")}
    assert {name: one["pixels"] for name, one in counted.items()} == {"field": 300 * 208, "water": 300 * 260}
    assert abs(counted["water"]["area"] / (300 * 260 * 900) - 1) < 0.002, "UTM's scale is nearly 1"
    water = page.inner_text("[data-class='2']")
    assert f"78,000 px · {counted['water']['area'] / 1e6:.1f} km²" in water and "55.6 %" in water
    assert "15,600 px without data" in page.inner_text("#totals")

    page.evaluate("convscope.turn({ opacity: 100 })")
    page.wait_for_function(f"({COLOUR})([150, 400]).join() === '0,0,250'")
    assert page.evaluate(COLOUR, [150, 150]) == [10, 200, 30]
    page.uncheck("[data-class='2'] input")
    with rasterio.open(land) as file:
        pixels = file.read()
    page.evaluate("convscope.board.show({ at: [150.5, 400.5], scale: 8 })")
    page.wait_for_function(f"{DRAWN} && ({COLOUR})([150, 400]).join() === '{','.join(map(str, pixels[:, 150, 400]))}'")
    assert "off=2" in page.url and "opacity=100" in page.url

    box = page.locator("canvas.scene").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.wait_for_function("convscope.under?.row === 150")
    under = page.evaluate("convscope.under")
    assert (under["column"], under["name"]) == (400, "water")
    assert under["values"] == pixels[:, 150, 400].tolist() and under["xy"] == [512_015, 3_995_485]
    assert "36.1" in page.inner_text("#under") and "° N" in page.inner_text("#under")
    page.mouse.down()
    page.mouse.move(middle[0] - 80, middle[1] + 16)
    page.mouse.up()
    assert np.allclose(page.evaluate("convscope.board.view.at"), [148.5, 410.5])
    page.mouse.wheel(0, -200)  # twice as large, what is under the pointer stays
    page.wait_for_function("convscope.board.view.scale === 16")
    page.focus("canvas.scene")
    page.keyboard.press("0")
    assert page.evaluate("convscope.board.view.at") == [150, 260]
    page.keyboard.press("+")
    page.wait_for_function("convscope.under?.row === 150 && convscope.under.column === 260")
    page.reload()
    page.wait_for_function(DRAWN)
    assert np.allclose(page.evaluate("convscope.board.view.at"), [150, 260]) and not page.is_checked(
        "[data-class='2'] input"
    )
    page.click("#language")
    assert page.inner_text("#work-begin") == "重新分割" and "类别" in page.inner_text("#classes h2")


def test_segmenting_from_the_page(
    visit_to: Callable[..., Any], segmenting: lab.Opened, land: Path, tmp_path: Path
) -> None:
    """The labels are those of the command; they are laid over the scene when it has ended, on a phone as well."""
    import convscope as cs

    opened = replace(segmenting, scenery=lab.Scenery(str(land), tmp_path / "made.tif", words=("--threads", "1")))
    page = visit_to(opened, "/apply#lang=en", width=390).page
    page.wait_for_function(DRAWN)
    page.click("#inspect")
    assert "made.tif" in page.inner_text("#work") and page.locator("#classes li").count() == 0
    page.click("#same")
    assert f"convscope segment {opened.spelling} {land} --out {tmp_path / 'made.tif'}" in page.inner_text(
        "#drawer-body"
    )
    page.click("#close")
    page.click("#work-begin")
    page.wait_for_selector("#work-stop")
    page.wait_for_function("convscope.found.counted?.classes", timeout=90_000)
    found = cs.segment(cs.load(opened.spelling, mean=0.5, std=0.5), land, tmp_path / "again.tif")
    assert {one.label: one.pixels for one in found.classes} == {
        one["label"]: one["pixels"] for one in page.evaluate("convscope.found.counted.classes")
    }
    assert page.get_attribute("#work a", "href") == "/scene/labels.tif"
    assert opened.scenery is not None
    opened.scenery.close()


def test_without_a_scene_the_page_says_how_to_name_one(visit: Callable[..., Any]) -> None:
    """And shows nothing else."""
    page = visit("/apply#lang=zh").page
    page.wait_for_function("document.documentElement.dataset.settled")
    assert "--scene scene.tif" in page.inner_text("#middle") and not page.locator("canvas.scene").is_visible()
