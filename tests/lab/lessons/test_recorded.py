"""What figures are told without a server."""

import convscope as cs
from convscope.lab import Opened
from convscope.lab.lessons.answers import answer
from convscope.lab.lessons.figures import figure
from convscope.lab.lessons.recorded import key, recorded


def test_a_question_is_written_alike_whoever_asks_and_in_whatever_order() -> None:
    """What says nothing is left out, but not a zero."""
    one = key("lesson-figure", {"what": "seams", "margin": 0, "picture": "", "own": False, "name": "05-uses"})
    other = key(
        "lesson-figure",
        {"language": "zh", "name": "05-uses", "margin": 0, "what": "seams", "viewer": "x", "size": []},
    )
    assert one == other == 'lesson-figure [["margin",0],["name","05-uses"],["what","seams"]]'


def test_answers_are_the_labs() -> None:
    """Of a size within reach of the slider, and of a bottleneck's every width."""
    opened = Opened("lenet5", cs.load("lenet5"))
    figures = [
        figure("sizes", "layers=conv 4 3&input=1,8,8"),
        figure("bottleneck", "in_channels=4&out_channels=4&kernel=3&side=8"),
    ]
    found = recorded(opened, "a", figures)
    asked = {"what": "steps", "size": [9, 9]}
    assert found[key("lesson-figure", {"name": "a", "figure": 0, **asked})] == answer(opened, figures[0], asked)
    assert sum(one.startswith("bottleneck ") for one in found) == 4
