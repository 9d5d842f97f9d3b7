"""Which pixels the strongest unit comes from."""

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.draw import View
from convscope.loading import load
from convscope.look import fields
from convscope.look.fields import DIMMED, OUTLINE
from convscope.model import Model
from convscope.picture import InputContract


@pytest.mark.parametrize(("tile", "layers"), [(0, ["conv1"]), (2, ["conv1", "relu1", "pool1", "conv2"])])
def test_no_pixel_outside_the_outline_can_change_the_unit(
    model: Model, digits: Dataset, tile: int, layers: list[str]
) -> None:
    """The gradient of the strongest unit is zero outside, and the outline has the field's size inside the picture."""
    picture = digits.pictures[10]
    entered = model.enter(model.fit(picture)[None]).requires_grad_()
    output = entered
    for name in layers:
        output = model.module.get_submodule(name)(output)
    strongest = output.abs().flatten().argmax()
    (slope,) = torch.autograd.grad(output.flatten()[strongest], entered)
    touched = slope[0, 0].numpy() != 0
    view = fields(model, picture)
    line = np.isclose(view.array[tile], OUTLINE).all(-1)
    rows, columns = np.flatnonzero(line.any(1)), np.flatnonzero(line.any(0))
    scale = view.array.shape[1] // 32
    top, bottom, left, right = rows[0] // scale, rows[-1] // scale, columns[0] // scale, columns[-1] // scale
    inside = np.zeros((32, 32), bool)
    inside[top : bottom + 1, left : right + 1] = True
    assert touched.any() and not (touched & ~inside).any()
    assert torch.Size([bottom - top + 1, right - left + 1]) == torch.Size([5, 5] if tile == 0 else [14, 14])


def test_the_last_tile_is_the_whole_picture(model: Model, digits: Dataset) -> None:
    """It ends with the first layer that reads everything; nothing of that tile is dimmed."""
    view = fields(model, digits.pictures[10])
    assert view.captions[-1] == "fc1: 32×32"
    whole = np.kron(model.fit(digits.pictures[10])[..., 0] / 255, np.ones((8, 8)))
    np.testing.assert_allclose(view.array[-1][8:-8, 8:-8, 0], whole[8:-8, 8:-8])
    assert np.isclose(view.array[0].max(-1), whole * DIMMED, atol=1e-6).mean() > 0.9


def outlined(view: View, tile: int, size: int) -> npt.NDArray[np.bool_]:
    """Pixels of the picture inside a tile's outline."""
    line = np.isclose(view.array[tile], OUTLINE).all(-1)
    scale = view.array.shape[1] // size
    inside = np.zeros((size, size), dtype=bool)
    (top, *_, bottom), (left, *_, right) = (np.flatnonzero(line.any(axis)) // scale for axis in (1, 0))
    inside[top : bottom + 1, left : right + 1] = True
    return inside


@pytest.mark.parametrize(
    ("tile", "name", "pixels"),
    [(0, "conv1", 25), (1, "pool1", 36), (2, "conv2", 196), (3, "pool2", 256), (4, "fc1", 1024)],
)
def test_every_pixel_inside_the_outline_can_change_the_unit(digits: Dataset, tile: int, name: str, pixels: int) -> None:
    """With positive weights no path cancels another: raise each pixel in turn, and exactly those inside tell."""
    model = load("lenet5")
    with torch.no_grad():
        for parameter in model.module.parameters():
            parameter.abs_()
    picture = digits.pictures[10]
    view = fields(model, picture)
    assert view.captions[tile].startswith(f"{name}: ")
    parts = list(model.module.children())
    until = nn.Sequential(*parts[: 1 + [part for part, _ in model.module.named_children()].index(name)]).double()
    still = model.enter(model.fit(picture)[None]).double()
    raised = still + 1e4 * torch.eye(1024, dtype=torch.float64).reshape(1024, 1, 32, 32)
    with torch.no_grad():
        before, after = until(still).flatten(), until(raised).flatten(1)
    unit = before.argmax()
    changed = ((after[:, unit] - before[unit]).abs() > 1e-3).reshape(32, 32).numpy()
    np.testing.assert_array_equal(outlined(view, tile, 32), changed)
    assert changed.sum() == pixels


def test_a_field_that_reaches_into_padding_is_cut_at_the_border() -> None:
    """The strongest unit sits in the corner, where of its 5 × 5 only 3 × 3 are picture."""
    convolution = nn.Conv2d(1, 1, 5, padding=2, bias=False)
    with torch.no_grad():
        convolution.weight.copy_(torch.eye(25)[12].reshape(1, 1, 5, 5))  # each unit is its own middle pixel
    picture = np.zeros((16, 16, 1), dtype=np.uint8)
    picture[0, 15] = 255
    inside = outlined(fields(Model(convolution, InputContract(1, 16, 16), (), "net"), picture), 0, 16)
    expected = np.zeros((16, 16), dtype=bool)
    expected[:3, 13:] = True
    np.testing.assert_array_equal(inside, expected)


def test_a_colour_picture_keeps_its_colours_inside() -> None:
    """Undimmed inside the outline, a quarter as bright outside."""
    torch.manual_seed(0)
    picture = np.random.default_rng(0).integers(1, 256, (16, 16, 3), dtype=np.uint8)
    view = fields(Model(nn.Conv2d(3, 2, 3), InputContract(3, 16, 16), (), "net"), picture)
    inside = outlined(view, 0, 16)
    centres = view.array[0][8::16, 8::16]
    np.testing.assert_allclose(centres[~inside], picture[~inside] / 255 * DIMMED)
    np.testing.assert_allclose(centres[inside], picture[inside] / 255)
