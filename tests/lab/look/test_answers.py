"""What the page Look is told."""

from typing import Any

import pytest

from convscope import lab, load
from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.look import answers
from convscope.lab.look.kept import run_of
from convscope.network import watch


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


def test_the_digit_to_begin_with_is_a_three(opened: lab.Opened) -> None:
    """Every layer is a column, and the answer has ten bars."""
    found = answers.look(opened, {"layers": "all"})
    best = max(found["answer"]["rows"], key=lambda row: row["share"])
    assert best["name"] == "3" and len(found["columns"]) == found["all"] == 12


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
