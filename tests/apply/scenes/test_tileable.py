"""Whether a network can be run on tiles, said before there is a scene."""

import json

import pytest
from torch import nn

from convscope.apply.scenes.tileable import tileable
from convscope.errors import ConvscopeError
from convscope.model import Model


def test_margin_stride_and_tile_are_said(models: dict[str, Model]) -> None:
    """Of a network that halves twice and grows by four; they are plain JSON."""
    found = tileable(models["exact"].module, (3, 32, 32))
    assert found.exact and found.stride == (4, 4) and found.tile >= 128 and found.worked >= 1
    assert "origins on multiples of 4" in found.sentence and not found.fix
    assert json.loads(json.dumps(found.as_dict()))["margin"] == [list(one) for one in found.margin]


def test_the_layer_that_forbids_it_is_named(models: dict[str, Model]) -> None:
    """With why; an answer that is no map has its own sentence."""
    found = tileable(models["pooled"].module, (3, 32, 32))
    assert not found.exact and found.layer == "middle" and "reads the whole picture" in found.sentence
    classifier = nn.Sequential(nn.Conv2d(3, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
    found = tileable(classifier, (3, 32, 32))
    assert not found.exact and "no map" in found.sentence and "choose an answer that is a map" in found.fix


def test_other_networks_have_no_tiles() -> None:
    """Of sequences, for one."""
    with pytest.raises(ConvscopeError, match="tiles are cut of pictures"):
        tileable(nn.Conv1d(3, 4, 3), (3, 100))
