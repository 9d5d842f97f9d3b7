"""The page Learn, in the browser."""

from collections.abc import Callable
from typing import Any

import convscope as cs
from convscope.lab import Opened
from convscope.lab.learn import names

SETTLED = "document.documentElement.dataset.settled"
SHOWN = "document.querySelector('.lesson h1')"


def test_every_lesson_shows_its_figures_and_numbers(visit: Callable[..., Any]) -> None:
    """No complaint on any, in both languages; the stage's outputs are those of the lecture."""
    page = visit("/learn#lang=en").page
    page.wait_for_function(SETTLED)
    all_names = names(Opened("lenet5", cs.load("lenet5")))
    assert page.locator(".contents a").count() == len(all_names)
    for name in all_names:
        page.goto(f"{page.url.split('/learn')[0]}/learn/{name}#lang=en")
        titles = []
        for turned in (False, True):
            if turned:
                page.click("#language")
            page.wait_for_function(SETTLED, timeout=30_000)
            titles.append(page.locator(".lesson h1").inner_text())
            assert not page.locator("[role=alert]:not(:empty)").count(), name
            assert page.evaluate("convscope.figures.every((one) => one.ready())"), name
            assert page.locator("figure[data-figure]:empty").count() == 0
        assert len({*titles, ""}) == 3
        if name == "03-products":
            values = page.evaluate("Array.from(convscope.figures[0].seen.output.values)")
            assert values == [4, 3, 4, 2, 4, 3, 2, 3, 4]
        if name == "04-colour":
            assert page.evaluate("convscope.figures[0].seen.output.values[0]") == -25
            assert page.locator("figure .total").first.inner_text().endswith("−25")


def test_a_lesson_that_is_not_there_is_told_in_the_pages_language(visit: Callable[..., Any]) -> None:
    """With the way back to the contents."""
    page = visit("/learn/nothing#lang=zh").page
    page.wait_for_selector("[role=alert]")
    assert page.inner_text("[role=alert]") == "没有名为 nothing 的课。"
    page.click("#middle a")
    page.wait_for_selector(".contents")
    assert page.url.endswith("/learn#lang=zh")


def test_arrow_keys_turn_pages_and_the_language_stays_in_the_lesson(visit: Callable[..., Any]) -> None:
    """A full screen stays one, back goes back; Same as is the figure's."""
    page = visit("/learn/01-alexnet#lang=en").page
    page.wait_for_function(SETTLED)
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/learn/02-alternate*")
    page.wait_for_function(SETTLED)
    assert page.evaluate("document.fullscreenElement !== null")
    page.go_back()
    page.wait_for_function(f"{SHOWN}?.textContent.startsWith('AlexNet')")
    page.keyboard.press("f")
    page.click("#next")
    page.wait_for_url("**/learn/02-alternate*")
    page.wait_for_function(SETTLED)
    page.click("#language")
    page.wait_for_function(f"{SHOWN}?.textContent === '卷积、池化、全连接'")
    page.wait_for_function(SETTLED)
    page.click("#same")
    assert "convscope check" in page.locator("#drawer pre").first.inner_text()
