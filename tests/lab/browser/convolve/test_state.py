"""The address holds the page's state."""

import io
import json
from collections.abc import Callable
from typing import Any

from PIL import Image

NASTY = (
    "mode=nonsense&height=-5&width=1e9&ky=NaN&weights=1,x&values=,,&kernels=%E0%A4%A&row=99&%%%=&lang=xx"
    "&picture=own-00000000&groups=7"
)


def test_reload_and_back_return_to_the_same_picture(opened: Callable[..., Any]) -> None:
    """Each change is a step of the history."""
    one = opened()
    one.page.click("[data-name=transposed]")
    one.page.wait_for_selector("#oy")
    one.page.click("[data-name=digit]")
    one.page.reload()
    one.page.wait_for_function("globalThis.convscope?.seen?.state.picture === 'digit'")
    assert one.page.evaluate("convscope.seen.layer.mode") == "transposed"
    one.page.go_back()
    one.page.wait_for_function("convscope.seen.state.picture === 'lecture'")
    one.page.go_back()
    one.page.wait_for_function("convscope.seen.layer.mode === 'convolution'")
    one.page.go_forward()
    one.page.wait_for_function("convscope.seen.layer.mode === 'transposed'")


def test_a_state_is_read_as_it_was_written(opened: Callable[..., Any]) -> None:
    """Own numbers included."""
    told = opened().page.evaluate(
        """async () => {
          const { read, sound, written } = await import("convscope/convolve/state.js");
          const state = sound({ mode: "flipped", ky: 2, kx: 2, weights: [1, -0.5, 0, 2], biases: [0.25], relu: true,
            values: Array.from({ length: 25 }, (_, at) => at / 4), rule: "explicit", left: 3, tab: "code" });
          return [JSON.stringify(state), JSON.stringify(read(written(state))), written(state)];
        }"""
    )
    assert json.loads(told[0]) == json.loads(told[1]) and "weights=1,-0.5,0,2" in told[2]


def test_nonsense_in_the_address_opens_a_sound_page(opened: Callable[..., Any]) -> None:
    """Nothing fails, and what can be kept is."""
    one = opened(NASTY)
    state = one.page.evaluate("convscope.seen.state")
    assert (state["mode"], state["height"], state["width"], state["ky"]) == ("convolution", 1, 256, 3)
    assert "does not fit" in one.page.inner_text("#fault")
    assert one.page.inner_text("[data-fact=factOutput]") == "—"


def test_an_uploaded_picture_is_shown_and_found_again(opened: Callable[..., Any]) -> None:
    """Its pixels, three channels; what is no picture is told in a line."""
    image = Image.new("RGB", (20, 12), (255, 0, 51))
    file = io.BytesIO()
    image.save(file, "PNG")
    one = opened()
    one.page.set_input_files("#upload", {"name": "red.png", "mimeType": "image/png", "buffer": file.getvalue()})
    one.page.wait_for_function("convscope.seen.state.picture.startsWith('own-')")
    one.page.reload()
    one.page.wait_for_function("globalThis.convscope?.seen?.state.picture.startsWith('own-')")
    picture = one.page.evaluate(
        "[convscope.seen.picture.channels, convscope.seen.picture.height, convscope.seen.picture.width]"
    )
    assert picture == [3, 12, 20]
    assert one.page.evaluate("[0, 240, 480].map((at) => convscope.seen.picture.values[at])") == [1, 0, 0.2]
    one.page.set_input_files("#upload", {"name": "not.png", "mimeType": "image/png", "buffer": b"nothing"})
    one.page.wait_for_function("document.getElementById('fault').textContent.includes('not.png')")
