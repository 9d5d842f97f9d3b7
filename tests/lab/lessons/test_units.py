"""A layer's maps, a unit's sum and its way back, as a lesson shows them."""

import base64
from typing import Any

import numpy as np
import pytest
import torch

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.lab.lessons.networks import network_of
from convscope.lab.lessons.photograph import photograph
from convscope.lab.lessons.units import seen_unit
from convscope.model import Model
from convscope.network import watch
from convscope.network.exact import receptive_set
from convscope.picture import InputContract

LENET = network_of({"network": "lenet5:mnist"})


def asked(**some: Any) -> dict[str, Any]:
    return seen_unit(LENET, LENET, {"layer": "conv2", "unit": 5, "place": [4, 7], "way": "sum", **some})


def test_the_sum_is_pytorchs() -> None:
    """Products, channel by channel, and the bias add up; the column is every unit at the place."""
    told = asked()
    added = sum(np.dot(one["inputs"], one["weights"]) for one in told["sum"]["channels"])
    assert added + told["sum"]["rest"] + told["sum"]["bias"] == pytest.approx(told["value"], rel=1e-5)
    assert len(told["sum"]["channels"]) == 6 and told["sum"]["others"] == 0
    assert told["column"][5] == pytest.approx(told["value"]) and len(told["column"]) == 16
    assert told["same"]["command"] == (
        "convscope look lenet5:mnist digit.png --method unit-sum --layer conv2 --unit 5 --at 4,7"
    )
    assert "unknown" in asked(layer="relu2")["sum"], "a ReLU is no sum"


def test_deconvnet_is_the_librarys() -> None:
    """The same numbers to half a level; nothing comes from outside the unit's receptive field."""
    told = asked(way="deconvnet")
    back = told["back"]
    levels = np.frombuffer(base64.b64decode(back["bytes"]), np.uint8).reshape(32, 32)
    values = (levels / 127.0 - 1) * back["most"]
    network = cs.trace(LENET.model.module, (1, 32, 32))
    field = receptive_set(network, "conv2", (4, 7))
    assert np.abs(values[~field]).max() < back["most"] / 127 and np.abs(values[field]).max() > 0
    assert back["switches"] and not asked(way="deconvnet", layer="conv1", unit=2, place=[4, 7])["back"]["switches"]


def test_maps_of_a_layer_and_of_others_networks() -> None:
    """The strongest unit by itself; a network without maps, and without pictures, is told."""
    told = seen_unit(LENET, LENET, {"way": "maps"})
    assert told["layer"] == "pool2" and told["maps"]["tiles"] == 16 and told["layers"][0] == "conv1"
    flat = Model(
        torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(192, 2)).eval(), InputContract(3, 8, 8), (), "n"
    )
    with pytest.raises(ConvscopeError, match="has maps"):
        seen_unit(LENET, Opened("n", flat), {"way": "maps"})
    with pytest.raises(ConvscopeError, match="say maps, sum, deconvnet"):
        asked(way="other")
    colour = Model(torch.nn.Conv2d(3, 2, 3).eval(), InputContract(3, 8, 8), (), "n")
    found = seen_unit(LENET, Opened("n", colour), {"way": "sum", "unit": 1, "place": [2, 3]})
    _, outputs = watch(colour.module, colour.enter(colour.fit(photograph())[None]))
    assert found["value"] == pytest.approx(float(outputs[0][0, 1, 2, 3]))
