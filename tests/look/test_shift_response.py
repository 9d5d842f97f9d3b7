"""An answer while its picture moves."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.look.shift_response import moved, shift_response
from convscope.model import Model
from convscope.picture import InputContract


def pooled() -> Model:
    """A network that cannot see where anything is: circular convolution, mean over all places."""
    torch.manual_seed(0)
    convolution = nn.Conv2d(1, 4, 3, padding=1, padding_mode="circular")
    module = nn.Sequential(convolution, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3))
    return Model(module, InputContract(1, 16, 16), ("a", "b", "c"), "pooled")


def dot() -> np.ndarray:
    picture = np.zeros((16, 16, 1), np.uint8)
    picture[7:9, 7:9] = 255
    return picture


def test_an_invariant_network_does_not_change() -> None:
    """At any shift, a thing on black is answered alike, by the same features."""
    _, share, change = shift_response(pooled(), dot(), reach=4)
    assert share.array.shape == change.array.shape == (1, 9, 9)
    np.testing.assert_allclose(share.array, share.array[0, 4, 4], atol=1e-6)
    assert change.array.max() < 1e-5
    assert "the same at 100% of them" in share.sentence


def test_each_place_is_the_answer_to_the_picture_moved_so(model: Model) -> None:
    """Row and column are the shift; of a class by its name."""
    picture = np.zeros((32, 32, 1), np.uint8)
    picture[8:24, 14:18] = 220
    _, share, _ = shift_response(model, picture, target="3", reach=2)
    expected = torch.from_numpy(model.scores(moved(picture, -1, 2)[None])).softmax(1)[0, 3]
    assert share.array[0, 1, 4] == pytest.approx(float(expected), abs=1e-6)


def test_moving_repeats_the_edge() -> None:
    """Down one, left one."""
    picture = np.arange(9, dtype=np.uint8).reshape(3, 3, 1)
    assert moved(picture, 1, -1)[..., 0].tolist() == [[1, 2, 2], [1, 2, 2], [4, 5, 5]]


def test_what_cannot_be_is_told() -> None:
    """No such class, no reach, a map as the answer."""
    with pytest.raises(UnknownName):
        shift_response(pooled(), dot(), target="z")
    with pytest.raises(ConvscopeError, match="there is no class 7"):
        shift_response(pooled(), dot(), target=7)
    with pytest.raises(ConvscopeError, match="reach = 0 came"):
        shift_response(pooled(), dot(), reach=0)
    with pytest.raises(ConvscopeError, match="not a number a class"):
        shift_response(Model(nn.Conv2d(1, 2, 3), InputContract(1, 16, 16), (), "maps"), dot())
