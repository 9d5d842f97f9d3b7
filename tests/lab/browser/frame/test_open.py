"""The frame round every page."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.lab.app import PAGES


@pytest.mark.parametrize("width", [390, 1280, 2560])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_sticks_out_at_any_width(visit: Callable[..., Any], name: str, width: int) -> None:
    """From a phone to a wall; the rail says where one is, in either language."""
    one = visit(f"/{name}#lang=zh&theme=dark", width=width)
    one.page.wait_for_selector(f".rail a[aria-current][data-page={name}]")
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width
    one.page.click("#language")
    one.page.wait_for_function("document.documentElement.lang === 'en'")
    assert "lang=en" in one.page.url and "theme=dark" in one.page.url
    assert one.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_address_keeps_the_picture(visit: Callable[..., Any]) -> None:
    """Reloading gives the same; back and forward go through what was set; other pages keep the language."""
    one = visit("/convolve#lang=zh")
    one.page.evaluate("convscope.change({ sy: 2 })")
    one.page.evaluate("convscope.change({ sy: 3 })")
    one.page.reload()
    assert one.seen("seen.state.sy") == 3
    one.page.go_back()
    one.page.wait_for_function("convscope.seen.state.sy === 2")
    one.page.go_forward()
    one.page.wait_for_function("convscope.seen.state.sy === 3")
    assert all(
        "lang=zh" in link for link in one.page.eval_on_selector_all(".rail a", "(all) => all.map((a) => a.href)")
    )


def test_on_a_phone_the_settings_are_a_sheet(visit: Callable[..., Any]) -> None:
    """Opened by its button, closed by Escape; the stage stays where it is."""
    one = visit("/convolve#lang=en", width=390, height=800)
    assert not one.page.is_visible("#controls")
    one.page.click("#inspect")
    assert one.page.is_visible("#controls") and one.page.get_attribute("#inspect", "aria-expanded") == "true"
    one.page.keyboard.press("Escape")
    assert not one.page.is_visible("#controls")


def test_same_as_gives_the_command_and_the_python(visit: Callable[..., Any]) -> None:
    """Of exactly what is on screen; Escape closes it."""
    one = visit("/convolve#lang=en&mode=max&ky=2&kx=2&sy=2&sx=2")
    one.page.click("#same")
    blocks = one.page.eval_on_selector_all("#drawer pre", "(all) => all.map((one) => one.textContent)")
    assert "--at 'mode=max" in blocks[0] and "max_pool2d" in blocks[1]
    one.page.keyboard.press("Escape")
    assert not one.page.is_visible("#drawer")
