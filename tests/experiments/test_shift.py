"""The shift experiment."""

from pathlib import Path

from convscope.experiments import Trying, shift
from convscope.experiments.shift import NETWORKS, verdict
from convscope.experiments.shifts import Shifted


def curve(accuracy: tuple[float, ...], change: float) -> Shifted:
    changes = (0.0, *([change] * (len(accuracy) - 2)), 0.0)
    return Shifted(tuple(range(len(accuracy))), accuracy, accuracy, changes)


def test_the_verdict_names_the_steadiest_and_the_fall() -> None:
    """From the curves; where nothing falls, it says that this is not shown."""
    flat = (0.9,) * 9
    curves = {
        "pooled": curve(flat, 0.3), "strided": curve(flat, 0.8), "blurred": curve(flat, 0.1),
        "pooled, fully connected": curve((0.95, *([0.5] * 7), 0.2), 0.9),
    }  # fmt: skip
    said = str(verdict(curves))
    assert said.startswith("Not by itself") and "95.0% to 20.0%" in said and "the blurred network" in said
    assert "pooled 30%, strided 80%, blurred 10%" in said
    assert "maps shift and the mean stays (features change by 0.0%)" in said
    reached = Shifted(curves["pooled"].pixels, flat, flat, (0.0, *([0.3] * 7), 0.16))
    said = str(verdict({**curves, "pooled": reached}))
    assert "features change by 16.0%: the pictures reach the canvas's edge" in said and "mean stays" not in said
    assert str(verdict({**curves, "pooled, fully connected": curve(flat, 0.9)})).startswith("Not shown")


def test_it_ends_in_a_picture_and_curves(short: Trying, tmp_path: Path) -> None:
    """Of each network, from 0 to 8 pixels; unmoved, every answer stays."""
    outcome = shift(short, save=tmp_path / "s.svg")
    assert (tmp_path / "s.svg").is_file()
    assert set(outcome.numbers["networks"]) == set(NETWORKS)
    for found in outcome.numbers["networks"].values():
        assert found["pixels"] == tuple(range(9)) and found["kept"][0] == 1 and found["change"][0] == 0
