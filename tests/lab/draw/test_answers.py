"""What the page Draw asks of the server."""

import base64
from typing import Any

import numpy as np
import pytest
import torch

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.lab.draw.answers import drawn, opening, shifts, unit
from convscope.lab.draw.kept import MOST
from convscope.lab.shelf import Gone
from convscope.look.shift_response import shift_response
from convscope.model import Model
from convscope.network import watch
from convscope.picture import InputContract


@pytest.fixture(scope="module")
def lenet() -> Opened:
    return Opened("lenet5:mnist", cs.load("lenet5:mnist"))


def question(**some: Any) -> dict[str, Any]:
    pixels = np.zeros((140, 140, 1), np.uint8)
    pixels[20:120, 60:80] = 255
    return {"pixels": base64.b64encode(pixels.tobytes()).decode(), "down": 0, "across": 0, **some}


def test_a_stroke_is_a_one_and_its_units_are_pytorchs(lenet: Opened) -> None:
    """Ten bars; a unit asked with the drawing and alone, by its key; another key is gone."""
    found = drawn(lenet, question(unit=[3, 5, 4, 7]))
    assert max(found["answer"]["rows"], key=lambda row: row["share"])["name"] == "1"
    entered = np.frombuffer(base64.b64decode(found["entered"]["bytes"]), np.uint8).reshape(1, 32, 32, 1)
    _, outputs = watch(lenet.model.module, lenet.model.enter(entered))  # type: ignore[union-attr]
    assert found["unit"]["value"] == float(outputs[3][0, 5, 4, 7])
    assert unit(lenet, {"key": found["key"], "unit": [3, 5, 4, 7]}) == found["unit"]
    with pytest.raises(Gone):
        unit(lenet, {"key": "other", "unit": [0, 0, 0, 0]})
    with pytest.raises(ConvscopeError, match="without a place"):
        unit(lenet, {"key": found["key"], "unit": [3]})


def test_few_drawings_are_kept(lenet: Opened) -> None:
    """The one drawn longest ago makes room."""
    first = drawn(lenet, question())["key"]
    for down in range(1, MOST + 1):
        drawn(lenet, question(down=down))
    with pytest.raises(Gone):
        unit(lenet, {"key": first, "unit": [0, 0, 0, 0]})


def test_the_map_of_shifts_is_the_librarys(lenet: Opened) -> None:
    """The same shares at every shift; it does not matter where the drawing is now."""
    found = shifts(lenet, question(down=5))
    entered = base64.b64decode(drawn(lenet, question())["entered"]["bytes"])
    fitted = np.frombuffer(entered, np.uint8).reshape(32, 32, 1)
    _, share, _ = shift_response(lenet.model, fitted, reach=found["reach"])  # type: ignore[arg-type]
    np.testing.assert_array_equal(np.array(found["shares"]).reshape(share.array.shape), share.array)
    assert found["name"] == "1"


def test_before_the_first_stroke(lenet: Opened) -> None:
    """Digits to begin with, a photograph for colour; what takes no picture says so in one sentence."""
    assert list(opening(lenet, {})["samples"]) == list("0123456789")
    colour = Model(torch.nn.Conv2d(3, 2, 3).eval(), InputContract(3, 16, 16), (), "net")
    assert list(opening(Opened("net", colour), {})["samples"]) == ["photo"]

    class Built:
        module, spelling = torch.nn.Linear(3, 2), "net"

    with pytest.raises(ConvscopeError, match="takes no picture"):
        opening(Opened("net", Built()), {})  # type: ignore[arg-type]
    with pytest.raises(ConvscopeError, match="main or all"):
        drawn(lenet, question(layers="some"))


class Deciding(torch.nn.Module):
    """Takes a way by what it computes, which cannot be traced without numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.first = torch.nn.Conv2d(1, 2, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.first(x)
        if x.mean() > 1e9:
            x = x.relu()
        return x.mean((2, 3))


def test_a_network_that_decides_by_its_numbers_is_watched() -> None:
    """What does not depend on the decision is drawn."""
    model = Model(Deciding().eval(), InputContract(1, 140, 140), (), "net")
    found = drawn(Opened("net", model), question())
    assert found["layers"][0]["name"] == "first" and found["answer"]["count"] == 2
    assert len(found["layers"]) == 2, "the comparison is no layer with axes"
