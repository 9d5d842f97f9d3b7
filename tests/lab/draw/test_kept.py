"""What the page Draw keeps."""

from dataclasses import replace

import numpy as np
import pytest

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.lab.draw.kept import MOST, kept_of
from convscope.look.tower import tower


def test_few_towers_are_kept_and_another_model_begins_anew() -> None:
    """The one drawn longest ago makes room; two labs of one process keep their own."""
    opened = Opened("lenet5:mnist", cs.load("lenet5:mnist"))
    kept = kept_of(opened)
    found = tower(cs.load("lenet5:mnist"), np.zeros((32, 32, 1), np.uint8), kept.cuts_of("main"))
    for key in range(MOST + 1):
        kept.keep(str(key), found)
    assert list(kept.towers) == [str(key) for key in range(1, MOST + 1)]
    assert kept_of(opened) is kept and kept_of(Opened("lenet5:mnist", opened.model)) is not kept
    other = kept_of(replace(opened, model=cs.load("lenet5")))
    assert not other.towers and other.model is not opened.model
    with pytest.raises(ConvscopeError, match="main or all"):
        kept.cuts_of("some")
