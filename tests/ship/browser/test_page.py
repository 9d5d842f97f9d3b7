"""One HTML file, in a browser."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from playwright.sync_api import Browser, Page

from convscope import load, ship
from convscope.errors import ConvscopeError
from convscope.runtime import c as runtime


def seven(page: Page) -> None:
    """Draw a 7 on the stage with the mouse."""
    mouse, box = page.mouse, page.locator("#stage").bounding_box()
    assert box is not None
    points = [(0.3, 0.25), (0.7, 0.25), (0.62, 0.45), (0.5, 0.78)]
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    mouse.move(*at[0])
    mouse.down()
    for x, y in at[1:]:
        mouse.move(x, y, steps=12)
    mouse.up()


def test_it_opens_from_the_disk_and_reads_a_seven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    """Below 200 kB, no request; a drawn 7 is a 7; 100 digits are answered as in Python; Chinese; a phone."""
    monkeypatch.setattr(runtime, "FLAGS", ("-std=c99", "-O1"))
    model = load("lenet5:mnist")
    bundle = ship.html(model, tmp_path / "net.html")
    assert bundle.bytes < 200_000 and bundle.difference <= bundle.tolerance
    digits = _digits()
    page = browser.new_page(viewport={"width": 390, "height": 800}, locale="zh-CN", color_scheme="dark")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "net.html").as_uri())
    page.wait_for_selector("body[data-ready]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("html").get_attribute("lang") == "zh" and page.locator("#clear").inner_text() == "清除"
    page.click("#language")
    assert page.locator("#clear").inner_text() == "Clear"
    seven(page)
    assert page.locator("#answer").inner_text().startswith("7, ")
    assert page.locator("#bars dt").count() == 10 and "ms for this answer" in page.locator("#time").inner_text()
    answered = page.evaluate("a => a.map(one => scores(one).scores)", [digit.ravel().tolist() for digit in digits])
    page.close()
    expected = model.scores(digits)
    np.testing.assert_array_equal(np.argmax(answered, 1), expected.argmax(1))
    np.testing.assert_allclose(answered, expected, atol=bundle.tolerance)
    assert [url.partition(":")[0] for url in asked] == ["file"]


def test_a_wrong_ending_is_told(tmp_path: Path) -> None:
    """With the right one."""
    with pytest.raises(ConvscopeError, match=r"net\.html"):
        ship.html(load("lenet5"), tmp_path / "net.txt")


def _digits() -> npt.NDArray[np.uint8]:
    """Give 100 handwritten digits at the network's size."""
    from sklearn.datasets import load_digits

    small = (load_digits().images[:100] * 255 / 16).astype(np.uint8)
    return np.pad(small.repeat(3, 1).repeat(3, 2), ((0, 0), (4, 4), (4, 4)))[..., None]
