"""Claims 8, 23, 24 and 35 tried in the page: the course's experiments on scikit-learn's digits, few of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from convscope.errors import UnknownName
from convscope.lab.lessons.tries import Events, Subject
from convscope.verbs.experiment import TIMED, Experiment

PICTURES = 600  # learnt from, a third as many tested: a lesson is not to wait for minutes
UNTOLD = ("too_busy", "no_shift", "no_shuffle")  # sentences that say themselves that nothing was shown
CLEAR = 0.05  # what two shares differ by at least, of 200 pictures, to be told apart
Numbers = Mapping[str, Any]


def tried(name: str) -> Subject:
    """Make an experiment by the command; find its numbers as columns and rows, whether they show the verdict, and it.

    ``columns`` are keys of the page's texts; a row is a name and a number or a share a column, ``percent`` saying which
    are shares. Raises `UnknownName` for an experiment that no lesson has.
    """
    if name not in LAID:
        raise UnknownName("experiment", name[:40], list(LAID))
    said: dict[str, Any] = {"experiment": name} if name == TIMED else {"experiment": name, "pictures": PICTURES}
    return Subject(
        name, Experiment(**said), lambda folder: Experiment(**said, save=str(folder / f"{name}.png")),
        lambda _, result: found_in(name, result), _counted,
    )  # fmt: skip


def found_in(name: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """Lay out what the command gave."""
    numbers, laid = result["numbers"], LAID[name](result["numbers"])
    return {
        **laid, "shows": laid["shows"] and result["said"]["name"] not in UNTOLD, "verdict": result["verdict"],
        "said": result["said"], "pictures": PICTURES, "tested": numbers.get("tested"),
    }  # fmt: skip


def _counted(events: Events) -> tuple[int, int] | None:
    """Trainings that are done, or rounds of timing."""
    last = events.get("trained") or events.get("counted")
    return None if last is None else (last["done"], last["total"])


def _shuffled(numbers: Numbers) -> dict[str, Any]:
    """Linear stays, both networks of convolutions or the one that knows no place fall."""
    found = numbers["accuracy"]
    rows = [[name, one["as they are"], one["shuffled"]] for name, one in found.items()]
    change = numbers["change"]
    shows = abs(change["linear"]) < CLEAR and change["mean of maps"] < change["linear"] - CLEAR
    return {"columns": ["triedAsIs", "triedShuffled"], "percent": [True, True], "rows": rows, "shows": shows}


def _shifted(numbers: Numbers) -> dict[str, Any]:
    """Accuracy unmoved, and at each shift; what comes after the maps decides."""
    found = numbers["networks"]
    rows = [[name, *_curve(one)] for name, one in found.items()]
    pooled, places = _curve(found["pooled"]), _curve(found["pooled, fully connected"])
    shows = places[0] - places[-1] > CLEAR and places[0] - places[-1] > pooled[0] - pooled[-1] + CLEAR
    first = next(iter(found.values()))
    return {
        "columns": [f"triedShift:{pixels}" for pixels in _pixels(first)],
        "percent": [True] * len(rows[0][1:]), "rows": rows, "shows": shows,
    }  # fmt: skip


def _pixels(one: Numbers) -> list[int]:
    return [int(pixels) for pixels in one["pixels"]][::2]


def _curve(one: Numbers) -> list[float]:
    return [float(share) for share in one["accuracy"]][::2]


def _pooled(numbers: Numbers) -> dict[str, Any]:
    """Costs with and without pools: fewer of each before a fully connected layer, no parameter before a mean."""
    found = numbers["networks"]
    rows = [
        [name, one["macs"], one["parameters"], one["train"], one["test"], one["gap"]] for name, one in found.items()
    ]
    shows = (
        found["pooled, fully connected"]["parameters"] < found["not pooled, fully connected"]["parameters"]
        and found["pooled, mean of maps"]["parameters"] == found["not pooled, mean of maps"]["parameters"]
        and found["pooled, mean of maps"]["macs"] < found["not pooled, mean of maps"]["macs"]
    )
    columns = ["triedMacs", "triedParameters", "triedTrain", "triedTest", "triedGap"]
    return {"columns": columns, "percent": [False, False, True, True, True], "rows": rows, "shows": shows}


def _timed(numbers: Numbers) -> dict[str, Any]:
    """Nanoseconds a thousand multiply-adds: multiples of 8 beside others, 64 beside 56 and 72, batches."""
    widths = {int(count): times[0] for count, times in numbers["ns_per_1000_macs_by_channels"].items()}
    shown = [count for count in widths if count in (48, 52, 56, 60, 63, 64, 65, 68, 72, 76, 80)]
    rows = [[str(count), widths[count]] for count in shown]
    shows = numbers["others_to_multiples_of_8"] > 1 + CLEAR
    return {"columns": ["triedNanoseconds"], "percent": [False], "rows": rows, "shows": shows}


LAID: dict[str, Callable[[Numbers], dict[str, Any]]] = {
    "shuffled-pixels": _shuffled,
    "shift": _shifted,
    "pooling": _pooled,
    "channels": _timed,
}
