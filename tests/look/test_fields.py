"""Which pixels the strongest unit comes from."""

import numpy as np
import pytest
import torch

from convscope.data import Dataset
from convscope.look import fields
from convscope.look.fields import DIMMED, OUTLINE
from convscope.model import Model


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
    output.flatten()[strongest].backward()  # type: ignore[no-untyped-call]
    assert entered.grad is not None
    touched = entered.grad[0, 0].numpy() != 0
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
