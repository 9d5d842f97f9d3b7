"""The course's experiments as a lesson shows them."""

from typing import Any

import pytest

from convscope.errors import UnknownName
from convscope.lab.lessons import tried as module
from convscope.lab.lessons.figures import EXPERIMENTS
from convscope.lab.lessons.tried import MADE, tried


def test_timing_is_made_and_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of widths; the sentence is the experiment's own; whether it shows is a yes or a no."""
    monkeypatch.setattr(module, "ROUNDS", 2)
    told = tried("channels")
    assert [row[0] for row in told["rows"] if row[0] in ("64", "65")] == ["64", "65"]
    assert all(row[1] > 0 for row in told["rows"]) and told["shows"] in (True, False) and told["verdict"]
    assert tuple(MADE) == EXPERIMENTS
    with pytest.raises(UnknownName):
        tried("other")


@pytest.mark.parametrize(("shuffled", "shows"), [(0.80, True), (0.94, False)])
def test_a_number_that_does_not_support_the_verdict_is_said(shuffled: float, shows: bool) -> None:
    """A linear classifier stays and neighbourhoods are lost, or not."""
    accuracy = {"linear": (0.9, 0.9), "LeNet-5": (0.9, 0.9), "mean of maps": (0.95, shuffled)}
    numbers: dict[str, Any] = {
        "accuracy": {name: {"as they are": one, "shuffled": other} for name, (one, other) in accuracy.items()},
        "change": {name: other - one for name, (one, other) in accuracy.items()},
    }
    told = MADE["shuffled-pixels"][1](numbers)
    assert told["shows"] is shows and told["rows"][2] == ["mean of maps", 0.95, shuffled]


@pytest.mark.parametrize(("places", "shows"), [(0.3, True), (0.9, False)])
def test_what_comes_after_the_pools_decides(places: float, shows: bool) -> None:
    """Every second shift is shown; a fully connected head falls, or not."""

    def curve(last: float) -> dict[str, Any]:
        return {"pixels": [0, 1, 2], "accuracy": [0.95, 0.9, last]}

    numbers = {"networks": {"pooled": curve(0.94), "pooled, fully connected": curve(places)}}
    told = MADE["shift"][1](numbers)
    assert told["columns"] == ["triedShift:0", "triedShift:2"] and told["shows"] is shows


def test_what_pools_save() -> None:
    """Parameters before a fully connected layer, none before a mean."""

    def one(macs: int, parameters: int) -> dict[str, Any]:
        return {"macs": macs, "parameters": parameters, "train": 1.0, "test": 0.95, "gap": 0.05}

    numbers = {
        "networks": {
            "pooled, fully connected": one(1, 10), "not pooled, fully connected": one(9, 90),
            "pooled, mean of maps": one(1, 5), "not pooled, mean of maps": one(9, 5),
        }
    }  # fmt: skip
    told = MADE["pooling"][1](numbers)
    assert told["shows"] and told["rows"][0] == ["pooled, fully connected", 1, 10, 1.0, 0.95, 0.05]
