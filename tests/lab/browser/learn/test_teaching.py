"""The teacher's mode."""

from collections.abc import Callable
from typing import Any

SETTLED = "document.documentElement.dataset.settled"
SHOWN = """[...document.querySelectorAll('.lesson > :not(.off):not(.teacher)')].map((one) => one.tagName + (one.classList[0] ? '.' + one.classList[0] : ''))"""  # noqa: E501 - JavaScript


def test_a_lesson_goes_step_by_step_by_keys_and_nothing_else_is_on_the_page(visit: Callable[..., Any]) -> None:
    """The answer is a step of its own, the notes come by a key; a figure is larger, and the pointer finds its cells."""
    page = visit("/learn/09-products?teach=1#lang=en").page
    page.wait_for_function(SETTLED)
    assert page.evaluate(SHOWN) == ["H1", "SECTION.claim", "SECTION.claim", "SECTION.claim"]
    assert not page.is_visible("header") and not page.is_visible(".rail") and not page.is_visible(".way")
    steps = int(page.inner_text(".teach-foot [data-step]").split("/")[1])
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SHOWN) == ["H2", "P", "FIGURE"] and page.url.endswith("#teach=1&step=1&lang=en")
    box = page.locator(".stage").first.bounding_box()
    scene = page.evaluate("convscope.figures[0].seen.output.values.length")
    assert box is not None and scene == 9
    grids = "document.querySelector('.stage').currentCSSZoom ?? 1"
    assert page.evaluate(grids) > 1
    page.click(".transport button >> nth=0")  # it plays; the arrows turn the pages as before
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SHOWN)[0] == "H2" and "&step=2&" in page.url
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("PageUp")
    assert page.evaluate(SHOWN) == ["SECTION.question"] and not page.is_visible(".answer p")
    page.keyboard.press("PageDown")
    assert page.evaluate(SHOWN) == ["SECTION.question"] and page.is_visible(".answer p")
    page.keyboard.press("a")
    assert not page.is_visible(".answer p") and not page.is_visible(".teacher")
    page.keyboard.press("n")
    assert page.is_visible(".teacher") and "products aloud" in page.inner_text(".teacher")
    page.keyboard.press("?")
    assert page.is_visible(".teach-keys") and "next step" in page.inner_text(".teach-keys")
    page.keyboard.press("Escape")
    page.wait_for_selector(".teach-keys", state="hidden")
    page.keyboard.press("End")
    assert page.inner_text(".teach-foot [data-step]") == f"{steps} / {steps}"
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/learn/10-maps#teach=1&lang=en")
    page.wait_for_function(
        f"{SETTLED} && document.querySelector('.lesson h1').textContent === 'As many maps as kernels'"
    )
    page.keyboard.press("l")
    page.wait_for_function(
        f"{SETTLED} && document.documentElement.lang === 'zh-CN' && document.querySelector('.teach-foot')"
    )
    assert page.inner_text(".teach-foot span >> nth=0") == "有几个卷积核就有几张特征图"
    page.keyboard.press("Escape")
    assert page.is_visible("header") and page.locator(".off, .teach-foot").count() == 0
    assert page.url.endswith("/learn/10-maps#lang=zh")


def test_the_pointer_finds_the_cells_of_a_figure_that_is_larger(visit: Callable[..., Any]) -> None:
    """The last cell of the output is told as such where it is drawn."""
    page = visit("/learn/09-products#teach=1&step=1&lang=en", height=900, width=1600).page
    page.wait_for_function(SETTLED)
    box = page.locator(".stage").first.bounding_box()
    assert box is not None
    told = set()
    for across in range(46, 90, 4):
        for down in (40, 58, 64):
            page.mouse.move(box["x"] + box["width"] * across / 100, box["y"] + box["height"] * down / 100)
            told.add((page.inner_text(".told >> nth=0"), across))
    cells = [across for words, across in told if words.startswith("output [2, 2]")]
    assert cells and min(cells) > 75  # of a stage 920 wide it is drawn at 78 to 84 in a hundred
