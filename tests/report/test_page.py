"""A page to one HTML file."""

import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from convscope.draw import Curve, View, curves_svg
from convscope.lint import Finding
from convscope.report import (
    Bars,
    Curves,
    Facts,
    Findings,
    Matrix,
    Next,
    Page,
    Prose,
    SameAs,
    Section,
    Table,
    Tiles,
    render,
    write,
)

NASTY = "<script>alert('x')</script> & \"co\""
VIEW = View(np.arange(8.0).reshape(2, 2, 2) - 3, NASTY, NASTY, NASTY, "signed", ("a", NASTY), hidden=3)
COUNTS = View(np.array([[[5, 0], [1, 4]]]), "confusion", "", NASTY, "unsigned")
VOID = {"meta", "link", "img", "br", "path", "use", "rect", "circle", "line"}
PAGE = Page(
    NASTY,
    NASTY,
    [
        Section(NASTY, [Prose(NASTY), Facts([(NASTY, NASTY)]), Table((NASTY, "b"), [(NASTY, "1")])]),
        Section("two", [Tiles(VIEW, title=NASTY, note=NASTY), Matrix(COUNTS, (NASTY, "no"))]),
        Section("three", [Curves([curves_svg([Curve("train", [1, 2, 3])], title="loss")]), Bars([(NASTY, 0.7)])]),
        Section("four", [SameAs(NASTY, NASTY), Next([(NASTY, NASTY)]), Findings([])]),
        Section("five", [Findings([Finding("G001", NASTY, "error", NASTY, NASTY, NASTY, NASTY, 3)])]),
    ],
    foot=NASTY,
)


class Checker(HTMLParser):
    """Notes every open element, every address, and every tag that closes another than the open one."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "xlink:href")]

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_every_tag_is_closed_and_nothing_is_fetched() -> None:
    """Well-formed, and every address is data, an anchor, or a part of the page's own drawing."""
    checker = Checker()
    checker.feed(render(PAGE))
    assert not checker.wrong and not checker.open
    assert checker.addresses and all(address.startswith(("data:", "#")) for address in checker.addresses)


def test_whatever_the_user_named_is_text() -> None:
    """Names with markup in them appear escaped, everywhere."""
    html = render(PAGE)
    assert "<script" not in html and html.count("&lt;script&gt;") >= 20


def test_tiles_say_what_is_not_shown() -> None:
    """The legend has both ends of the range; what did not fit is counted."""
    html = render(PAGE)
    assert "3 more are not shown" in html and "−4" in html


def test_writing_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that cannot be rendered leaves the old file and nothing beside it."""
    write(PAGE, tmp_path / "page.html")
    before = (tmp_path / "page.html").read_text()
    with pytest.raises(Exception, match="block"):
        write(Page("t", "l", [Section("s", [object()])]), tmp_path / "page.html")  # type: ignore[list-item]
    assert (tmp_path / "page.html").read_text() == before and len(list(tmp_path.iterdir())) == 1


def browser() -> str:
    """Find Chromium; without one the test is skipped, but never in CI."""
    found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail("no chromium: make test installs it")
        pytest.skip("no browser: apt-get install chromium")
    return found


@pytest.fixture(scope="module")
def tour_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from convscope.experiments import tour
    from convscope.training import Setup

    return tour(tmp_path_factory.mktemp("tour") / "run", setup=Setup()).report


def test_the_tours_page_in_a_real_browser(tour_page: Path) -> None:
    """Phone and desk, light and dark: no console message, nothing requested, no sideways scrolling, pictures drawn."""
    from playwright.sync_api import sync_playwright

    chromium = browser()
    backgrounds = set()
    with sync_playwright() as play:
        window = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        for width in (390, 1280):
            for scheme in ("light", "dark"):
                page = window.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
                said: list[str] = []
                asked: list[str] = []
                page.on("console", lambda message, said=said: said.append(message.text))
                page.on("request", lambda request, asked=asked: asked.append(request.url))
                page.goto(tour_page.as_uri())
                assert not said
                assert [url for url in asked if not url.startswith("data:")] == [tour_page.as_uri()]
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
                backgrounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
                headings = page.locator("h2").all_inner_texts()
                assert [int(re.match(r"\d+", text)[0]) for text in headings] == list(range(1, 9))  # type: ignore[index]
                page.close()
        window.close()
    assert len(backgrounds) == 2
