"""FCOS on any body."""

import pytest
import torch

from convscope.errors import ConvscopeError
from convscope.models import build
from convscope.models.registry import DETECTORS
from convscope.models.zoo.fcos import fcos


def test_it_answers_at_an_8th_a_16th_and_a_32nd(small_detector: str) -> None:
    """A score a class, four distances and a centre-ness at each place."""
    module = build(small_detector, classes=3).module
    maps = module.backbone(torch.zeros(1, 3, 64, 96))  # type: ignore[operator]
    assert [tuple(one.shape[2:]) for one in maps.values()] == [(8, 12), (4, 6), (2, 3)]
    answers = module.head(list(maps.values()))  # type: ignore[operator]
    places = 8 * 12 + 4 * 6 + 2 * 3
    assert {name: tuple(one.shape) for name, one in answers.items()} == {
        "cls_logits": (1, places, 3), "bbox_regression": (1, places, 4), "bbox_ctrness": (1, places, 1),
    }  # fmt: skip


def test_it_has_the_parameters_that_are_listed() -> None:
    """With its own body, a ResNet-18, and ten classes."""
    entry = DETECTORS["fcos"]
    assert sum(one.numel() for one in build("fcos").module.parameters()) == entry.parameters
    assert build("fcos").any_size and entry.answers == "box"


def test_what_it_cannot_be_built_of_is_told() -> None:
    """Its norms take 32 maps together."""
    with pytest.raises(ConvscopeError, match="width=40 came; give a multiple of 32"):
        fcos(width=40)
    with pytest.raises(ConvscopeError, match="channels=1 came"):
        fcos(channels=1)
