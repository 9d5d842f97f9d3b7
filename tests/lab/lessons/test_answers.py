"""What figures ask."""

from typing import Any

import numpy as np
import pytest

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.lab.lessons.answers import answer
from convscope.lab.lessons.figures import figure

CHAIN = figure("sizes", "input=3,224,224\nlayers=conv 96 11/4, max 3/2")


@pytest.fixture(scope="module")
def opened() -> Opened:
    return Opened("lenet5:mnist", cs.load("lenet5:mnist"))


def test_a_table_is_the_networks(opened: Opened) -> None:
    """LeNet-5's 61,706 parameters; with the reader's own network, that one's command."""
    asked = figure("table", "network=allconv")
    own = answer(opened, asked, {"what": "table", "own": True})
    assert own["totals"]["parameters"] == "61,706" and own["spelling"] == "lenet5:mnist"
    assert own["same"]["command"].startswith("convscope check lenet5:mnist")
    told = answer(opened, asked, {"what": "table"})
    assert told["totals"]["parameters"] == f"{cs.trace(cs.load('allconv').module, (3, 32, 32)).parameters:,}"
    assert answer(opened, figure("table", "network=yours"), {"what": "table"})["rows"] == own["rows"]


def test_a_chain_is_traced_at_the_size_that_is_asked(opened: Opened) -> None:
    """One too small names the layer; its Python is the chain's own."""
    told = answer(opened, CHAIN, {"what": "steps", "size": [227, 227]})
    assert [one["size"] for one in told["steps"]] == [[55, 55], [27, 27]] and told["own"] == [224, 224]
    assert "nn.Conv2d(3, 96" in told["same"]["python"] and "chain.py:network" in told["same"]["command"]
    assert answer(opened, CHAIN, {"what": "steps", "size": [12, 12]})["fails"]["layer"] == "pool1"
    sizes = answer(opened, CHAIN, {"what": "sizes", "size": [224, 224], "lengths": [224, 227]})["found"]
    assert [fit["divides"] for _, fit in sizes] == [False, True]


def test_a_field_is_a_layers(opened: Opened) -> None:
    """19 × 19 pixels for a unit of AlexNet's first pool; a photograph lies under it."""
    assert answer(opened, CHAIN, {"what": "layers"})["layers"] == ["conv1", "pool1"]
    pooled = figure("field", "input=1,8,8&layers=conv 2 3, global")
    assert answer(opened, pooled, {"what": "layers"})["layers"] == ["conv1"]
    assert answer(opened, CHAIN, {"what": "layer", "layer": "pool1"})["receptive_field"] == [19, 19]
    assert answer(opened, CHAIN, {"what": "coverage", "layer": "pool1"})["rows"] == [219, 220, 221, 222, 223]
    assert answer(opened, CHAIN, {"what": "picture"})["png"].startswith("data:image/png")


def test_pictures_are_asked_for_by_size_or_place(opened: Opened) -> None:
    """A patch's own place has the normalised response 1."""
    assert answer(opened, figure("squares", ""), {"what": "squares", "side": 32})["side"] == 32
    told = answer(opened, figure("responses", ""), {"what": "responses", "place": [96, 160]})
    assert (told["place"], told["maps"][2]["peak"]) == ([96, 160], [96, 160])
    assert np.prod([told["down"], told["across"]]) == (told["height"] - 8) * (told["width"] - 8)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"what": "secret"},
        {"what": "squares"},
        {"what": "squares", "side": 9999},
        {"what": "squares", "side": 8, "picture": "0"},
        {"what": "responses", "place": [1]},
        {"what": "layer", "layer": "fc9"},
        {"what": "steps", "size": [1, 2, 3]},
    ],
)
def test_a_wrong_question_is_told(opened: Opened, values: dict[str, Any]) -> None:
    """And one that is not this figure's."""
    with pytest.raises(ConvscopeError):
        answer(opened, CHAIN, values)
    with pytest.raises(ConvscopeError):
        answer(opened, figure("squares", ""), {"what": "steps"})
