"""What is asked is checked before the work."""

from typing import Any

import pytest

from convscope.apply.style import Styling
from convscope.errors import ConvscopeError


@pytest.mark.parametrize(
    ("given", "styles", "said"),
    [
        ({}, 0, "no picture of a style came"),
        ({"size": 4}, 1, "size = 4 came"),
        ({"steps": 0}, 1, "steps = 0 came"),
        ({"tile": 10}, 1, "tile = 10 came"),
        ({"strength": 0.0}, 1, "strength = 0 came"),
        ({"strength": float("nan")}, 1, "strength = nan came"),
        ({"smooth": -1.0}, 1, "smooth = -1 came"),
        ({"style_size": float("inf")}, 1, "style_size = inf came"),
        ({"keep_colours": "all"}, 1, "way to keep colours 'all' is not known"),
        ({"optimizer": "sgd"}, 1, "optimizer 'sgd' is not known"),
        ({"start": "grey"}, 1, "start 'grey' is not known"),
        ({"weights": (1.0,)}, 2, "1 weights came for 2 styles"),
        ({"weights": (0.0, 0.0)}, 2, "weights 0,0 came"),
        ({"weights": (1.0, -1.0)}, 2, "weights 1,-1 came"),
        ({"weights": (1.0, 1.0), "mask": "m.png"}, 2, "weights came with a mask"),
    ],
)
def test_what_cannot_be_is_told(given: dict[str, Any], styles: int, said: str) -> None:
    with pytest.raises(ConvscopeError, match=said):
        Styling(**given).check(styles)


def test_the_usual_is_fine() -> None:
    Styling().check(1)
    Styling(smooth=0.0, weights=(0.7, 0.3), tile=0).check(2)
