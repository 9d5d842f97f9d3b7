"""Ticks under the slider."""

import convscope as cs
from convscope.lab import Opened
from convscope.lab.check import sizes


def test_ticks_are_those_of_the_library(skips: Opened) -> None:
    """Both kinds, whichever order they are asked in; what there was no time for is asked again."""
    wanted, found = list(range(24, 14, -1)), {}
    while wanted:
        told = sizes.answer(skips, {"lengths": wanted})["found"]
        assert [length for length, _ in told] == wanted[: len(told)]
        found.update(told)
        wanted = wanted[len(told) :]
    theirs = cs.trace(skips.model.module, (3, 16, 16)).sizes(15, 24)
    assert {length for length, fit in found.items() if fit["divides"]} == set(theirs.divide)
    assert {length for length, fit in found.items() if fit["loses_nothing"]} == set(theirs.loses_nothing)


def test_one_axis_changes_while_the_other_stays() -> None:
    """And what fails says where."""
    lenet = Opened("lenet5", cs.load("lenet5"))
    told = sizes.answer(lenet, {"size": [32, 32], "lengths": [60], "axis": 1})
    assert told["found"][0][1]["fails"] == "fc1" and "--sizes 32,60:60" in told["command"]
