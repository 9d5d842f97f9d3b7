"""The strip of maps."""

from collections.abc import Callable
from typing import Any

AT = """async () => {
  const { colourOf, scaleOf } = await import("convscope/frame/colours.js");
  const { values, height, width, channels } = convscope.seen.output;
  const strip = document.getElementById("maps");
  const canvas = strip.querySelector(":scope > canvas");
  const pen = canvas.getContext("2d");
  const ratio = canvas.width / canvas.getBoundingClientRect().width;
  return Array.from({ length: channels }, (_, k) => {
    const own = values.subarray(k * height * width, (k + 1) * height * width);
    const place = strip.children[k].firstChild;
    const cell = place.clientWidth / width;
    const seen = (row, column) => {
      const [x, y] = [place.offsetLeft + (column + 0.5) * cell, place.offsetTop + (row + 0.5) * cell];
      return [...pen.getImageData(x * ratio, y * ratio, 1, 1).data.slice(0, 3)];
    };
    const wanted = (row, column) => colourOf(own[row * width + column], scaleOf(own));
    return [[0, 0], [2, 1], [height - 1, width - 1]].every((at) => String(seen(...at)) === String(wanted(...at)));
  });
}"""


def test_each_map_lies_over_its_button(opened: Callable[..., Any]) -> None:
    """In its own colours, also after the maps became smaller, the strip another number, the window narrower."""
    one = opened("picture=scene&channels=3&height=32&width=32&kernels=10&rule=same")
    assert one.page.evaluate(AT) == [True] * 10
    kept = one.page.evaluate_handle("document.querySelector('#maps button')")
    one.page.evaluate("convscope.change({ sy: 3, sx: 3 })")
    assert one.page.evaluate(AT) == [True] * 10 and one.page.evaluate(
        "(kept) => kept === document.querySelector('#maps button')", kept
    )
    settled = one.page.evaluate("Number(document.documentElement.dataset.settled)")
    one.page.set_viewport_size({"width": 390, "height": 900})
    one.page.wait_for_function(f"Number(document.documentElement.dataset.settled) > {settled}")
    assert one.page.evaluate(AT) == [True] * 10
    one.page.evaluate("convscope.change({ kernels: 3, map: 2 })")
    assert one.page.evaluate(AT) == [True] * 3
    assert one.page.get_attribute("#maps button:nth-child(3)", "aria-pressed") == "true"
    one.page.click("#maps button:nth-child(1)")
    assert one.seen("seen.state.map") == 0
    one.page.evaluate("convscope.change({ kernels: 1 })")
    assert not one.page.locator("#maps > *").count()
