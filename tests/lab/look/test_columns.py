"""Columns of maps: ranked, on one scale, a byte a number."""

import base64

import numpy as np
import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError
from convscope.lab.levels import LEVELS
from convscope.lab.look.columns import ON_A_PAGE, column, own_map, page
from convscope.network.recording import record


def test_the_most_active_come_first_on_one_scale() -> None:
    """The numbers are those of the layer, as far as a byte tells them apart."""
    conv = nn.Conv2d(1, 100, 3)
    recording = record(conv, torch.randn(1, 1, 60, 8), keep=True)
    layer, output = recording.network.layers[0], recording.outputs[0]
    found = column(layer, output)
    assert found is not None and found["of"] == 100 and len(found["maps"]) == 8
    means = output[0].abs().mean((1, 2))
    assert [one["unit"] for one in found["maps"]] == means.argsort(descending=True)[:8].tolist()
    first = found["maps"][0]
    assert (first["rows"], first["columns"], first["step"], first["whole"]) == (29, 3, 2, [58, 6])
    levels = np.frombuffer(base64.b64decode(first["bytes"]), np.uint8).reshape(29, 3)
    values = found["low"] + levels / LEVELS * (found["high"] - found["low"])
    np.testing.assert_allclose(values, output[0, first["unit"], ::2, ::2], atol=(found["high"] - found["low"]) / LEVELS)
    assert found["kind"] == "signed" and found["low"] == -found["high"]


def test_pages_have_every_unit_once() -> None:
    """And there is none after the last."""
    recording = record(nn.Conv2d(1, 100, 1), torch.randn(1, 1, 4, 4), keep=True)
    layer, output = recording.network.layers[0], recording.outputs[0]
    units = [one["unit"] for number in range(2) for one in page(layer, output, number)["maps"]]
    assert len(page(layer, output, 0)["maps"]) == ON_A_PAGE and sorted(units) == list(range(100))
    with pytest.raises(ConvscopeError, match="has no page 3; it has 2"):
        page(layer, output, 2)


def test_a_unit_has_a_scale_of_its_own_and_a_table_no_column() -> None:
    """Numbers without a place are maps of one number."""
    recording = record(nn.Sequential(nn.Conv2d(1, 2, 1), nn.ReLU(), nn.Flatten()), torch.ones(1, 1, 3, 3), keep=True)
    flat = column(recording.network.layers[2], recording.outputs[2])
    assert flat is not None and flat["of"] == 18 and flat["maps"][0]["whole"] == [1, 1] and not flat["placed"]
    own = own_map(recording.network.layers[1], recording.outputs[1], 0)
    assert own["low"] == 0.0 and own["high"] == (float(recording.outputs[1][0, 0].max()) or 1.0)
