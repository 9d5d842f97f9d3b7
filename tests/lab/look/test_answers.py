"""What the page Look is told."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch import nn

from convscope import lab, load
from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.look import answers
from convscope.lab.look.kept import Looked, run_of
from convscope.lab.shelf import Shelf
from convscope.model import Model
from convscope.network import watch
from convscope.picture import InputContract


@pytest.fixture(scope="module")
def opened() -> lab.Opened:
    return lab.Opened("lenet5:mnist", load("lenet5:mnist"))


def test_a_unit_is_pytorchs_at_its_strongest_place(opened: lab.Opened) -> None:
    """And "same as" asks the command for the same sum."""
    found = answers.unit(opened, {"layer": 4, "unit": 2})
    model: Any = opened.model
    run = run_of(opened, {})
    _, outputs = watch(model.module, model.enter(run.fitted[None]))
    assert found["value"] == float(outputs[4][0, 2].max()) == float(outputs[4][0, 2][tuple(found["place"])])
    row, column = found["place"]
    command = f"convscope look lenet5:mnist picture.png --method unit-sum --layer conv2 --unit 2 --at {row},{column}"
    assert found["same"]["command"] == command and found["sum"]["name"] == "conv2"


def test_same_as_names_the_picture_to_whoever_may_know(opened: lab.Opened, digit_picture: Path) -> None:
    """The command line's by its path, to others its name alone; an upload is a file to name, whatever was opened."""
    own = replace(opened, picture=digit_picture, looked=Looked(), pictures=Shelf())
    hashed = own.pictures.own(digit_picture)
    for shown in ("", hashed):
        for local, path in ((True, str(digit_picture)), (False, digit_picture.name)):
            one = replace(own, studio=replace(own.studio, local=local))
            told = answers.look(one, {"picture": shown})["same"]
            assert told["command"] == f"convscope look lenet5:mnist {path}" and repr(path) in told["python"]
    other = io.BytesIO()
    Image.new("L", (28, 28), 255).save(other, "PNG")
    upload = own.pictures.put(other.getvalue())
    assert "mnist picture.png" in answers.look(own, {"picture": upload})["same"]["command"]


def test_layers_of_tokens_have_no_column_and_are_counted() -> None:
    """A small transformer's, whose tokens nobody knows the units of; of LeNet-5 nothing is hidden."""
    torch.manual_seed(0)
    tokens = nn.Sequential(
        nn.Conv2d(1, 8, 4, stride=4), nn.Flatten(2), Turned(), nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    )
    found = answers.look(
        lab.Opened("net", Model(tokens.eval(), InputContract(1, 16, 16), (), "net")), {"layers": "all"}
    )
    shown = {one["name"] for one in found["columns"]}
    assert "0" in shown and found["hidden"] > found["all"] / 2 and len(shown) <= found["all"] - found["hidden"]


class Turned(nn.Module):
    """Puts tokens before channels, as transformers have them."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.transpose(1, 2)


def test_the_digit_to_begin_with_is_a_three(opened: lab.Opened) -> None:
    """Every layer is a column, and the answer has ten bars."""
    found = answers.look(opened, {"layers": "all"})
    best = max(found["answer"]["rows"], key=lambda row: row["share"])
    assert best["name"] == "3" and len(found["columns"]) == found["all"] == 12 and found["hidden"] == 0


@pytest.mark.parametrize(
    ("ask", "values", "told"),
    [
        (answers.look, {"layers": "x"}, "layers x came; give main or all"),
        (answers.layer, {"layer": 99, "page": 0}, "there is no layer 99; the last one is 11"),
        (answers.layer, {"layer": 0, "page": 7}, "conv1 has no page 8; it has 1"),
        (answers.unit, {"layer": 0, "unit": 6}, "conv1 has no unit 6; its units are 0 … 5"),
        (answers.unit, {"layer": 0, "unit": 0, "place": [99, 0]}, "conv1 has no place"),
    ],
)
def test_what_there_is_not_is_told(opened: lab.Opened, ask: Any, values: dict[str, Any], told: str) -> None:
    with pytest.raises(ConvscopeError, match=told):
        ask(opened, values)


def test_a_way_there_is_not_begins_nothing(opened: lab.Opened) -> None:
    with pytest.raises(UnknownName, match="deconvnet"):
        answers.beside(opened, {"way": "x", "layer": 0, "unit": 0})
    assert answers.beside_state(opened, {})["work"] is None
