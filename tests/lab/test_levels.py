"""A byte a number, and back."""

import base64

import numpy as np

from convscope.lab.levels import LEVELS, levels, scale_of


def test_bytes_go_back_to_the_numbers() -> None:
    """As far as 255 of them can be told apart; zero is exact on a signed scale."""
    values = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    values[0, 0] = 0
    scale = scale_of(values)
    found = np.frombuffer(base64.b64decode(levels(values, scale)), np.uint8).reshape(5, 7)
    back = scale.low + found / LEVELS * (scale.high - scale.low)
    np.testing.assert_allclose(back, values, atol=(scale.high - scale.low) / LEVELS / 2 + 1e-6)
    assert back[0, 0] == 0 and scale.kind == "signed" and scale.high == -scale.low == np.abs(values).max()


def test_nothing_finite_and_nothing_but_zero_have_a_scale() -> None:
    """From 0 to 1, so that nothing is divided by 0."""
    for values in (np.zeros(3), np.full(3, np.nan)):
        assert scale_of(values)[1:] == (0.0, 1.0)
        assert levels(values, scale_of(values)) == base64.b64encode(bytes(3)).decode("ascii")
