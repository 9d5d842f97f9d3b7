"""Patches that excite units most."""

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset
from convscope.data.dataset import ArrayPictures
from convscope.errors import ConvscopeError, UnknownName
from convscope.look import top_patches
from convscope.look.patches import cut
from convscope.look.strongest import find_strongest
from convscope.model import Model
from convscope.network import trace, watch
from convscope.picture import InputContract


def test_nothing_outside_of_a_patch_can_change_its_unit(model: Model, digits: Dataset) -> None:
    """Each patch of conv2 put back into noise excites its unit as its picture did."""
    best = find_strongest(model, digits, "conv2", count=3)
    network = trace(model.module, model.contract.input_shape)
    noise = np.random.default_rng(0)
    for unit in range(16):
        for value, index, (row, column) in zip(best.values[unit], best.pictures[unit], best.places[unit], strict=True):
            picture = model.fit(digits.pictures[int(index)])
            patch = cut(picture / 255, network["conv2"], (int(row), int(column)))
            assert patch.shape == (14, 14, 1)
            other = noise.integers(0, 256, (32, 32, 1), dtype=np.uint8)
            other[2 * row : 2 * row + 14, 2 * column : 2 * column + 14] = np.rint(patch * 255)
            network_there, outputs = watch(model.module, model.enter(other[None]))
            assert float(outputs[network_there["conv2"].index][0, unit, row, column]) == pytest.approx(
                float(value), rel=1e-4
            )


def test_the_pattern_of_a_kernel_is_its_best_patch(digits: Dataset) -> None:
    """A kernel that weighs two pixels of a diagonal: among noise the one bright diagonal is found, exactly cut."""
    conv = nn.Conv2d(1, 1, 3, bias=False)
    with torch.no_grad():
        conv.weight.copy_(torch.tensor([[[[1.0, 0, 0], [0, 1, 0], [0, 0, 1]]]]))
    pictures = np.random.default_rng(0).integers(0, 200, (30, 12, 12, 1), dtype=np.uint8)
    pictures[17, 4:7, 5:8, 0] = np.eye(3) * 255
    data = Dataset("noise", ArrayPictures(pictures), np.zeros(30, np.int64), ("noise",), np.arange(3))
    model = Model(nn.Sequential(conv), InputContract(1, 12, 12), (), "diagonal")
    best = find_strongest(model, data, "0", count=1)
    assert best.pictures.tolist() == [[17]] and best.places.tolist() == [[[4, 5]]]
    view = top_patches(model, data, "0", count=1)
    np.testing.assert_allclose(view.array[0, ::16, ::16, 0], np.eye(3))
    assert view.captions == ("0: 3 … 3",) and "of 30 pictures of noise" in view.sentence


def test_one_unit_shows_its_patches_and_their_pictures(model: Model, digits: Dataset) -> None:
    """Four patches with their activations, four pictures with number and class, in two rows."""
    best = find_strongest(model, digits, "conv2", count=4)
    view = top_patches(model, digits, "conv2", unit=5, count=4)
    assert len(view.array) == 8 and view.columns == 4 and view.layer == "conv2, unit 5"
    assert view.captions[0] == f"{best.values[5, 0]:.3g}"
    first = int(best.pictures[5, 0])
    assert view.captions[4] == f"{first}: {digits.classes[digits.labels[first]]}"


def test_units_beyond_the_page_are_counted() -> None:
    """48 of 64."""
    pictures = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), dtype=np.uint8)
    data = Dataset("noise", ArrayPictures(pictures), np.zeros(4, np.int64), ("noise",), np.arange(1))
    model = Model(nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU()), InputContract(3, 32, 32), (), "wide")
    view = top_patches(model, data, "0", count=2)
    assert len(view.array) == 48 and view.hidden == 16


def test_a_unit_that_never_answers_is_said_to_be_so() -> None:
    """A ReLU behind a bias of -10."""
    conv = nn.Conv2d(1, 2, 3)
    with torch.no_grad():
        conv.bias.copy_(torch.tensor([-10.0, 1.0]))  # type: ignore[union-attr]
    pictures = np.random.default_rng(0).integers(0, 256, (4, 8, 8, 1), dtype=np.uint8)
    data = Dataset("noise", ArrayPictures(pictures), np.zeros(4, np.int64), ("noise",), np.arange(1))
    model = Model(nn.Sequential(conv, nn.ReLU()), InputContract(1, 8, 8), (), "dead")
    assert top_patches(model, data, "1", count=2).captions[0] == "0: never active"


@pytest.mark.parametrize("channels", [1, 3, 4, 6])
def test_pictures_of_any_channels_are_shown(channels: int) -> None:
    """Three in colour, of others the first."""
    pictures = np.random.default_rng(0).integers(0, 256, (5, 10, 12, channels), dtype=np.uint8)
    data = Dataset("noise", ArrayPictures(pictures), np.zeros(5, np.int64), ("noise",), np.arange(1))
    model = Model(nn.Sequential(nn.Conv2d(channels, 3, 3)), InputContract(channels, 10, 12), (), "net")
    view = top_patches(model, data, "0", unit=1, count=2)
    row, column = find_strongest(model, data, "0", count=2).places[1, 0]
    shown = pictures[find_strongest(model, data, "0", count=2).pictures[1, 0]][row : row + 3, column : column + 3]
    expected = shown if channels == 3 else shown[..., :1].repeat(3, axis=2)
    np.testing.assert_allclose(view.array[0, 32::64, 32::64], expected / 255)


def test_what_cannot_be_shown_is_told(model: Model, digits: Dataset) -> None:
    """A unit or a layer there is not; a layer of whose units nobody knows what they see."""
    with pytest.raises(ConvscopeError, match="units are 0 … 15"):
        top_patches(model, digits, "conv2", unit=16)
    with pytest.raises(UnknownName, match="conv2"):
        top_patches(model, digits, "conf2")
    attention = Model(
        nn.Sequential(nn.Flatten(2), nn.TransformerEncoderLayer(64, 2, 8, batch_first=True)),
        InputContract(1, 8, 8), (), "attention",
    )  # fmt: skip
    with pytest.raises(ConvscopeError, match="not known"):
        top_patches(attention, digits, trace(attention.module, (1, 8, 8)).layers[-1].name)
