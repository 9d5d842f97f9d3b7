"""The course's experiments as a lesson shows them."""

import json
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import UnknownName
from convscope.experiments import channels
from convscope.lab.lessons.figures import EXPERIMENTS
from convscope.lab.lessons.tried import LAID, found_in, tried
from convscope.training import Setup


def test_timing_is_laid_out() -> None:
    """Rows of widths of what the command's JSON has; the sentence and its facts are the experiment's own."""
    heard: list[tuple[int, int]] = []
    outcome = channels(setup=Setup(threads=1), rounds=2, progress=lambda *count: heard.append(count))
    assert heard == [(1, 4), (2, 4), (3, 4), (4, 4)]
    told = found_in("channels", json.loads(json.dumps(outcome.as_dict())))
    assert [row[0] for row in told["rows"] if row[0] in ("64", "65")] == ["64", "65"]
    assert all(row[1] > 0 for row in told["rows"]) and told["shows"] in (True, False)
    busy = {
        **outcome.as_dict(),
        "said": {"name": "too_busy"},
        "numbers": {**outcome.numbers, "others_to_multiples_of_8": 2},
    }
    assert not found_in("channels", busy)["shows"]
    assert told["verdict"] == outcome.verdict and told["said"]["name"] in ("on_this_machine", "too_busy")


def test_it_is_the_command_that_the_drawer_shows(tmp_path: Path) -> None:
    """But for where its picture goes; on few digits, where it trains; it is as far as trainings are done, or rounds."""
    for name in EXPERIMENTS:
        subject = tried(name)
        shown, run = subject.verb.command(), subject.verb_in(tmp_path).command()
        few = "" if name == "channels" else " --pictures 600"
        assert shown == f"convscope experiment {name}{few}" and run == f"{shown} --save {tmp_path}/{name}.png"
    assert subject.counted({"trained": {"done": 2, "total": 8}}) == (2, 8) and subject.counted({}) is None
    assert subject.counted({"counted": {"done": 1, "total": 26}}) == (1, 26)
    assert tuple(LAID) == EXPERIMENTS
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
    told = LAID["shuffled-pixels"](numbers)
    assert told["shows"] is shows and told["rows"][2] == ["mean of maps", 0.95, shuffled]


@pytest.mark.parametrize(("places", "shows"), [(0.3, True), (0.9, False)])
def test_what_comes_after_the_pools_decides(places: float, shows: bool) -> None:
    """Every second shift is shown; a fully connected head falls, or not."""

    def curve(last: float) -> dict[str, Any]:
        return {"pixels": [0, 1, 2], "accuracy": [0.95, 0.9, last]}

    numbers = {"networks": {"pooled": curve(0.94), "pooled, fully connected": curve(places)}}
    told = LAID["shift"](numbers)
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
    told = LAID["pooling"](numbers)
    assert told["shows"] and told["rows"][0] == ["pooled, fully connected", 1, 10, 1.0, 0.95, 0.05]
