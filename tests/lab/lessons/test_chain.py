"""A network written in a lesson, beside PyTorch's own."""

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.lab.lessons.chain import MOST_LAYERS, chain, source

ALEXNET = (
    "conv 96 11/4, max 3/2, conv 256 5+2 g2, max 3/2, conv 384 3+1, relu, up 8 3/2, mean 2, global, flatten, linear 10"
)


def test_every_step_is_the_layer_that_it_says() -> None:
    """Pools do not overlap unless a stride is given."""
    network = chain(ALEXNET, (3, 227, 227))
    said = dict(network.named_children())
    wanted = {
        "conv1": nn.Conv2d(3, 96, 11, stride=4),
        "pool1": nn.MaxPool2d((3, 3), 2),
        "conv2": nn.Conv2d(96, 256, 5, padding=2, groups=2),
        "up1": nn.ConvTranspose2d(384, 8, 3, stride=2),
        "pool3": nn.AvgPool2d((2, 2), (2, 2), padding=0),
        "mean1": nn.AdaptiveAvgPool2d(1),
        "fc1": nn.Linear(8, 10),
    }
    assert {name: str(said[name]) for name in wanted} == {name: str(module) for name, module in wanted.items()}
    assert network(torch.empty(1, 3, 227, 227, device="meta")).shape == (1, 10)


def test_its_python_makes_the_same_network() -> None:
    """Run, it has the same layers."""
    network = chain(ALEXNET, (3, 227, 227))
    made: dict[str, object] = {}
    exec(source(network), made)
    assert str(made["network"]) == str(network)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "0 layers"),
        (",".join(["relu"] * (MOST_LAYERS + 1)), "65 layers"),
        ("conv 5", "is no layer"),
        ("max 2 3", "is no layer"),
        ("dense 10", "is no layer"),
        ("conv 0 3", "outside 1 to"),
        ("conv 999999999999 3", "outside 1 to"),
        ("conv 8 9", "does not fit 3 × 8 × 8"),
        ("conv 8 3 g2", "cannot be"),
        ("flatten, conv 8 3", "cannot be"),
    ],
)
def test_what_is_no_network_is_told(text: str, told: str) -> None:
    """With how a step is written."""
    with pytest.raises(ConvscopeError, match=told) as caught:
        chain(text, (3, 8, 8))
    assert "write" in caught.value.fix
