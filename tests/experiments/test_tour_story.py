"""The tour's report: its words, and how it looks in a real browser."""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from convscope.experiments import Tour

HEADINGS = [
    "The digits",
    "What LeNet-5 is",
    "How it learnt",
    "The kernels it learnt",
    "What it sees in a digit",
    "One unit, from pixels to a number and back",
    "Where it errs",
    "How sure it is",
    "Shipped, and still the same network",
    "Try next",
]
CONTRAST = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = colour => numbers(colour).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const paper = light(getComputedStyle(document.documentElement).backgroundColor);
  return ["body", "h1", "h2", ".lead", "figcaption", "nav a", "footer", ".figures td"].map(name => {
    const ink = light(getComputedStyle(document.querySelector(name)).color);
    return [name, (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05)];
  });
}"""


def browser_path() -> str:
    """Find Chromium; without one the test is skipped, but never in CI."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), "")
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no browser: apt-get install chromium")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = browser_path()
    with sync_playwright() as play:
        window = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
        yield window
        window.close()


def listen(page: Page, said: list[str], asked: list[str]) -> None:
    """Note what a page says on its console and what it asks for."""
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))


@pytest.mark.parametrize("width", [390, 1280])
def test_it_stands_alone_in_a_real_browser(taken: Tour, browser: Browser, width: int) -> None:
    """Phone and desk, light and dark: nothing said, nothing fetched, no sideways scrolling, every picture drawn."""
    backgrounds = set()
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        said: list[str] = []
        asked: list[str] = []
        listen(page, said, asked)
        page.goto(taken.report.as_uri())
        page.wait_for_load_state("networkidle")
        assert not said
        assert [url for url in asked if not url.startswith("data:")] == [taken.report.as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.images.length") > 50
        assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
        faint = {name: ratio for name, ratio in page.evaluate(CONTRAST) if ratio < 4.5}  # WCAG 2.2, 1.4.3
        assert not faint
        backgrounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        page.close()
    assert len(backgrounds) == 2


def test_it_tells_the_story_in_order(taken: Tour, browser: Browser) -> None:
    """Ten numbered sections, each reached from the list at the top, and commands behind "Same as"."""
    page = browser.new_page()
    page.goto(taken.report.as_uri())
    headings = page.locator("h2").all_inner_texts()
    assert [re.sub(r"^\d+\s*", "", text) for text in headings] == HEADINGS
    assert [int(number) for text in headings for number in re.findall(r"^\d+", text)] == list(range(1, 11))
    for number, link in enumerate(page.locator("nav a").all(), start=1):
        link.click()
        assert page.url.endswith(f"#s{number}")
        assert page.locator(f"#s{number} h2").is_visible()
    same = page.locator("#s9 details")
    assert not same.locator("pre").first.is_visible()
    same.locator("summary").click()
    assert same.locator("pre").first.is_visible()
    page.close()
