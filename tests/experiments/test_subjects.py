"""The networks that experiments compare."""

from typing import get_args

import pytest
import torch

from convscope.experiments.subjects import Head, Small, Way, spelled
from convscope.models import build


@pytest.mark.parametrize("head", get_args(Head))
@pytest.mark.parametrize("way", get_args(Way))
def test_a_spelling_builds_it(way: Way, head: Head) -> None:
    """With its input and classes; all ways have the same convolutions."""
    built = build(spelled(way, head, channels=3, side=16, classes=4))
    assert isinstance(built.module, Small) and built.input_shape == (3, 16, 16)
    assert built.module(torch.zeros(2, 3, 16, 16)).shape == (2, 4)
    kernels = [p.numel() for name, p in built.module.named_parameters() if p.ndim == 4]
    assert kernels == [3 * 16 * 9, 16 * 32 * 9, 32 * 32 * 9]
    places = {"none": 256}.get(way, 4) if head == "places" else 1
    assert built.module.classify.in_features == 32 * places


@pytest.mark.parametrize("way", ["pool", "stride", "blur"])
def test_a_shift_by_eight_shifts_the_maps_and_leaves_the_mean(way: Way) -> None:
    """Exactly, away from the border; a shift by one does not."""
    torch.manual_seed(0)
    network = Small(way, "mean", side=64).double().eval()
    picture = torch.zeros(1, 1, 64, 64, dtype=torch.float64)
    picture[:, :, 24:40, 24:40] = torch.rand(16, 16, dtype=torch.float64)
    before = network.maps(picture)
    after = network.maps(picture.roll(8, dims=3))
    torch.testing.assert_close(after[..., 2:6, 3:7], before[..., 2:6, 2:6])
    assert not torch.allclose(network.features(picture.roll(1, dims=3)), network.features(picture))
