"""Activations."""

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from convscope.errors import ConvscopeError
from convscope.ship.c99.program import Program

NAMED = ("relu", "relu6", "leaky_relu", "silu", "gelu", "sigmoid", "tanh", "hardswish", "hardsigmoid", "elu", "selu",
         "celu", "mish", "softplus", "softsign", "logsigmoid", "hardtanh")  # fmt: skip


def test_every_activation_is_the_same(alike: Callable[..., Program]) -> None:
    """By its name, and with parameters; the picture's values go from −5 to 5."""
    alike(
        *((lambda x, name=name: getattr(F, name)(x * 3)) for name in NAMED),
        lambda x: F.gelu(x, approximate="tanh"),
        lambda x: F.threshold(x, 0.1, 20.0),
        lambda x: x.clamp(-1, 2).exp(),
        lambda x: (x.clamp(min=0) + 1).sqrt(),
        lambda x: x.abs() ** 2,
        nn.PReLU(3),
    )


def test_softmax_is_the_same_along_any_axis(alike: Callable[..., Program]) -> None:
    """Channels, columns, rows; and its logarithm."""
    alike(lambda x: x.softmax(1), lambda x: F.softmax(x, 3), lambda x: torch.log_softmax(x * 9, 2))


def test_a_power_that_is_not_known_is_told(alike: Callable[..., Program]) -> None:
    """The third: with the operator and the line."""
    with pytest.raises(ConvscopeError, match=r"aten\.pow.*conftest\.py:\d+ cannot be shipped as C: whole powers other"):
        alike(lambda x: x**3)
