"""Signals back to pixels, by hand."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.look.projected import projected, question
from convscope.model import Model
from convscope.picture import InputContract


class Pooled(nn.Module):
    """One 1 × 1 kernel of -2 and a bias, a functional ReLU, a max pool, a sum with weights 1 and -3."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.sum = nn.Conv2d(1, 1, 1), nn.Linear(2, 1, bias=False)
        with torch.no_grad():
            self.conv.weight.fill_(-2)
            self.conv.bias.fill_(2)  # type: ignore[union-attr]
            self.sum.weight.copy_(torch.tensor([[1.0, -3.0]]))

    def forward(self, images: Tensor) -> Tensor:
        answer: Tensor = self.sum(F.max_pool2d(F.relu(self.conv(images)), 2).flatten(1))
        return answer


MODEL = Model(Pooled(), InputContract(1, 2, 4), ("only",), "pooled")
PICTURE = np.array([[0, 255, 102, 255], [255, 51, 255, 204]], np.uint8)[..., None]  # 0, 1, .4, 1 / 1, .2, 1, .8


def test_each_rule_by_hand() -> None:
    """Switches at the darkest pixel of each half; what comes back through the second weight is negative."""
    asking = question(MODEL, PICTURE)
    (signal,) = projected(asking, "gradient")
    np.testing.assert_allclose(signal.values_CHW[0], [[-2, 0, 6, 0], [0, 0, 0, 0]])
    (signal,) = projected(asking, "guided")
    np.testing.assert_allclose(signal.values_CHW[0], [[-2, 0, 0, 0], [0, 0, 0, 0]])
    (signal,) = projected(asking, "deconvnet")
    activation: float = 2 - 3 * (2 - 0.8)  # the first half answers 2, the second 1.2
    assert signal.activation == pytest.approx(activation)
    # what starts is negative, so the first weight's signal is rectified away, the second's is -3 times it
    np.testing.assert_allclose(signal.values_CHW[0], [[0, 0, 6.0 * activation, 0.0], [0.0] * 4], rtol=1e-6)


def test_the_strongest_units_of_a_layer_each_send_their_own() -> None:
    """Of several units, each signal is that of its unit asked alone."""
    torch.manual_seed(0)
    model = Model(
        nn.Sequential(nn.Conv2d(1, 20, 3), nn.ReLU(), nn.Conv2d(20, 20, 3)), InputContract(1, 9, 9), (), "net"
    )
    picture = np.random.default_rng(0).integers(0, 256, (9, 9, 1), dtype=np.uint8)
    asking = question(model, picture, "2")
    signals = projected(asking, "deconvnet")
    assert len(signals) == 12
    for signal in signals[:3]:
        (alone,) = projected(question(model, picture, "2", signal.units.unit), "deconvnet")
        np.testing.assert_allclose(alone.values_CHW, signal.values_CHW, rtol=1e-5, atol=1e-7)


def test_what_cannot_be_asked_is_told() -> None:
    """A class and a layer at once, a class there is not, numbers that follow no pixel."""
    with pytest.raises(ConvscopeError, match="a class and a layer came"):
        question(MODEL, PICTURE, "conv", target="only")
    with pytest.raises(UnknownName):
        question(MODEL, PICTURE, target="other")

    class Signed(nn.Module):
        def forward(self, images: Tensor) -> Tensor:
            return (images > 0.5).float().mean((2, 3))

    blind = Model(Signed(), InputContract(1, 2, 4), (), "signed")
    with pytest.raises(ConvscopeError, match="do not follow the pixels"):
        projected(question(blind, PICTURE), "gradient")
