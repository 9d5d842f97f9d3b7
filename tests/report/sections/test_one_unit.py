"""One unit, told in a report."""

import numpy as np
import pytest

from convscope.errors import UnknownName
from convscope.loading import load
from convscope.look import unit_sum
from convscope.report import Tiles
from convscope.report.sections import one_unit

DIGIT = np.pad(np.full((16, 4, 1), 255, np.uint8), ((6, 6), (12, 12), (0, 0)))


def test_its_sum_its_way_back_and_the_answer_stand_in_order() -> None:
    """The line that adds up is the one of the unit's sum; each view once."""
    model = load("lenet5:mnist")
    tiles = [block for block in one_unit(model, DIGIT, layer="conv2").blocks if isinstance(block, Tiles)]
    methods = [block.view.method for block in tiles]
    assert methods[:4] == ["the picture", "what it reads", "its kernel", "products"]
    assert methods[4:] == ["what it sees", "deconvnet", "Grad-CAM"]
    assert tiles[3].view.sentence == unit_sum(model, DIGIT, layer="conv2")[-1].sentence
    assert "PyTorch has" in tiles[3].view.sentence


def test_a_layer_there_is_not_is_told() -> None:
    """By name."""
    with pytest.raises(UnknownName, match="conv9"):
        one_unit(load("lenet5:mnist"), DIGIT, layer="conv9")
