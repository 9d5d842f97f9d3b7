"""All layers of one run, cut down for drawing."""

import numpy as np
import pytest
import torch
from torch import nn

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.look.tower import MOST_LAYERS, MOST_TILES, cuts, tower
from convscope.model import Model
from convscope.network import watch
from convscope.picture import InputContract


def test_every_number_is_pytorchs() -> None:
    """Of a small network all layers are whole, and each is what the watcher sees."""
    model = cs.load("lenet5:mnist")
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 1), dtype=np.uint8)
    network, outputs = watch(model.module, model.enter(picture[None]))
    found = tower(model, picture, cuts(network))
    assert [cut.layer.name for cut in found.cuts] == [layer.name for layer in network]
    for cut in found.cuts:
        shape = found.values[cut.layer.index].shape
        np.testing.assert_array_equal(found.values[cut.layer.index], outputs[cut.layer.index][0].reshape(shape))
    assert found.value(3, (5, 4, 7)) == float(outputs[3][0, 5, 4, 7])
    np.testing.assert_array_equal(found.answer.numpy(), outputs[-1].numpy())
    with pytest.raises(ConvscopeError, match="no number"):
        found.value(3, (16, 0, 0))


def test_large_layers_are_cut_to_numbers_that_are_there() -> None:
    """The first maps, every so-manieth row and column; a place is counted without the steps."""
    torch.manual_seed(0)
    module = nn.Sequential(nn.Conv2d(3, 40, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(40 * 48 * 48, 3))
    model = Model(module.eval(), InputContract(3, 48, 48), (), "net")
    network = cs.trace(module, (3, 48, 48))
    chosen = cuts(network, most=16_000)
    picture = np.random.default_rng(0).integers(0, 256, (48, 48, 3), dtype=np.uint8)
    found = tower(model, picture, chosen)
    _, outputs = watch(module, model.enter(picture[None]))
    cut = chosen[0]
    assert (cut.tiles, cut.of, cut.step) == (MOST_TILES, 40, 4)
    np.testing.assert_array_equal(found.values[0], outputs[0][0, :MOST_TILES, ::4, ::4])
    assert found.value(0, (3, 8, 20)) == float(outputs[0][0, 3, 8, 20]) and cut.whole((3, 8, 20)) == (0, 3, 8, 20)


def test_of_many_layers_the_main_ones_are_drawn() -> None:
    """Behind its norms and activations each block stays; *all* has all."""
    blocks = [one for _ in range(30) for one in (nn.Conv2d(2, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU())]
    network = cs.trace(nn.Sequential(*blocks), (2, 8, 8))
    names = [cut.layer.operator for cut in cuts(network)]
    assert len(names) == MOST_LAYERS and set(names) == {"relu"}
    assert len(cuts(network, "all")) == 90


class Tokens(nn.Module):
    """Rows of numbers without an axis of channels, and a scalar."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.flatten(2).transpose(1, 2).softmax(2).sum((1, 2))


def test_a_table_is_one_tile() -> None:
    """Tokens by channels, (1, rows, columns); what has no axes is left out."""
    network = cs.trace(Tokens(), (3, 4, 4))
    model = Model(Tokens().eval(), InputContract(3, 4, 4), (), "net")
    found = tower(model, np.zeros((4, 4, 3), np.uint8), cuts(network))
    assert [found.values[cut.layer.index].shape for cut in found.cuts] == [(1, 3, 16), (1, 16, 3), (1, 16, 3)]
