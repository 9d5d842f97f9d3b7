"""The last layer with a map before an answer."""

import pytest
from torch import Tensor, nn
from torch.nn import functional as F

from convscope.loading import load
from convscope.look.last_map import last_map
from convscope.network import trace


@pytest.mark.parametrize(
    ("spelling", "shape", "name"),
    [
        ("lenet5", (1, 32, 32), "pool2"),
        ("torchvision:resnet18", (3, 64, 64), "layer4.1.relu:2"),
        ("torchvision:mobilenet_v3_small", (3, 64, 64), "features.12.2"),
        ("allconv", (3, 32, 32), "conv9"),
    ],
)
def test_the_layer_is_the_last_with_a_map(spelling: str, shape: tuple[int, ...], name: str) -> None:
    """Before a global pool or a flattening."""
    module = load(spelling).module
    network = trace(module, shape)
    found = last_map(network)
    assert found.name == name
    behind = [layer for layer in network.layers[found.index + 1 :] if len(layer.output_shape) == 4]
    assert all(layer.output_shape[2:] == (1, 1) for layer in behind)


class Dense(nn.Module):
    """Features, a convolution with a class a unit, enlarged and made shares."""

    def __init__(self) -> None:
        super().__init__()
        self.features, self.classes = nn.Conv2d(3, 4, 3, stride=2), nn.Conv2d(4, 2, 1)

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        scores = self.classes(F.relu(self.features(images)))
        return {"out": F.interpolate(scores, images.shape[2:]).softmax(1)}


def test_of_an_answer_that_is_a_map_it_lies_before_the_convolution_that_makes_it() -> None:
    """Not the enlarging, nor the classes' own maps."""
    assert last_map(trace(Dense(), (3, 16, 16))).name == "relu"
