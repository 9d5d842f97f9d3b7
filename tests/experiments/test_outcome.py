"""What an experiment ends in."""

import json
from pathlib import Path

from convscope.draw.chart import Bars, Chart
from convscope.experiments.outcome import Outcome, mean


def test_it_is_plain_json() -> None:
    """Every key, the picture's place as a word, or null where none was drawn."""
    chart = Chart("t", "s", (Bars("b", ["g"], {"n": [1.0]}),))
    outcome = Outcome("shift", "a claim", "a verdict", {"a": 1}, chart, Path("x.png"))
    said = json.loads(json.dumps(outcome.as_dict()))
    assert said == {
        "experiment": "shift", "claim": "a claim", "verdict": "a verdict", "numbers": {"a": 1}, "path": "x.png"
    }  # fmt: skip
    assert Outcome("shift", "", "", {}, chart).as_dict()["path"] is None


def test_the_mean_of_a_few() -> None:
    """Of 1, 2 and 6 it is 3."""
    assert mean([1.0, 2.0, 6.0]) == 3.0
