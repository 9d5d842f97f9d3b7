"""A finger, the keys, and what a screen reader is told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

DIGIT = "lang=en&picture=digit&height=16&width=16&preset=sobelX"


@pytest.fixture(scope="module")
def phone(browser: Any, exported: Path) -> Iterator[Any]:
    """Open the page on a phone: no mouse, fingers, 390 px."""
    context = browser.new_context(
        has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{exported.as_uri()}#{DIGIT}")
    page.wait_for_function("document.documentElement.dataset.settled")
    yield page
    context.close()


class Finger:
    """One finger on a page, as the device sends it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def stroke(self, begin: tuple[float, float], end: tuple[float, float]) -> None:
        """Down at the first place, in steps to the other, and up."""
        (x, y), (to_x, to_y) = begin, end
        self._send("touchStart", begin)
        for step in range(1, 9):
            self._send("touchMove", (x + (to_x - x) * step / 8, y + (to_y - y) * step / 8))
        self.page.wait_for_timeout(150)
        self._send("touchMove", end)  # at rest: the page does not roll on
        self.session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        self.page.wait_for_timeout(60)

    def _send(self, kind: str, place: tuple[float, float]) -> None:
        points = [{"x": place[0], "y": place[1]}]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def centre(page: Any, role: str, row: int, column: int) -> tuple[float, float]:
    """Give the middle of a cell, on the screen."""
    x, y = page.evaluate(
        """([role, row, column]) => {
          const { x, y, cell } = convscope.scene.grids.find((grid) => grid.role === role);
          const box = document.querySelector("[role=application]").getBoundingClientRect();
          return [box.left + x + (column + 0.5) * cell, box.top + y + (row + 0.5) * cell];
        }""",
        [role, row, column],
    )
    return float(x), float(y)


def selected(page: Any) -> list[int]:
    at: list[int] = page.evaluate("[convscope.seen.state.row, convscope.seen.state.column]")
    return at


def test_a_finger_on_the_window_drags_it_and_elsewhere_scrolls(phone: Any) -> None:
    """Down and aside with the window under it; a stroke up beside it scrolls the page and moves nothing."""
    phone.evaluate("convscope.change({ row: 0, column: 0 }); scrollTo(0, 0)")
    Finger(phone).stroke(centre(phone, "input", 1, 1), centre(phone, "input", 9, 6))
    assert (selected(phone), phone.evaluate("scrollY")) == ([8, 5], 0)
    phone.evaluate("scrollTo(0, 400)")
    Finger(phone).stroke(centre(phone, "output", 8, 5), centre(phone, "output", 2, 3))
    assert (selected(phone), phone.evaluate("scrollY")) == ([2, 3], 400)
    phone.evaluate("scrollTo(0, 0)")
    Finger(phone).stroke(centre(phone, "input", 14, 14), centre(phone, "input", 4, 14))
    assert selected(phone) == [2, 3] and phone.evaluate("scrollY") > 50


def test_a_tap_chooses_and_a_second_one_types(phone: Any) -> None:
    """An output, an input, whose value stays told; twice on a weight opens a field over it."""
    phone.evaluate("scrollTo(0, 400)")
    phone.touchscreen.tap(*centre(phone, "output", 5, 6))
    assert selected(phone) == [5, 6]
    phone.evaluate("scrollTo(0, 200)")
    phone.touchscreen.tap(*centre(phone, "input", 10, 12))
    assert selected(phone) == [9, 11]
    assert phone.inner_text("#told").startswith("input [10, 12] = ")
    for _ in range(2):
        phone.touchscreen.tap(*centre(phone, "kernel", 0, 1))
    phone.keyboard.type("4")
    phone.keyboard.press("Enter")
    assert phone.evaluate("convscope.seen.layer.kernels[0].values[1]") == 4


def test_a_finger_draws(phone: Any) -> None:
    """With the pen, the page stays where it is."""
    phone.evaluate("convscope.change({ picture: 'impulse' }); scrollTo(0, 0)")
    phone.tap("#draw")
    phone.evaluate("scrollTo(0, 0)")
    Finger(phone).stroke(centre(phone, "input", 2, 3), centre(phone, "input", 6, 3))
    phone.tap("#draw")
    assert phone.evaluate("[2, 3, 4, 5, 6].map((row) => convscope.seen.picture.values[row * 16 + 3])") == [1] * 5


def test_the_keys_do_all_that_the_pointer_does(opened: Callable[..., Any]) -> None:
    """Move, play, type weights and pixels one after the other, choose a tab; what was pressed keeps the focus."""
    one = opened("picture=lecture")
    page = one.page
    page.focus("[role=application]")
    for key, place in (("End", [0, 2]), ("Control+End", [2, 2]), ("ArrowUp", [1, 2]), ("Home", [1, 0])):
        page.keyboard.press(key)
        assert selected(page) == place
    page.keyboard.press(" ")
    assert page.inner_text("#play") == "pause"
    page.keyboard.press(" ")
    assert page.inner_text("#play") == "play"
    page.keyboard.press("Enter")
    for key in ("3", "Tab", "Tab", "7", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("convscope.seen.layer.kernels[0].values.slice(0, 3)") == [3, 0, 7]
    assert page.evaluate("document.activeElement.getAttribute('role')") == "application"
    page.focus("#sy")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("convscope.seen.layer.y.stride === 2")
    page.focus("#relu")
    page.keyboard.press(" ")
    page.wait_for_function("convscope.seen.output.before")
    page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement.id") == "relu"
    page.focus("#tab-coverage")
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector("#tab-code[aria-selected=true]")
    page.wait_for_timeout(100)
    assert page.evaluate("document.activeElement.id") == "tab-code"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "output, row 0, column 1: 1 times 1, plus 1 times 1, plus 1 times 1, is 3."),
        ("zh", "输出，第 0 行，第 1 列：1 乘 1，加 1 乘 1，加 1 乘 1，等于 3。"),
    ],
)
def test_a_screen_reader_is_told_the_sum(opened: Callable[..., Any], language: str, said: str) -> None:
    """Once the place stays, in either language; every control has a name."""
    one = opened(f"lang={language}")
    one.page.focus("[role=application]")
    one.page.keyboard.press("ArrowRight")
    one.page.wait_for_function("document.querySelector('#stage [role=status]').textContent")
    assert one.page.inner_text("#stage [role=status]") == said
    nameless = one.page.evaluate(
        """Array.from(document.querySelectorAll("button, input, select, [role]"), (element) => [element,
          element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.textContent.trim()
          || element.closest("label")?.textContent.trim()])
          .filter(([element, name]) => !name && element.offsetParent && !element.matches("[role=status], [role=alert]"))
          .map(([element]) => element.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
