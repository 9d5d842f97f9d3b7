"""A tower as bytes, and a unit's links."""

import base64

import numpy as np

import convscope as cs
from convscope.lab.draw.packed import links, packed, runs
from convscope.lab.levels import LEVELS
from convscope.look.tower import cuts, tower
from convscope.network.exact import receptive_set


def test_bytes_are_the_numbers_to_half_a_level() -> None:
    """Signed ranges are symmetric, zero in the middle; unsigned ones begin at zero."""
    model = cs.load("lenet5:mnist")
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 1), dtype=np.uint8)
    found = tower(model, picture, cuts(cs.trace(model.module, (1, 32, 32))))
    for told in packed(found):
        values = found.values[told["index"]]
        levels = np.frombuffer(base64.b64decode(told["bytes"]), np.uint8).reshape(values.shape)
        step = (told["high"] - told["low"]) / LEVELS
        assert np.abs(told["low"] + levels * step - values).max() <= 0.51 * step
        assert told["low"] == (-told["high"] if told["kind"] == "signed" else 0)


def test_links_end_at_the_exact_receptive_field() -> None:
    """Spread out again they are the library's set of pixels, and what lies between is there."""
    model = cs.load("lenet5:mnist")
    network = cs.trace(model.module, (1, 32, 32))
    found = tower(model, np.zeros((32, 32, 1), np.uint8), cuts(network))
    told = links(found, network["pool2"].index, (7, 1, 4))
    mask = np.zeros((32, 32), bool)
    for _, rows, columns in told["read"][-1]:
        for top, bottom in rows:
            for left, right in columns:
                mask[top : bottom + 1, left : right + 1] = True
    np.testing.assert_array_equal(mask, receptive_set(network, "pool2", (1, 4)))
    assert told["pixels"] == int(mask.sum())
    assert told["read"][network["relu2"].index] == [[[[7, 7]], [[2, 3]], [[8, 9]]]]
    assert told["read"][network["pool1"].index][0][0] == [[0, 5]]


def test_runs_of_a_mask() -> None:
    """Holes part them; none is none."""
    assert runs(np.array([False, True, True, False, True])) == [[1, 2], [4, 4]] and runs(np.zeros(3, bool)) == []
