"""The exported page, opened from the disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope import lab
from convscope.errors import ConvscopeError
from convscope.lab.page import BROWSER, html, modules

WIDTHS = (390, 768, 1280, 2560)


@pytest.mark.parametrize("name", ["convolve.txt", "convolve", "no/such/convolve.html"])
def test_a_place_that_cannot_be_is_told(name: str, tmp_path: Path) -> None:
    """And nothing is written."""
    with pytest.raises(ConvscopeError, match=r"\.html|no folder"):
        lab.export(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_settings_cannot_break_out_of_the_page() -> None:
    """What is given stands in it as a value."""
    assert "<script>alert" not in html("mode=</script><script>alert(1)</script>")
    with pytest.raises(ConvscopeError, match="characters long"):
        html("x" * 200_000)


def test_every_module_is_in_it_and_within_its_size() -> None:
    """By its name; each at most 400 lines, as all code here."""
    files = list(BROWSER.rglob("*.js"))
    assert len(modules()) == len(files) > 15
    assert all(len(file.read_text(encoding="utf-8").splitlines()) <= 400 for file in files)


def test_it_opens_as_the_settings_say(browser: Any, tmp_path: Path) -> None:
    """Those of ``at``, a whole address included."""
    place = lab.export(
        tmp_path / "pool.html", at="file:///x.html#mode=max&picture=pooled&height=4&width=4&ky=2&kx=2&sy=2&sx=2"
    ).path
    page = browser.new_page(bypass_csp=True)
    page.goto(place.as_uri())
    page.wait_for_function("globalThis.convscope")
    assert page.evaluate("Array.from(convscope.seen.output.values)") == [6, 8, 3, 4]
    page.close()


@pytest.mark.parametrize(
    ("example", "values"),
    [("lecture", [4, 3, 4, 2, 4, 3, 2, 3, 4]), ("pooled", [6, 8, 3, 4])],
)
def test_the_lectures_examples(opened: Callable[..., Any], example: str, values: list[float]) -> None:
    """5 × 5 with 3 × 3, and the 4 × 4 that is pooled."""
    one = opened()
    one.page.select_option("#examples", example)
    assert one.page.evaluate("Array.from(convscope.seen.output.values)") == values


def test_the_rgb_example_is_minus_25(opened: Callable[..., Any]) -> None:
    """308 − 498 + 164 + 1, and its sum says so."""
    one = opened()
    one.page.select_option("#examples", "rgb")
    parts = one.page.evaluate(
        "[0, 1, 2].map((c) => convscope.sum.terms.filter((t) => t.channel === c)"
        ".reduce((sum, t) => sum + t.value * t.weight, 0))"
    )
    assert parts == [308, -498, 164]
    assert one.seen("sum.value") == -25
    assert one.page.inner_text("#sum .channels").strip() == "= 308 − 498 + 164 + 1"
    assert one.page.inner_text("#sum .total").strip() == "= −25"


def test_ten_kernels_of_five_keep_the_size_and_have_760_weights(opened: Callable[..., Any]) -> None:
    """32×32×3, kernel 5, padding 2, ten kernels: 10 × 32 × 32, 76 a kernel."""
    one = opened()
    one.page.select_option("#examples", "ten")
    one.page.wait_for_function("document.querySelectorAll('#maps button').length === 10")
    assert one.page.inner_text("[data-fact=factOutput]") == "10 × 32 × 32"
    assert one.page.inner_text("[data-fact=factParameters]") == "760"
    assert "(32 + 2 + 2 − 5)/1 + 1 = 32" in one.page.inner_text("#formula")


def test_claims_12_16_and_19_hold_by_clicking(opened: Callable[..., Any]) -> None:
    """Maps are the next layer's input, 32 → 28 → 24; a cut pattern is found once normalised; padding by rules."""
    page = opened().page
    for example, output, each in (("six", "6 × 28 × 28", "5·5·3 + 1"), ("next", "10 × 24 × 24", "5·5·6 + 1")):
        page.select_option("#examples", example)
        page.wait_for_function(f"document.querySelector('[data-fact=factOutput]').textContent === '{output}'")
        assert each in page.inner_text("#facts")
    page.select_option("#examples", "found")
    page.wait_for_selector("[data-response=normalised]")
    verdicts = page.locator(".responses figure > div:last-child b").all_inner_texts()
    assert verdicts == ["not where the pattern is"] * 2 + ["the pattern's own place"]
    page.select_option("#examples", "same")
    for rule, side in (("valid", 6), ("same", 8), ("full", 10)):
        page.click(f"[data-name={rule}]")
        assert f"= {side}" in page.inner_text("#formula")
    page.select_option("#examples", "half")
    assert "(8 + 1 + 1 − 3)/2 + 1 = 4.5 → 4" in page.inner_text("#formula")


def test_rows_that_are_never_read_are_named(opened: Callable[..., Any]) -> None:
    """7×7, kernel 3, stride 3: row 6 and column 6; AlexNet on 224: one of each; on 227 none."""
    one = opened()
    for example, told in (("skipped", "row 6, column 6"), ("alexnet224", "row 223, column 223"), ("alexnet227", "")):
        one.page.select_option("#examples", example)
        lost = one.page.inner_text("#lost").strip()
        assert lost.removeprefix("never read: ") == told, example
    one.page.select_option("#examples", "alexnet224")
    assert "(224 − 11)/4 + 1 = 54.25 → 54" in one.page.inner_text("#formula")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_sticks_out_at_any_width(opened: Callable[..., Any], width: int, language: str) -> None:
    """From a phone to a wall, in both languages and themes, the page is never wider than the window."""
    one = opened(f"lang={language}&picture=rgb&channels=3&rule=same&theme=dark", width=width)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width
    assert one.page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]


def test_its_own_policy_lets_it_run(browser: Any, exported: Path) -> None:
    """As a user opens it: nothing is refused, and a request would be."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{exported.as_uri()}#mode=mean")
    assert page.evaluate("convscope.seen.layer.mode") == "mean" and said == []
    refused = page.evaluate("fetch('http://127.0.0.1:9/').then(() => 'fetched', () => 'refused')")
    assert refused == "refused" and any("Content Security Policy" in line for line in said)
    page.close()
