"""One layer explained."""

import json
from collections.abc import Callable

import pytest
from torch import nn

from convscope.arithmetic import Unread
from convscope.errors import ConvscopeError, UnknownName
from convscope.models import build
from convscope.network import trace
from convscope.network.explain import Explanation


@pytest.mark.parametrize("name", ["lenet5", "resnet20", "torchvision:swin_t", "torchvision:vit_b_16"])
def test_every_layer_of_a_network_can_be_explained(name: str) -> None:
    """Convolutions, activations, sums, reshapes, fully connected ones, attention: in words, HTML and JSON."""
    built = build(name)
    network = trace(built.module, built.shape(None))
    for layer in network.layers if len(network) < 120 else network.layers[:: len(network) // 60]:
        explanation = network.explain(layer.name)
        assert str(explanation).startswith(f"{layer.name} · {layer.operator}")
        assert "<pre>" in explanation._repr_html_()
        assert json.loads(json.dumps(explanation.as_dict()))["name"] == layer.name


def test_a_units_pixels_are_those_of_the_exact_set() -> None:
    """Three dilated layers touch 49 of 13 × 13, and at the corner fewer."""
    module = nn.Sequential(*(nn.Conv2d(1, 1, 3, dilation=2, padding=2) for _ in range(3)))
    network = trace(module, (1, 32, 32))
    middle, corner = network.explain("2").unit, network.explain("2", (0, 0)).unit
    assert middle is not None and corner is not None
    assert (middle.place, middle.pixels, middle.bounds, middle.holes) == ((16, 16), 49, ((10, 22), (10, 22)), 120)
    assert (corner.pixels, corner.bounds) == (16, ((0, 6), (0, 6)))


def test_what_this_layer_leaves_and_what_no_layer_reads_are_two_things(wired: Callable[..., nn.Module]) -> None:
    """A strided shortcut leaves rows that the branch beside it reads; a lone stride of 3 loses one."""
    both = wired(
        lambda net, x: net.shortcut(x) + net.branch(x),
        shortcut=nn.Conv2d(1, 2, 1, stride=2), branch=nn.Conv2d(1, 2, 3, stride=2, padding=1),
    )  # fmt: skip
    shortcut = trace(both, (1, 4, 4)).explain("shortcut")
    assert shortcut.unread == (Unread(2, (1, 3), 3),) * 2 and shortcut.lost == ""
    assert trace(nn.Conv2d(1, 1, 3, stride=3), (1, 7, 7)).explain("conv2d").lost == "row 6 and column 6"


def test_the_three_ways_of_connecting() -> None:
    """Fully and locally connected from the same map to the same map, and convolutional, as the course compares them."""
    sharing = trace(nn.Conv2d(3, 10, 5, padding=2), (3, 32, 32)).explain("conv2d").sharing
    assert sharing is not None
    ways = (sharing.fully_connected, sharing.locally_connected, sharing.convolutional)
    assert [cost.parameters for cost in ways] == [31_467_520, 778_240, 760]
    grouped = trace(nn.Conv2d(4, 4, 3, groups=4, bias=False), (4, 5, 5)).explain("conv2d").sharing
    assert grouped is not None and grouped.convolutional.parameters == 36
    for module in (nn.ReLU(), nn.MaxPool2d(2), nn.ConvTranspose2d(4, 1, 2)):
        network = trace(module, (4, 6, 6))
        assert network.explain(network.layers[0].name).sharing is None


def test_a_name_or_a_unit_there_is_not_is_told() -> None:
    """With the nearest name, and the sizes there are."""
    network = trace(build("lenet5").module, (1, 32, 32))
    with pytest.raises(UnknownName, match="did you mean 'conv2'"):
        network.explain("conv3")
    with pytest.raises(UnknownName, match=r"holds several: layer1\.0\.conv1, layer1\.0\.bn1"):
        trace(build("torchvision:resnet18").module, (3, 64, 64)).explain("layer1.0")
    for unit in ((28, 0), (-1, 0), (1,), (1, 2, 3)):
        with pytest.raises(ConvscopeError, match="came"):
            network.explain("conv1", unit)


def test_what_is_not_known_is_said_and_the_rest_is_there(wired: Callable[..., nn.Module]) -> None:
    """Sorted places, a network of a thousand million positions."""
    odd = wired(lambda net, x: net.last(x.sort(-1)[0]), last=nn.Conv2d(1, 1, 3))
    explanation = trace(odd, (1, 8, 8)).explain("last")
    assert explanation.parameters == "1 · (1·3·3 + 1) = 10"
    assert "receptive field  unknown: sort" in str(explanation)
    long = trace(nn.Conv1d(1, 4, 9, stride=4), (1, 10**9)).explain("conv1d")
    assert long.unit is None and long.lost == "positions 999999997, 999999998, 999999999"
    assert "too large to count" in long.unknown[0]


def test_its_json_names_everything() -> None:
    """Plain values, null where there is no such thing."""
    values = trace(nn.Conv2d(1, 2, 3), (1, 5, 5)).explain("conv2d").as_dict()
    assert values["uses"] == {"least": 1, "most": 9, "corner": 1, "middle": 9}
    assert values["unit"] == {"place": (1, 1), "pixels": 9, "of": 25, "bounds": [[1, 3], [1, 3]]}
    assert values["centre"] == [1.0, 1.0] and values["lost"] is None
    assert isinstance(trace(nn.ReLU(), (1, 5, 5)).explain("relu"), Explanation)
