"""Maps of a network that forgets."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.stats import spearmanr  # type: ignore[import-untyped]
from torch import Tensor, nn

from convscope.data import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.look import forgetting as look_forgetting
from convscope.look.forgetting import forget, owners, rank_correlation, similarity
from convscope.model import Model
from convscope.network.recording import record
from convscope.picture import InputContract


def test_rank_correlation_is_scipys() -> None:
    """Of the magnitudes, ties and all; flat maps have none."""
    generator = np.random.default_rng(0)
    one, other = generator.normal(size=(12, 12)).round(1), generator.normal(size=(12, 12)).round(1)
    assert rank_correlation(one, other) == pytest.approx(spearmanr(np.abs(one).ravel(), np.abs(other).ravel())[0])
    assert np.isnan(rank_correlation(one, np.ones((12, 12))))


def test_similarity_is_one_of_a_map_and_itself_on_any_scale() -> None:
    """And less of others; small maps have none."""
    generator = np.random.default_rng(0)
    one, other = generator.random((16, 16)), generator.random((16, 16))
    assert similarity(one, 7 * one) == pytest.approx(1.0, abs=1e-6)
    assert similarity(one, other) < 0.5
    assert np.isnan(similarity(one[:5], one[:5])) and np.isnan(similarity(one, np.zeros((16, 16))))


def test_layers_forget_from_the_answer_down(model: Model, digits: Dataset) -> None:
    """LeNet-5 in five stages: the answer's layer first, the first convolution last; the model itself keeps all."""
    before = {name: tensor.clone() for name, tensor in model.module.state_dict().items()}
    torch.manual_seed(0)
    view = look_forgetting(model, digits.pictures[3], way="gradient")
    assert [caption.partition("\n")[0] for caption in view.captions] == [
        "trained",
        "fc3",
        "fc2",
        "fc1",
        "conv2",
        "conv1",
    ]
    assert view.array.shape == (6, 32, 32) and view.array.max() == 1
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.module.state_dict().items())


def test_an_edge_detector_is_caught(digits: Dataset) -> None:
    """A way that only looks at the picture stays what it is: input × gradient of a network that sums all pixels."""

    class Sums(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.ones(2))

        def forward(self, x: Tensor) -> Tensor:
            return x.sum((1, 2, 3))[:, None] * self.scale

    torch.manual_seed(0)
    sums = Model(Sums(), InputContract(1, 16, 16), (), "sums")
    view = look_forgetting(sums, digits.pictures[3], way="input-times-gradient", target=0)
    assert "ρ is 1.00: it would look so for a network that has learnt nothing, too" in view.sentence


def test_owners_are_in_the_order_of_use() -> None:
    """A weight held by the network itself and used by a functional call counts as its own."""

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.last, self.weight = nn.Linear(36, 2), nn.Parameter(torch.randn(1, 1, 3, 3))

        def forward(self, x: Tensor) -> Tensor:
            answer: Tensor = self.last(F.conv2d(x, self.weight).flatten(1))
            return answer

    net = Net()
    assert owners(record(net, torch.rand(1, 1, 8, 8)), net) == ["", "last"]
    before, kept = net.weight.clone(), net.last.weight.clone()
    forget(net)
    assert not torch.equal(net.weight, before) and torch.equal(net.last.weight, kept)


def test_what_cannot_be_done_is_told(model: Model, digits: Dataset) -> None:
    """No weights, no stage, no such way."""
    bare = Model(nn.Sequential(nn.AvgPool2d(2), nn.Flatten()), InputContract(1, 8, 8), (), "pool")
    with pytest.raises(ConvscopeError, match="nothing to forget"):
        look_forgetting(bare, digits.pictures[3], way="gradient")
    with pytest.raises(ConvscopeError, match="give at least 1"):
        look_forgetting(model, digits.pictures[3], stages=0)
    with pytest.raises(UnknownName, match="gradient"):
        look_forgetting(model, digits.pictures[3], way="gradien")
