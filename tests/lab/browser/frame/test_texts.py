"""Both languages say everything."""

import re
from collections.abc import Callable
from typing import Any

from convscope.lab.page import BROWSER


def catalogues(opened: Callable[..., Any]) -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = opened().page.evaluate(
        'async () => (await import("convscope/frame/texts.js")).CATALOGUES'
    )
    return read


def test_no_text_is_missing_in_either(opened: Callable[..., Any]) -> None:
    """The same keys, none empty, the same places to fill in."""
    english, chinese = (catalogues(opened)[language] for language in ("en", "zh"))
    assert set(english) == set(chinese)
    for key, text in english.items():
        assert text.strip() and chinese[key].strip(), key
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", chinese[key])), key


def test_sentences_follow_each_other_as_their_language_has_it(opened: Callable[..., Any]) -> None:
    """With a blank between them in English, with none in Chinese."""
    gaps = opened().page.evaluate(
        """async () => {
          const { gap, speak } = await import("convscope/frame/texts.js");
          return ["en", "zh"].map((language) => (speak(language), gap()));
        }"""
    )
    assert gaps == [" ", ""]


def test_every_key_that_is_asked_for_is_there(opened: Callable[..., Any]) -> None:
    """In the modules, in the page, and those put together from a prefix and a name."""
    known = set(catalogues(opened)["en"])
    sources = "\n".join(path.read_text(encoding="utf-8") for path in BROWSER.rglob("*.*"))
    asked = set(re.findall(r'say\("(\w+)"', sources)) | set(re.findall(r'data-(?:say|label)="(\w+)"', sources))
    assert asked and asked <= known
    names = opened().page.evaluate(
        """async () => {
          const [presets, samples, lectures, state] = await Promise.all(
            ["presets", "samples", "lectures", "state"].map((name) => import(`convscope/convolve/${name}.js`)));
          const put = (prefix, names) => names.map((name) => prefix + name[0].toUpperCase() + name.slice(1));
          return [...put("kernel", presets.NAMES), ...put("sample", samples.NAMES),
            ...put("example", Object.keys(lectures.EXAMPLES)), ...state.MODES, ...state.RULES, ...state.FILLS,
            ...state.RESPONSES, ...state.TABS];
        }"""
    )
    assert len(names) > 40 and set(names) <= known


def test_the_chinese_uses_the_fields_terms(opened: Callable[..., Any]) -> None:
    """Kernel, receptive field, feature map, stride, padding, pooling, transposed and dilated convolution."""
    said = " ".join(catalogues(opened)["zh"].values())
    for term in ("卷积核", "感受野", "特征图", "步长", "填充", "池化", "转置卷积", "空洞卷积"):
        assert term in said


def test_switching_the_language_changes_the_whole_page(opened: Callable[..., Any]) -> None:
    """By its button, and back; the address keeps it."""
    one = opened()
    one.page.click("#language")
    one.page.wait_for_function("document.querySelector('#tab-field')?.textContent === '感受野'")
    assert "lang=zh" in one.page.url and one.page.title() == "卷积"
    one.page.click("#language")
    one.page.wait_for_function("document.querySelector('#tab-field')?.textContent === 'Receptive field'")
