"""The page Learn, in the browser."""

import json
from collections.abc import Callable
from typing import Any

import convscope as cs
from convscope.lab import Opened
from convscope.lab.learn import names
from convscope.lab.lessons.numbers import computed

SETTLED = "document.documentElement.dataset.settled"
SHOWN = "document.querySelector('.lesson h1')"
READ = """(() => {
  const all = (what) => [...document.querySelectorAll(`.lesson ${what}`)];
  return {
    title: all('h1')[0].textContent, path: location.pathname, language: document.documentElement.lang,
    alerts: document.querySelectorAll('[role=alert]:not(:empty), figure[data-figure]:empty').length,
    flat: all('.panel canvas').filter((one) => one.clientWidth < 64).length,
    waiting: convscope.figures.filter((one) => !one.ready()).length,
    numbers: all('.computed[title]').map((one) => [one.title, one.textContent]),
    unsupported: all('section.verdict .not').length + all('section.verdict:not(:has(.measured li))').length,
    claims: all('section.verdict').map((one) => one.dataset.claim),
    sections: Object.fromEntries(['question', 'glossary', 'papers', 'command', 'python'].map((name) => [name, all(`section.${name}`).length])),
  };
})()"""  # noqa: E501 - JavaScript


def test_every_claim_is_shown_in_both_languages_with_its_figures_and_right_numbers(visit: Callable[..., Any]) -> None:
    """No complaint in any lesson; each number on the page is what it says it is computed by, each verdict supported."""
    page = visit("/learn#lang=en").page
    page.wait_for_function(SETTLED)
    all_names = names(Opened("lenet5", cs.load("lenet5")))
    assert page.locator(".contents a").count() == len(all_names)
    page.click(".contents a >> nth=0")
    shown: dict[str, set[str]] = {"en": set(), "zh-CN": set()}
    title = ""
    for name in all_names:
        for turned in (False, True):
            if turned:
                page.click("#language")
            page.wait_for_function(
                f"{SHOWN} && {SHOWN}.textContent !== {json.dumps(title)} && {SETTLED}", timeout=30_000
            )
            found = page.evaluate(READ)
            title = found["title"]
            wrong = [found[kind] for kind in ("alerts", "waiting", "flat", "unsupported")]
            assert (found["path"], wrong) == (f"/learn/{name}", [0] * 4)
            assert found["numbers"] and all(value == computed(call) for call, value in found["numbers"]), name
            assert found["sections"] == {"question": 1, "glossary": 1, "papers": 1, "command": 1, "python": 1}
            shown[found["language"]].update(found["claims"])
        if name == "09-products":
            values = page.evaluate("convscope.figures.slice(0, 4).map((one) => Array.from(one.seen.output.values))")
            assert values[0] == [4, 3, 4, 2, 4, 3, 2, 3, 4] and values[3][0] == -25
            assert page.locator("figure .total").nth(3).inner_text().endswith("−25")
        if name != all_names[-1]:
            page.click("#next")
    assert shown == {language: {str(number) for number in range(1, 42)} for language in shown}


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
    page.wait_for_url("**/learn/02-lenet*")
    page.wait_for_function(SETTLED)
    assert page.evaluate("document.fullscreenElement !== null")
    page.go_back()
    page.wait_for_function(f"{SHOWN}?.textContent.startsWith('AlexNet')")
    page.keyboard.press("f")
    page.click("#next")
    page.wait_for_url("**/learn/02-lenet*")
    page.wait_for_function(SETTLED)
    page.click("#language")
    page.wait_for_function(f"{SHOWN}?.textContent === 'LeNet-5：从图像到答案'")
    page.wait_for_function(SETTLED)
    page.click("#same")
    assert "convscope check" in page.locator("#drawer pre").first.inner_text()
