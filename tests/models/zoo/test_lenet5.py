"""LeNet-5: the paper's sizes, layer by layer."""

import torch

from convscope.models.zoo.lenet5 import LeNet5
from convscope.network import trace


def test_maps_have_the_papers_sizes() -> None:
    """C1 is 6@28×28, S2 6@14×14, C3 16@10×10, S4 16@5×5, then 120, 84 and 10 units (LeCun et al. 1998, figure 2)."""
    network = trace(LeNet5(), (1, 32, 32))
    assert [network[name].output_shape[1:] for name in ("conv1", "pool1", "conv2", "pool2", "fc1", "fc2", "fc3")] == [
        (6, 28, 28),
        (6, 14, 14),
        (16, 10, 10),
        (16, 5, 5),
        (120,),
        (84,),
        (10,),
    ]


def test_parameters_by_hand() -> None:
    """156 + 2,416 in the convolutions, 48,120 + 10,164 + 850 behind them."""
    network = trace(LeNet5(), (1, 32, 32))
    assert [network[name].parameters for name in ("conv1", "conv2", "fc1", "fc2", "fc3")] == [
        156,
        2_416,
        48_120,
        10_164,
        850,
    ]


def test_macs_by_hand() -> None:
    """28·28·6·25 + 10·10·16·6·25 + 400·120 + 120·84 + 84·10 = 416,520."""
    assert trace(LeNet5(), (1, 32, 32)).macs == 117_600 + 240_000 + 48_000 + 10_080 + 840


def test_fields_by_hand() -> None:
    """A unit of C1 sees 5×5, of S2 6×6, of C3 14×14, of S4 16×16, at strides 1, 2, 2, 4."""
    network = trace(LeNet5(), (1, 32, 32))
    seen = [
        (network[name].receptive_field, network[name].effective_stride) for name in ("conv1", "pool1", "conv2", "pool2")
    ]
    assert seen == [((5, 5), (1, 1)), ((6, 6), (2, 2)), ((14, 14), (2, 2)), ((16, 16), (4, 4))]


def test_channels_and_classes_can_be_others() -> None:
    """A colour LeNet of 7 classes takes 3 channels and gives 7 scores."""
    with torch.no_grad():
        assert LeNet5(channels=3, classes=7)(torch.zeros(2, 3, 32, 32)).shape == (2, 7)
