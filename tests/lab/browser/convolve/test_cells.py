"""The cells of the stage's grids hold PyTorch's numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

GRID = """async ([role, row, column]) => {
  const { products } = await import("convscope/convolve/products.js");
  convscope.scene.sum = products(convscope.seen.layer, convscope.seen.picture, 0, row, column);
  const grid = convscope.scene.grids.find((one) => one.role === role);
  return Array.from({ length: grid.rows * grid.columns }, (_, at) => {
    const { value } = grid.at(Math.floor(at / grid.columns), at % grid.columns);
    return Number.isNaN(value) ? 0 : value;
  });
}"""


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize(("padding", "ceil"), [(1, True), (1, False), (0, True)])
def test_a_means_window_shows_what_each_pixel_counts(
    opened: Callable[..., Any], counted: bool, padding: int, ceil: bool
) -> None:
    """Less in the middle than at a border where padding does not count: its derivative by PyTorch, at every place."""
    sides = "&".join(f"{side}={padding}" for side in ("top", "bottom", "left", "right"))
    one = opened(f"mode=mean&height=6&width=5&sy=2&sx=2&rule=explicit&{sides}&ceil={ceil:d}&countPadding={counted:d}")
    padded = F.pad(torch.ones(1, 1, 6, 5), (padding,) * 4).requires_grad_()
    inside = padded[..., padding : 6 + padding, padding : 5 + padding]
    output = F.avg_pool2d(inside, 3, 2, padding, ceil, counted)
    for row in range(output.shape[2]):
        for column in range(output.shape[3]):
            (share,) = torch.autograd.grad(output[0, 0, row, column], padded, retain_graph=True)
            expected = F.pad(share[0, 0], (0, 9, 0, 9))[2 * row : 2 * row + 3, 2 * column : 2 * column + 3]
            shown = np.array(one.page.evaluate(GRID, ["kernel", row, column])).reshape(3, 3)
            real = F.pad(F.pad(torch.ones(6, 5), (padding,) * 4), (0, 9, 0, 9))
            real = real[2 * row : 2 * row + 3, 2 * column : 2 * column + 3]
            np.testing.assert_allclose(shown * real.numpy(), expected.numpy(), atol=1e-6)
            # what stands on padding counts a zero in, or is left out
            assert counted or np.all(shown[real.numpy() == 0] == 0)


def test_a_relu_is_a_step_of_its_own(opened: Callable[..., Any]) -> None:
    """Before it the sums, after it none below zero; both are PyTorch's."""
    one = opened("picture=digit&height=8&width=8&preset=sobelX&relu=1")
    picture, weight = one.page.evaluate("[[...convscope.seen.picture.values], convscope.seen.layer.kernels[0].values]")
    before = F.conv2d(torch.tensor(picture).view(1, 1, 8, 8), torch.tensor(weight).view(1, 1, 3, 3).float()).flatten()
    assert float(before.min()) < 0
    np.testing.assert_allclose(one.page.evaluate(GRID, ["before", 0, 0]), before, atol=1e-5)
    np.testing.assert_allclose(one.page.evaluate(GRID, ["output", 0, 0]), before.relu(), atol=1e-5)
    assert one.page.evaluate("convscope.scene.grids.map((one) => one.role)") == ["input", "kernel", "before", "output"]


@pytest.mark.parametrize("address", ["mode=flipped&preset=emboss", "response=meanFree&preset=sharpen"])
def test_a_kernel_is_shown_as_it_slides(opened: Callable[..., Any], address: str) -> None:
    """Turned round or less its mean: the weights of the sum; what is typed is the kernel's own number."""
    one = opened(address)
    shown = one.page.evaluate(GRID, ["kernel", 0, 0])
    assert shown == one.page.evaluate("convscope.sum.terms.map((term) => term.weight)")
    own = one.page.evaluate("convscope.seen.layer.kernels[0].values")
    one.page.focus("[role=application]")
    one.page.keyboard.press("Enter")
    at = 8 if "flipped" in address else 0
    assert float(one.page.input_value(".editor")) == own[at]
    one.page.keyboard.type("7")
    one.page.keyboard.press("Enter")
    changed = one.page.evaluate("convscope.seen.layer.kernels[0].values")
    assert changed == [*own[:at], 7, *own[at + 1 :]] != own


def test_what_cancels_is_nothing(opened: Callable[..., Any]) -> None:
    """A flat piece of a picture under a kernel that sums to zero: 0, not what rounding leaves."""
    one = opened("picture=scene&channels=3&height=32&width=32&ky=5&kx=5&preset=sobelX")
    assert one.page.evaluate("convscope.seen.output.values[0]") == 0
    assert one.page.inner_text("#sum .total").strip() == "= 0"
