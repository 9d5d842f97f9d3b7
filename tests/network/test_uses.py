"""How often positions are used."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.lint import check
from convscope.network import trace
from convscope.network.uses import Uses, layer_coverage, network_coverage


def ones(module: nn.Module) -> nn.Module:
    """Set every weight to 1 and every bias to 0."""
    for name, parameter in module.named_parameters():
        nn.init.constant_(parameter, float(not name.endswith("bias")))
    return module.double()


@pytest.mark.parametrize(
    ("module", "shape"),
    [
        (nn.Conv2d(1, 1, 3), (1, 5, 5)),
        (nn.Conv2d(1, 1, (3, 5), stride=(3, 2), padding=(1, 0), dilation=(2, 1)), (1, 12, 13)),
        (nn.ConvTranspose2d(1, 1, 4, stride=3, padding=2), (1, 4, 5)),
        (nn.Conv1d(1, 1, 9, stride=4), (1, 30)),
        (nn.Conv3d(1, 1, 3, stride=2, padding=1), (1, 4, 5, 6)),
    ],
)
def test_it_is_the_gradient_of_a_layer_of_ones(module: nn.Module, shape: tuple[int, ...]) -> None:
    """Each position's count is what the sum of the output grows by with it."""
    image = torch.zeros((1, *shape), dtype=torch.float64, requires_grad=True)
    ones(module)(image).sum().backward()
    assert image.grad is not None
    network = trace(module, shape)
    np.testing.assert_array_equal(layer_coverage(network, network.layers[0].name), image.grad[0, 0].numpy())


def test_the_corner_of_five_by_five_enters_one_product_and_the_middle_nine() -> None:
    """With padding 1 the corner enters 4, with full padding 9 as all do (row 13 of the claims)."""
    uses = [
        Uses.of(layer_coverage(trace(nn.Conv2d(1, 1, 3, padding=padding), (1, 5, 5)), "conv2d")) for padding in range(3)
    ]
    assert [(one.corner, one.middle, one.least, one.most) for one in uses] == [(1, 9, 1, 9), (4, 9, 4, 9), (9, 9, 9, 9)]


def test_layers_without_windows_are_read_along_the_maps_axes() -> None:
    """A resize, an adaptive pool whose windows overlap, and what is done number by number."""
    module = nn.Sequential(nn.ReLU(), nn.Upsample(scale_factor=2), nn.AdaptiveAvgPool2d(3))
    network = trace(module, (1, 4, 4))
    assert [np.unique(layer_coverage(network, name)).tolist() for name in "012"] == [[1], [4], [1, 2, 4]]


def test_what_reads_no_map_is_told(wired: Callable[..., nn.Module]) -> None:
    """Flat numbers, places in channels, and maps too large to count."""
    network = trace(nn.Sequential(nn.Flatten(), nn.Linear(16, 2)), (1, 4, 4))
    with pytest.raises(ConvscopeError, match="reads no map"):
        layer_coverage(network, "1")
    long = trace(nn.Conv1d(1, 1, 3), (1, 10**9))
    for count in (layer_coverage, network_coverage):
        with pytest.raises(ConvscopeError, match="too large to count"):
            count(long, "conv1d")


def test_an_empty_map_is_told(wired: Callable[..., nn.Module]) -> None:
    """Nothing of it is used: neither counts nor a unit."""
    network = trace(wired(lambda self, x: x[:, :, 8:] + 1), (1, 8, 8))
    assert {"the map that add takes is empty", "the map of add is empty"} <= set(network.explain("add").unknown)
    small = check(nn.Sequential(nn.Conv2d(1, 4, 3), nn.Conv2d(4, 8, 5)), (1, 4, 4)).network  # the second has no output
    told = small.explain("1")
    assert told.output_size == ("(2 − 5)/1 + 1 = -2",) * 2 and told.unknown == ("the map of 1 is empty",)


def test_the_networks_are_those_of_the_exact_module() -> None:
    """Two 3 × 3 convolutions on a line: 1 2 3 times 1 2 3 …, as a triangle of triangles."""
    network = trace(nn.Sequential(nn.Conv1d(1, 1, 3), nn.Conv1d(1, 1, 3)), (1, 7))
    assert network_coverage(network, "1").tolist() == [1, 3, 6, 7, 6, 3, 1]
