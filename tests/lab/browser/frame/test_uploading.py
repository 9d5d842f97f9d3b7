"""Pictures of the user's, from a page to the server."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.lab.shelf import named

PUT_THERE = """async (lang) => {
  const { speak } = await import("convscope/frame/texts.js");
  const { picking, address } = await import("convscope/frame/uploading.js");
  speak(lang);
  globalThis.taken = [];
  const take = (picture) => taken.push({ ...picture, shown: address(picture.picture) });
  document.getElementById("middle").append(picking(take));
}"""


def arrived(page: Any, count: int) -> Any:
    page.wait_for_function(f"globalThis.taken.length === {count} && !document.getElementById('picture-open').disabled")
    return page.evaluate("globalThis.taken.at(-1)")


def test_a_file_a_drop_and_a_paste_arrive(visit: Callable[..., Any], digit_picture: Any) -> None:
    """Each gives the hash, the size, and an address that shows it."""
    page = visit("/convolve#lang=en").page
    page.evaluate(PUT_THERE, "en")
    page.set_input_files("#picture-file", digit_picture)
    first = arrived(page, 1)
    assert first["picture"] == named(digit_picture.read_bytes()) and (first["height"], first["channels"]) == (28, 1)
    shown = "async (at) => { const one = new Image(); one.src = at; await one.decode(); return one.naturalWidth; }"
    assert page.evaluate(shown, first["shown"]) == 28
    for count, (event, holds) in enumerate((("drop", "dataTransfer"), ("paste", "clipboardData")), start=2):
        page.evaluate(
            """async ([event, holds]) => {
              const canvas = new OffscreenCanvas(5, 3);
              canvas.getContext("2d");
              const files = new DataTransfer();
              files.items.add(new File([await canvas.convertToBlob()], "a.png", { type: "image/png" }));
              const one = new Event(event, { bubbles: true, cancelable: true });
              one[holds] = files;
              document.getElementById("middle").dispatchEvent(one);
            }""",
            [event, holds],
        )
        assert arrived(page, count)["width"] == 5


@pytest.mark.parametrize(("language", "words"), [("en", "not a picture"), ("zh", "不是图像")])
def test_what_is_none_is_said_in_the_pages_language(visit: Callable[..., Any], language: str, words: str) -> None:
    """A page renamed to a picture; a file too large is told without being sent."""
    page = visit(f"/convolve#lang={language}").page
    page.evaluate(PUT_THERE, language)
    page.set_input_files("#picture-file", {"name": "a.png", "mimeType": "image/png", "buffer": b"<html>"})
    page.wait_for_function("document.getElementById('picture-fault').textContent")
    assert words in page.inner_text("#picture-fault")
    told = page.evaluate(
        """async () => {
          const { send } = await import("convscope/frame/uploading.js");
          return send({ size: 40 * 2 ** 20 }).catch((fault) => fault.message);
        }"""
    )
    assert "40.0 MB" in told and "32" in told
