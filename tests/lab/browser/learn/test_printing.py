"""Lessons on paper, as chromium prints them."""

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

SETTLED = "document.documentElement.dataset.settled"


def test_a_lesson_prints_with_its_answer_and_addresses_and_without_controls(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    """Some pages, drawn in lines and letters; the dark theme is back afterwards."""
    page = visit("/learn/11-padding#lang=zh&theme=dark").page
    page.wait_for_function(SETTLED)
    seen: list[str] = []
    page.expose_function("told", lambda words: seen.append(str(words)))
    page.evaluate("addEventListener('beforeprint', () => told(document.querySelector('.answers')?.textContent ?? ''))")
    place = tmp_path / "lesson.pdf"
    page.pdf(path=place, prefer_css_page_size=True, print_background=True)
    pdf = place.read_bytes()
    assert pdf.startswith(b"%PDF-") and 3 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 12
    drawn = b"".join(_inflated(one) for one in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL))
    assert drawn.count(b" Tj") + drawn.count(b" TJ") > 300  # letters, not a picture of them
    page.wait_for_function("document.documentElement.dataset.theme === 'dark' && !document.querySelector('.answers')")
    assert seen and "答案" in seen[0] and page.locator(".stage > svg").count() == 0
    page.emulate_media(media="print")
    assert not any(page.is_visible(one) for one in ("header", ".way", ".transport", "select", ".answer", ".teacher"))
    address = "getComputedStyle(document.querySelector('.papers a'), '::after').content"
    assert "https://arxiv.org/abs/1603.07285" in page.evaluate(address)


def test_all_lessons_in_a_row_are_one_page_to_print(visit: Callable[..., Any], monkeypatch: Any) -> None:
    """Each on a page of its own, the answers at the end under the lessons' titles."""
    some = ["09-products", "19-bottleneck"]
    monkeypatch.setattr("convscope.lab.learn.names", lambda _: some)
    page = visit("/learn#lang=en").page
    page.click("text=all lessons in a row")
    page.wait_for_selector("#print:not([disabled])")
    assert page.url.endswith("/learn/all#lang=en") and page.locator("article.lesson").count() == 2
    assert page.evaluate("convscope.figures.every((one) => one.ready())")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".answers h3").all_text_contents() == page.locator(".lesson h1").all_text_contents()
    assert page.locator(".lesson .stage > svg").count() == page.locator(".lesson .stage").count() == 7
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelectorAll('.lesson')[1]).breakBefore") == "page"


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
