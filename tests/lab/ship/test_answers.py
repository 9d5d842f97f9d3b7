"""What the page Ship is told."""

from dataclasses import replace
from typing import Any, ClassVar, cast

import pytest
from torch import nn

from convscope import lab, load
from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.ship import answers
from convscope.models import Built


@pytest.fixture
def lenet() -> lab.Opened:
    return lab.Opened("lenet5", load("lenet5"))


def test_it_begins_with_nothing_made(lenet: lab.Opened) -> None:
    """Every target by its file, the commands that do the same, nothing to compare."""
    told = answers.state(lenet, {})
    files = ["lenet5.onnx", "lenet5-int8.onnx", "lenet5-c", "lenet5-c-int8", "lenet5.html"]
    assert [one["file"] for one in told["targets"]] == files
    assert not any(one["made"] or one["work"] for one in told["targets"]) and told["comparable"] == []
    assert told["parameters"] == sum(one.numel() for one in lenet.model.module.parameters())
    assert told["same"]["compare"]["command"] == "convscope ship lenet5 --compare lenet5.onnx"
    with pytest.raises(ConvscopeError, match="no file to compare"):
        answers.begin(lenet, {"what": "compare"})
    lenet.close()


class Compared:
    """Stands for a comparison that is done."""

    waits, ended = None, "result"
    events: ClassVar[dict[str, Any]] = {}
    last: ClassVar[dict[str, Any]] = {
        "pictures": 2,
        "files": [
            {
                "path": "/tmp/lenet5.onnx",
                "layers": [
                    {"layer": "conv1", "tensor": "a", "largest": 1e-7, "relative": 2e-7},
                    {"layer": "relu1", "tensor": None, "largest": None, "relative": None},
                ],
            }
        ],
    }

    def leave(self) -> None:
        """It is gone."""


def test_how_far_a_layer_is_apart_is_known_once_it_was_compared(lenet: lab.Opened) -> None:
    """Of a layer that the file has; else nothing is said."""
    assert answers.apart(lenet, "conv1") is None
    lenet.workshop.begin("compare", lambda: cast("Any", Compared()))
    assert answers.apart(lenet, "conv1") == {"largest": 1e-7, "relative": 2e-7}
    assert answers.apart(lenet, "relu1") is answers.apart(lenet, "none") is None
    lenet.close()


@pytest.mark.parametrize("what", [None, 7, "tflite", "../x"])
def test_nothing_else_is_begun(lenet: lab.Opened, what: Any) -> None:
    """Only what the page offers."""
    with pytest.raises(UnknownName, match="target"):
        answers.begin(lenet, {"what": what})


def test_what_stands_against_it_is_not_begun(lenet: lab.Opened) -> None:
    """Without pictures no int8; a network of something else is not shipped at all."""
    with pytest.raises(ConvscopeError, match="int8 cannot be made"):
        answers.begin(lenet, {"what": "int8"})
    lenet.close()
    line = replace(lenet, model=Built("net.py:Net", nn.Conv1d(1, 2, 3), (1, 16)))
    assert answers.state(line, {})["targets"] == []
    with pytest.raises(ConvscopeError, match="takes no picture"):
        answers.begin(line, {"what": "onnx"})
