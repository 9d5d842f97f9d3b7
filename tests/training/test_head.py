"""The last layer that has weights."""

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.models import build
from convscope.network import trace
from convscope.training.head import give_outputs, last_layer, linear_head


class Unordered(nn.Module):
    """A network whose classifier is registered first, and another layer last."""

    def __init__(self, *, logarithms: bool = False) -> None:
        super().__init__()
        self.classifier = nn.Linear(4, 3)
        self.conv = nn.Conv2d(1, 4, 3)
        self.logarithms = logarithms

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.classifier(self.conv(images).mean((2, 3)))
        return logits.log_softmax(1) if self.logarithms else logits


def test_the_last_layer_is_the_last_that_runs() -> None:
    """Not the last that was constructed; pooling and dropout after it have no weights."""
    module = Unordered()
    assert last_layer(module, trace(module, (1, 8, 8))) == "classifier"
    for spelling, name in (("torchvision:squeezenet1_0", "classifier.1"), ("timm:resnet18", "fc"), ("nin", "mlp3_2")):
        built = build(spelling, classes=5)
        assert last_layer(built.module, trace(built.module, built.shape(None))) == name


def test_a_head_that_cannot_be_trained_by_itself_is_told() -> None:
    """A convolution, or a layer that something follows; with what to do."""
    module = Unordered()
    assert linear_head(module, trace(module, (1, 8, 8)))[1] is module.classifier
    followed = Unordered(logarithms=True)
    with pytest.raises(ConvscopeError, match=r"log_softmax follows classifier.*head_epochs=0"):
        linear_head(followed, trace(followed, (1, 8, 8)))
    convolution = nn.Sequential(nn.Conv2d(1, 4, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    with pytest.raises(ConvscopeError, match=r"is 0, a Conv2d, not fully connected.*head_epochs=0"):
        linear_head(convolution, trace(convolution, (1, 8, 8)))


def test_outputs_for_other_classes() -> None:
    """Of a linear layer and a 1 × 1 convolution, with a bias where there was one; of no other layer."""
    module = nn.Sequential(nn.Conv2d(1, 4, 1, bias=False), nn.Flatten(), nn.Linear(4, 9))
    give_outputs(module, "0", 2)
    give_outputs(module, "2", 3)
    assert isinstance(module[0], nn.Conv2d) and module[0].weight.shape == (2, 1, 1, 1) and module[0].bias is None
    assert module[2].weight.shape == (3, 4) and torch.is_tensor(module[2].bias)
    with pytest.raises(ConvscopeError, match="1, a Flatten: it cannot be replaced by one with 2 outputs"):
        give_outputs(module, "1", 2)
