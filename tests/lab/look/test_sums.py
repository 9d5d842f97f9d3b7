"""A unit's number apart: it adds up to PyTorch's, and its shares are those of the channels behind."""

import pytest
import torch
from torch import nn

from convscope.lab.look.sums import sees, shares, sum_of, value
from convscope.look.terms import terms
from convscope.network.recording import Recording, record


@pytest.fixture(scope="module")
def recording() -> Recording:
    torch.manual_seed(0)
    module = nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 3)
    )
    return record(module, torch.randn(1, 2, 4, 4), keep=True)


def test_an_activation_goes_back_to_its_convolution(recording: Recording) -> None:
    """Through ReLU and norm, each with its own number."""
    found = sum_of(recording, recording.network.layers[2], 1, (0, 3))
    assert [step["operator"] for step in found["steps"]] == ["batch_norm", "relu"]
    assert [step["value"] for step in found["steps"]] == [float(recording.outputs[at][0, 1, 0, 3]) for at in (1, 2)]
    one = found["sum"]
    assert one["index"] == 0 and one["count"] == 18 and one["source"] == -1 and one["sourceName"] == ""
    added = sum(channel["sum"] for channel in one["channels"]) + one["restSum"] + one["bias"]
    assert added == pytest.approx(float(recording.outputs[0][0, 1, 0, 3]), abs=1e-6)
    for channel in one["channels"]:
        products = [x * w for x, w in zip(channel["inputs"], channel["weights"], strict=True)]
        assert sum(products) == pytest.approx(channel["sum"])
    assert sum(one["channels"][0]["outside"]) == 5, "a corner of a 3 × 3 window with padding"


def test_shares_go_through_flattening_to_the_maps(recording: Recording) -> None:
    """A map's share is what its four numbers add."""
    layer = recording.network.layers[5]
    found = shares(recording, terms(recording, layer.name, 2, ()))
    weight, numbers = recording.call(layer.name).args[1], recording.outputs[4][0]
    products = (weight[2].detach() * numbers).reshape(4, 4).sum(1)
    assert set(found) == {4, 3, 2, 1, 0} and len(found[4]) == 16
    assert [found[0][channel] for channel in range(4)] == pytest.approx(products.tolist(), abs=1e-6)


def test_what_a_unit_sees_and_what_it_is(recording: Recording) -> None:
    """The window of 3 × 3 around its place, padding included; a number after flattening sees all."""
    assert sees(recording.network.layers[0], (0, 2)) == [[-1, 1], [1, 3]]
    assert value(recording, recording.network.layers[5], 2, ()) == float(recording.outputs[5][0, 2])


def test_a_sum_of_two_maps_names_both() -> None:
    """A skip: no products, but the numbers that met."""

    class Skip(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 1, 1)

        def forward(self, images: torch.Tensor) -> torch.Tensor:
            """Add."""
            maps: torch.Tensor = self.conv(images)
            return maps + maps.relu()

    recording = record(Skip(), torch.randn(1, 1, 2, 2), keep=True)
    found = sum_of(recording, recording.network.layers[-1], 0, (1, 1))
    assert found["sum"] is None and [step["index"] for step in found["steps"]] == [0, 1, 2]
