"""What is written can be read: WCAG 2.2's contrast, by its formula."""

from collections.abc import Callable
from typing import Any

import pytest

LUMINANCE = """const luminance = (rgb) => rgb.map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const parts = (words) => words.match(/[\\d.]+/g).map(Number);
"""
TEXTS = (
    """() => {
  """
    + LUMINANCE
    + """
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, :disabled")) continue;
    let under = element;
    while (under && !(parts(getComputedStyle(under).backgroundColor)[3] ?? 1)) under = under.parentElement;
    const ratio = contrast(parts(getComputedStyle(element).color), parts(getComputedStyle(under).backgroundColor));
    found.push([ratio, walker.currentNode.data]);
  }
  return found;
}"""
)
NUMBERS = (
    """async () => {
  """
    + LUMINANCE
    + """
  const { colourOf, inkOn } = await import("convscope/frame/colours.js");
  const hex = (word) => [1, 3, 5].map((at) => parseInt(word.slice(at, at + 2), 16));
  return ["signed", "unsigned", "picture"].flatMap((kind) => Array.from({ length: 201 }, (_, at) => {
    const colour = colourOf(at - 100, { kind, low: -100, high: 100 });
    return contrast(colour, hex(inkOn(colour)));
  }));
}"""
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out(visit: Callable[..., Any], theme: str) -> None:
    """4.5 to 1 on each page, in both themes."""
    for page, there in (("convolve", "#tab-code"), ("check", "td"), ("learn/11-padding", ".term")):
        one = visit(f"/{page}#lang=en&theme={theme}")
        one.page.wait_for_selector(there)
        texts = one.page.evaluate(TEXTS)
        assert len(texts) > 20
        assert [text for ratio, text in texts if ratio < 4.5] == []


def test_a_number_stands_out_on_every_colour_of_a_map(opened: Callable[..., Any]) -> None:
    """Black or white, whichever is read better."""
    assert min(opened().page.evaluate(NUMBERS)) >= 4.5
