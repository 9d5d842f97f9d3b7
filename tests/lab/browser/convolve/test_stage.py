"""The stage answers the pointer, the keys and the hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

DIGIT = "picture=digit&height=8&width=8&preset=sobelX"


def centre(one: Any, role: str, row: int, column: int) -> tuple[float, float]:
    """Give the middle of a cell of a grid, on the page."""
    x, y = one.page.evaluate(
        """([role, row, column]) => {
          const grid = convscope.scene.grids.find((grid) => grid.role === role);
          const box = document.querySelector("#stage canvas + canvas").getBoundingClientRect();
          return [box.left + grid.x + (column + 0.5) * grid.cell, box.top + grid.y + (row + 0.5) * grid.cell];
        }""",
        [role, row, column],
    )
    return float(x), float(y)


def selected(one: Any) -> list[int]:
    at: list[int] = one.page.evaluate("[convscope.seen.state.row, convscope.seen.state.column]")
    return at


def test_hovering_over_every_output_sums_to_pytorchs(opened: Callable[..., Any]) -> None:
    """Real moves of the mouse; the sum under the stage is that output of PyTorch."""
    one = opened(DIGIT)
    picture = torch.tensor(one.page.evaluate("Array.from(convscope.seen.picture.values)"), dtype=torch.float64).view(
        1, 1, 8, 8
    )
    weight = torch.tensor(one.page.evaluate("convscope.seen.layer.kernels[0].values"), dtype=torch.float64).view(
        1, 1, 3, 3
    )
    expected = F.conv2d(picture, weight)[0, 0]
    for row, column in ((0, 0), (2, 3), (5, 5), (4, 0)):
        one.page.mouse.move(*centre(one, "output", row, column))
        assert selected(one) == [row, column]
        total = one.page.inner_text("#sum .total").replace("=", "").replace("−", "-")
        assert np.isclose(float(total), float(expected[row, column]), atol=1e-3)
        assert one.page.locator("#sum .term").count() == 9


def test_hovering_over_an_input_says_its_value(opened: Callable[..., Any]) -> None:
    """Index and value; over the kernel too."""
    one = opened()
    one.page.mouse.move(*centre(one, "input", 1, 3))
    assert one.page.inner_text("#told") == "input [1, 3] = 1"
    one.page.mouse.move(*centre(one, "kernel", 0, 1))
    assert one.page.inner_text("#told") == "kernel [0, 1] = 0"


def test_dragging_the_window_and_the_arrow_keys(opened: Callable[..., Any]) -> None:
    """Its middle follows the hand; a key moves it by one."""
    one = opened(DIGIT)
    one.page.mouse.move(*centre(one, "input", 1, 1))
    one.page.mouse.down()
    one.page.mouse.move(*centre(one, "input", 4, 5), steps=4)
    one.page.mouse.up()
    assert selected(one) == [3, 4]
    one.page.keyboard.press("ArrowLeft")
    one.page.keyboard.press("ArrowUp")
    assert selected(one) == [2, 3]


def test_playing_walks_to_the_last_output(opened: Callable[..., Any]) -> None:
    """The window ends at the last one, and the button says play again."""
    one = opened()
    one.page.locator("#speed").fill("9")
    one.page.click("#play")
    one.page.wait_for_function("convscope.seen.state.row === 2 && convscope.seen.state.column === 2")
    one.page.wait_for_function("document.getElementById('play').textContent === 'play'")
    one.page.click("#step")
    assert selected(one) == [0, 0]


def test_a_cell_can_be_typed_drawn_and_cut(opened: Callable[..., Any]) -> None:
    """Double click and type; draw with the pen; the window becomes the kernel."""
    one = opened()
    one.page.mouse.dblclick(*centre(one, "kernel", 1, 1))
    one.page.keyboard.type("-2.5")
    one.page.keyboard.press("Enter")
    assert one.page.evaluate("convscope.seen.layer.kernels[0].values[4]") == -2.5
    one.page.click("#draw")
    one.page.mouse.move(*centre(one, "input", 4, 0))
    one.page.mouse.down()
    one.page.mouse.move(*centre(one, "input", 3, 0), steps=2)
    one.page.mouse.up()
    assert one.page.evaluate("[convscope.seen.picture.values[15], convscope.seen.picture.values[20]]") == [1, 1]
    one.page.click("#cut")
    assert one.page.evaluate("convscope.seen.layer.kernels[0].values") == [1, 1, 1, 0, 1, 1, 0, 0, 1]


def test_a_cut_kernel_answers_most_where_it_was_cut_once_normalised(opened: Callable[..., Any]) -> None:
    """Row 16 of the course notes: normalised, the place it came from is the best, with 1."""
    one = opened("picture=scene&height=24&width=24&ky=7&kx=7&row=10&column=6")
    one.page.click("#cut")
    one.page.click("[data-name=normalised]")
    one.page.wait_for_function("convscope.seen.layer.response === 'normalised'")
    values = np.array(one.page.evaluate("Array.from(convscope.seen.output.values)"))
    assert np.isclose(values.max(), 1) and values.argmax() == 10 * 18 + 6
