"""Layers in words."""

from dataclasses import replace

import torch.nn.functional as F
from torch import nn

from convscope.network import Layer, trace
from convscope.network.description import Reach
from convscope.network.words import glance, in_a_line, told, window_words
from convscope.saying import Words


def layers(*parts: nn.Module, shape: tuple[int, ...] = (4, 16, 16)) -> tuple[Layer, ...]:
    return trace(nn.Sequential(*parts), shape).layers


def test_windows_say_what_is_not_the_default() -> None:
    """Once where it is the same along every axis."""
    told = [
        window_words(layers(part)[0])
        for part in (
            nn.Conv2d(4, 4, 3),
            nn.Conv2d(4, 8, (1, 3), stride=2, padding=(0, 1), groups=4),
            nn.Conv2d(4, 4, 3, dilation=2, stride=(1, 2)),
            nn.ReLU(),
        )
    ]
    assert told == ["3×3", "1×3 stride 2 padding 0×1 groups 4", "3×3 stride 1×2 dilation 2", ""]


def test_uneven_padding_shows_both_sides() -> None:
    """As in the table."""

    class Pad(nn.Module):
        def forward(self, x):  # type: ignore[no-untyped-def]
            return F.pad(x, (0, 1, 0, 1))

    assert window_words(layers(Pad())[0]) == "1×1 padding (0,1)"


def test_at_a_glance_a_layer_is_operator_shape_and_costs() -> None:
    """Without a window, operator and shape share a line; without parameters and MACs there is none for them."""
    conv, pool, flat, full = layers(nn.Conv2d(4, 8, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(392, 10))
    assert glance(conv) == ("conv2d 3×3", "8×14×14", "296 parameters · 56.4k MACs")
    assert glance(pool) == ("max_pool2d 2×2 stride 2", "8×7×7")
    assert glance(full) == ("linear · 10", "3.93k parameters · 3.92k MACs")
    assert in_a_line(flat, pool) == "+ 2 flatten → 392"


def test_in_a_line_names_are_short_where_the_head_has_the_same_parent() -> None:
    """A number alone keeps its dot; an operator that is the name is not said twice."""
    network = trace(nn.Sequential(nn.Sequential(nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1)), nn.ReLU()), (1, 4, 4))
    conv, norm, relu = network.layers
    assert in_a_line(norm, conv) == "+ .1 batch_norm · 2 parameters"
    assert in_a_line(relu, conv) == "+ 1 relu"

    class Functional(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 1, 1)

        def forward(self, x):  # type: ignore[no-untyped-def]
            return F.relu(self.conv(x))

    conv, relu = trace(Functional(), (1, 4, 4)).layers
    assert in_a_line(relu, conv) == "+ relu"


def test_all_is_told() -> None:
    """Where it takes from, what it gives, exact numbers, field or why there is none, remarks."""
    network = trace(nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 2, 1)), (3, 16, 16))
    conv, pool, _ = network.layers
    lines = told(conv, network, ["careful"]).splitlines()
    assert lines[:4] == ["0", "conv2d 3×3", "takes input 3×16×16", "gives 8×14×14"]
    assert lines[4] == "224 parameters · 42,336 MACs · 6,272 bytes"
    assert lines[5] == "receptive field 3×3, stride 1×1"
    assert lines[-1] == "careful"
    assert "takes 0 8×14×14" in told(pool, network)
    assert "receptive field: all" in told(pool, network)


def test_shared_weights_and_unknown_fields_are_said() -> None:
    """A module used again has no parameters of its own there."""

    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 1, 3)

        def forward(self, x):  # type: ignore[no-untyped-def]
            return self.conv(self.conv(x))

    network = trace(Twice(), (1, 8, 8))
    assert "shared" in told(network.layers[1], network)
    assert glance(network.layers[1])[-1].startswith("shared")
    lost = replace(network.layers[1], reach=Reach(None, "unknown", Words(spins="it spins").say("spins")))
    assert "receptive field unknown: it spins" in told(lost, network)
