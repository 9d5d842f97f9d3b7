"""What an experiment ends in."""

import json
from pathlib import Path

from convscope.draw.chart import Bars, Chart
from convscope.experiments.outcome import Outcome, mean
from convscope.saying import Words


def test_it_is_plain_json() -> None:
    """Every key, the picture's place as a word, or null where none was drawn."""
    chart = Chart("t", "s", (Bars("b", ["g"], {"n": [1.0]}),))
    outcome = Outcome("shift", "a claim", "a verdict", {"a": 1}, chart, Path("x.png"))
    said = json.loads(json.dumps(outcome.as_dict()))
    assert said == {
        "experiment": "shift", "claim": "a claim", "verdict": "a verdict", "said": None,
        "numbers": {"a": 1}, "path": "x.png",
    }  # fmt: skip
    told = Words(found="{share:.0%} of {count}").say("found", share=0.5, count=2)
    spoken = Outcome("shift", "", str(told), {}, chart, said=told).as_dict()
    assert spoken["path"] is None and spoken["said"] == {"name": "found", "facts": {"share": "50%", "count": "2"}}


def test_the_mean_of_a_few() -> None:
    """Of 1, 2 and 6 it is 3."""
    assert mean([1.0, 2.0, 6.0]) == 3.0
