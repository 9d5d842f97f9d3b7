"""What was opened."""

from dataclasses import replace

import pytest
from torch import nn

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.models import Built


def test_it_holds_the_model_as_loaded() -> None:
    """And its spelling, for the command that does the same."""
    opened = Opened("lenet5", cs.load("lenet5"))
    assert opened.contract.input_shape == (1, 32, 32) and opened.picture is None
    assert opened.shapes == ((1, 32, 32),) and opened.takes_pictures


def test_what_takes_no_picture_has_shapes_alone() -> None:
    """A line; several inputs."""
    opened = Opened("net.py:Net", Built("net.py:Net", nn.Conv1d(1, 2, 3), (1, 16)))
    assert opened.shapes == ((1, 16),) and not opened.takes_pictures
    assert replace(opened, model=Built("", nn.Identity(), ((1, 4, 4), (2, 4)))).shapes == ((1, 4, 4), (2, 4))  # type: ignore[arg-type]
    with pytest.raises(ConvscopeError, match="takes no picture"):
        _ = opened.contract
