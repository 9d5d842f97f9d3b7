"""The frozen description: totals, look-ups and plain values."""

import dataclasses
import json

import pytest
from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.network import Network, trace
from convscope.network.description import last_named


@pytest.fixture
def network() -> Network:
    """8×8 → 2 maps of 6×6, ReLU in place, 2 of 3×3, 3 numbers."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 3))
    return trace(module, (1, 8, 8), target="small")


def test_the_pixels_of_a_unit_are_a_mask_of_the_picture(network: Network) -> None:
    """A pooled unit reads 4 × 4 of them; a place that is none is told."""
    mask = network.pixels("2", (0, 1))
    assert mask.shape == (8, 8) and mask[:4, 2:6].all() and mask.sum() == 16
    with pytest.raises(UnknownName):
        network.pixels("9")
    with pytest.raises(ConvscopeError):
        network.pixels("2", (3, 0))


def test_totals_by_hand(network: Network) -> None:
    """20 + 57 parameters, 36·2·9 + 54 MACs, and (72 + 18 + 3)·4 bytes, the in-place ReLU and the view taking none."""
    assert (network.parameters, network.macs, network.activation_bytes) == (77, 702, 372)


def test_a_layer_is_found_by_name(network: Network) -> None:
    """Layers are looked up by name; one that is not there is answered with the network's name and the known ones."""
    assert network["4"].operator == "linear"
    with pytest.raises(UnknownName, match="layer of small 'fc' is not known; known: 0, 1, 2, 3, 4"):
        network["fc"]


def test_a_block_is_named_for_its_last_layer() -> None:
    """A layer's own name comes first; what is no block's either gets the nearest of both."""
    block = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.ReLU())
    named = nn.ModuleDict({"stem": nn.Conv2d(1, 1, 3), "body": block})
    network = trace(nn.Sequential(*named.values()), (1, 8, 8), target="small")
    assert [network.last_of(name).name for name in ("0", "1", "1.0")] == ["0", "1.2", "1.0"]
    with pytest.raises(UnknownName, match=r"layer of small '1\.9' is not known; did you mean '1\.2'"):
        network.last_of("1.9")
    with pytest.raises(UnknownName, match="did you mean 'body'"):
        last_named("boddy", ["stem", "body.conv", "body.relu"], of="layer")
    assert last_named("body", ["stem", "body.conv", "body.relu", "bodywork.relu"], of="layer") == "body.relu"


def test_consumers_follow_the_edges(network: Network) -> None:
    """The input is read by layer 0, layer 0 by layer 1, the last by none."""
    assert [layer.name for layer in network.consumers(-1)] == ["0"]
    assert [layer.name for layer in network.consumers(0)] == ["1"]
    assert network.consumers(4) == ()


def test_plain_values_survive_json(network: Network) -> None:
    """as_dict is plain: JSON gives it back unchanged, with version, totals and a row a layer."""
    plain = network.as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert (plain["version"], plain["input"], plain["macs"], len(plain["layers"])) == (1, [1, 8, 8], 702, 5)
    assert plain["layers"][2] == {
        "name": "2",
        "operator": "max_pool2d",
        "output_shape": [1, 2, 3, 3],
        "parameters": 0,
        "macs": 0,
        "receptive_field": [4, 4],
        "effective_stride": [2, 2],
        "status": "exact",
        "file": None,
        "line": None,
    }


def test_the_description_is_frozen(network: Network) -> None:
    """Nobody can change a layer by accident."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        network.layers[0].macs = 0  # type: ignore[misc]


def test_spatial_input_is_what_the_windows_slide_over(network: Network) -> None:
    """The convolution slides over 8×8, the pool over 6×6, the fully connected layer over nothing."""
    assert [network[name].spatial_input for name in ("0", "2", "4")] == [(8, 8), (6, 6), ()]


def test_a_place_is_file_and_line_or_empty(network: Network) -> None:
    """A layer nobody knows the place of has an empty one; otherwise it is file:line."""
    layer = network.layers[0]
    assert layer.place == ""
    assert dataclasses.replace(layer, file="net.py", line=7).place == "net.py:7"


def test_a_network_counts_and_prints_its_layers(network: Network) -> None:
    """len is the number of layers, iteration gives them, and str is the table."""
    assert len(network) == 5
    assert [layer.index for layer in network] == [0, 1, 2, 3, 4]
    assert str(network) == network.table()
