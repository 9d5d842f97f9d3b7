"""What a network's map means."""

import pytest
import torch
from torch import nn

from convscope.apply.scenes.meaning import Meaning, meaning
from convscope.network import trace


@pytest.mark.parametrize(
    ("ends", "channels", "kind"),
    [
        ([nn.Conv2d(3, 5, 1)], 5, "scores"),
        ([nn.Conv2d(3, 5, 1), nn.Softmax(1)], 5, "shares"),
        ([nn.Conv2d(3, 5, 1, 2), nn.Softmax(1), nn.Upsample(scale_factor=2)], 5, "shares"),
        ([nn.Conv2d(3, 1, 1), nn.Sigmoid()], 1, "shares"),
        ([nn.Conv2d(3, 5, 1), nn.Sigmoid()], 5, "scores"),
    ],
)
def test_it_is_read_off_the_networks_end(ends: list[nn.Module], channels: int, kind: str) -> None:
    """A softmax inside is not taken twice."""
    assert meaning(trace(nn.Sequential(*ends), (3, 8, 8))) == Meaning(channels, kind)  # type: ignore[arg-type]


def test_labels_are_the_largest_and_shares_add_up() -> None:
    """Of equal scores the first; of one channel the second class above one half."""
    maps = torch.tensor([[1.0, 3.0], [2.0, 3.0], [0.0, -1.0]]).view(1, 3, 1, 2)
    found = Meaning(3, "scores")
    assert found.labels(maps).tolist() == [[[1, 0]]]
    assert torch.allclose(found.shares(maps), maps.softmax(1))
    one = torch.tensor([[-1.0, 2.0]]).view(1, 1, 1, 2)
    assert Meaning(1, "scores").labels(one).tolist() == [[[0, 1]]]
    assert torch.allclose(Meaning(1, "scores").shares(one)[0, 1], one[0, 0].sigmoid())
    assert Meaning(1, "shares").labels(torch.tensor([[[[0.4, 0.6]]]])).tolist() == [[[0, 1]]]
    assert (Meaning(255, "scores").nodata, Meaning(256, "scores").nodata, Meaning(1, "scores").classes) == (
        255,
        65535,
        2,
    )
