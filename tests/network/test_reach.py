"""Receptive fields over the graph: against gradients on random designs, and a clear word where there is none."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor, nn

from convscope.network import trace

Wire = Callable[..., nn.Module]
Ends = list[tuple[int, int]]  # first and last position along each axis


def positive(module: nn.Module) -> nn.Module:
    """Make every weight 1 in float64, so that no path through the network cancels another."""
    module = module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(1)
    return module


def touched(module: nn.Module, shape: tuple[int, ...], unit: tuple[int, ...]) -> list[tuple[int, int]]:
    """First and last input position along each axis with a gradient from one unit of the first channel."""
    images = torch.ones(1, *shape, dtype=torch.float64, requires_grad=True)
    module(images)[(0, 0, *unit)].backward()
    assert images.grad is not None
    places = images.grad[0].abs().sum(0).nonzero()
    return [(int(low), int(high)) for low, high in zip(places.amin(0), places.amax(0), strict=True)]


@st.composite
def branch(draw: st.DrawFn, strides: list[int]) -> nn.Sequential:
    """Convolutions with the given strides, of any odd kernel and dilation, padded so that branches agree in size."""
    layers = []
    for stride in strides:
        kernel = (draw(st.sampled_from((1, 3, 5))), draw(st.sampled_from((1, 3, 5))))
        dilation = (draw(st.integers(1, 2)), draw(st.integers(1, 2)))
        padding = (dilation[0] * (kernel[0] - 1) // 2, dilation[1] * (kernel[1] - 1) // 2)
        layers.append(nn.Conv2d(1, 1, kernel, stride, padding, dilation, bias=False))
    return nn.Sequential(*layers)


class Split(nn.Module):
    """Two branches over one stem, joined by a sum or along the channels, with a head behind."""

    def __init__(self, parts: tuple[nn.Module, nn.Module, nn.Module, nn.Module], joined: str) -> None:
        super().__init__()
        self.stem, self.one, self.two, self.head = parts
        self.joined = joined

    def forward(self, x: Tensor) -> Any:
        x = self.stem(x)
        one, two = self.one(x), self.two(x)
        return self.head(one + two if self.joined == "sum" else torch.cat((one, two), 1).sum(1, keepdim=True))


@given(
    data=st.data(), strides=st.lists(st.integers(1, 2), min_size=1, max_size=2), joined=st.sampled_from(("sum", "cat"))
)
def test_branches_join_to_the_hull_of_gradients(data: st.DataObject, strides: list[int], joined: str) -> None:
    """The hull of two branches, of different kernels and dilations, is where the central unit's gradient ends."""
    parts = tuple(data.draw(branch(steps)) for steps in ([1], strides, strides, [1]))
    module = positive(Split(parts, joined))  # type: ignore[arg-type]
    shape = (1, 90, 91)
    layer = trace(module, shape).layers[-1]
    unit = (layer.output_shape[2] // 2, layer.output_shape[3] // 2)
    assert layer.reach.status == "exact" and layer.reach.fields is not None
    hull = [field.at(place) for field, place in zip(layer.reach.fields, unit, strict=True)]
    assume(all(low >= 0 and high < size for (low, high), size in zip(hull, shape[1:], strict=True)))
    assert touched(module, shape, unit) == hull


@st.composite
def chains(draw: st.DrawFn, padded: bool) -> nn.Sequential:
    layers: list[nn.Module] = []
    for _ in range(draw(st.integers(1, 3))):
        kernel, stride = draw(st.integers(1, 4)), draw(st.integers(1, 3))
        pad = draw(st.integers(0, kernel // 2)) if padded else 0
        if draw(st.booleans()):
            layers.append(nn.Conv2d(1, 1, kernel, stride, pad, bias=False))
        else:
            layers.append(nn.AvgPool2d(kernel, stride, pad, ceil_mode=padded and draw(st.booleans())))
    return nn.Sequential(*layers)


def behind_a_flatten(chain: nn.Sequential, shape: tuple[int, int, int]) -> tuple[Ends, Ends]:
    """The hull a fully connected layer claims behind the chain, and where its gradient really ends."""
    with torch.no_grad():
        features = chain.double()(torch.zeros(1, *shape, dtype=torch.float64)).numel()
    module = positive(nn.Sequential(chain, nn.Flatten(), nn.Linear(features, 1)))
    layer = trace(module, shape).layers[-1]
    assert layer.reach.status == "exact" and layer.reach.fields is not None
    return [field.at(0) for field in layer.reach.fields], touched(module, shape, ())


@given(chain=chains(padded=False), height=st.integers(40, 50), width=st.integers(40, 50))
def test_behind_a_flatten_the_hull_is_all_that_is_read(chain: nn.Sequential, height: int, width: int) -> None:
    """A fully connected layer's hull is where its gradient ends; rows that strides lose are not in it."""
    claimed, real = behind_a_flatten(chain, (1, height, width))
    assert claimed == real


@given(chain=chains(padded=True), height=st.integers(41, 45), width=st.integers(41, 45))
def test_with_padding_the_hull_leaves_nothing_out(chain: nn.Sequential, height: int, width: int) -> None:
    """With padding between or in ceil mode, the hull holds every pixel read, and ends inside the picture."""
    claimed, real = behind_a_flatten(chain, (1, height, width))
    for (low, high), (first, last), size in zip(claimed, real, (height, width), strict=True):
        assert 0 <= low <= first <= last <= high < size


def test_flatten_and_linear_see_the_whole_real_input() -> None:
    """LeNet's way: padding is not part of the field, which is the 28 × 28 there are."""
    module = nn.Sequential(nn.Conv2d(1, 2, 5, padding=2), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2 * 14 * 14, 10))
    layer = trace(module, (1, 28, 28)).layers[-1]
    assert (layer.receptive_field, layer.effective_stride, layer.reach.status) == ((28, 28), None, "exact")


def test_a_flattened_unit_keeps_its_own_field() -> None:
    """Flattening mixes nothing: a unit still sees its 3 × 3, though it has no place any more."""
    layer = trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten()), (1, 8, 8)).layers[-1]
    assert (layer.receptive_field, layer.effective_stride) == ((3, 3), None)


@pytest.mark.parametrize(
    "pool",
    [
        nn.AdaptiveAvgPool2d(1),
        nn.AdaptiveMaxPool2d((1, 1)),
        lambda x: x.mean((2, 3)),
        lambda x: torch.amax(x, (-1, -2)),
    ],
    ids=["avg", "max", "mean", "amax"],
)
def test_global_pooling_is_unbounded(pool: Any, wired: Wire) -> None:
    """Global pooling reads the whole map at whatever size, says so, and so does all that follows."""
    network = trace(wired(lambda net, x: pool(net.conv(x)) * 2, conv=nn.Conv2d(1, 2, 3)), (1, 9, 11))
    for layer in network.layers[1:]:
        assert (layer.reach.status, layer.receptive_field) == ("unbounded", (9, 11))
    assert "whatever its size" in str(network.layers[-1].reach.because)


@pytest.mark.parametrize("norm", [nn.GroupNorm(2, 4), nn.InstanceNorm2d(4)])
def test_norms_over_the_map_are_unbounded(norm: nn.Module) -> None:
    """Group and instance norm take their mean over the map, so one unit depends on all of it."""
    assert trace(nn.Sequential(nn.Conv2d(1, 4, 3), norm), (1, 8, 8)).layers[-1].reach.status == "unbounded"


@pytest.mark.parametrize(
    ("operator", "field", "stride"),
    [
        (lambda x: x.permute(0, 1, 3, 2), (3, 5), (1, 1)),  # the picture's own axes, wherever they lie
        (lambda x: x[..., 1:, ::2], (3, 5), (1, 2)),
        (lambda x: F.interpolate(x, scale_factor=2), (3, 5), (Fraction(1, 2), Fraction(1, 2))),
        (lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"), (4, 6), (Fraction(1, 2), Fraction(1, 2))),
        (lambda x: F.pad(x, (1, 1, 1, 1), mode="reflect"), (3, 5), (1, 1)),
        (lambda x: F.conv_transpose2d(x, torch.ones(1, 1, 3, 3), stride=2), (4, 6), (Fraction(1, 2),) * 2),
        (lambda x: F.pixel_unshuffle(x, 2), (4, 6), (2, 2)),
        (lambda x: x.flatten(2).transpose(1, 2).reshape(1, 24, 28, 1).permute(0, 3, 1, 2), (3, 5), (1, 1)),
        (lambda x: F.adaptive_avg_pool2d(x, (8, 7)), (5, 8), (3, 4)),
    ],
    ids=["permute", "slice", "nearest", "bilinear", "reflect", "transposed", "unshuffle", "tokens", "adaptive"],
)
def test_places_are_followed(operator: Any, field: Any, stride: Any, wired: Wire) -> None:
    """Through other orders and other sizes of the map: a unit's hull away from the borders, and its stride."""
    module = wired(lambda net, x: operator(net.conv(x)).relu(), conv=nn.Conv2d(1, 1, (3, 5)))
    layer = trace(module, (1, 26, 32)).layers[-1]
    assert (layer.reach.status, layer.receptive_field, layer.effective_stride) == ("exact", field, stride)


@pytest.mark.parametrize(
    ("operator", "field"),
    [
        (lambda x: F.softmax(x, dim=-1), (1, 8)),
        (lambda x: x.sum(2, keepdim=True), (8, 1)),
        (lambda x: x.mean(3), (1, 8)),
        (lambda x: F.layer_norm(x, [8]), (1, 8)),
    ],
    ids=["softmax", "sum", "mean", "layer norm"],
)
def test_one_axis_may_be_gathered_and_the_other_not(operator: Any, field: Any, wired: Wire) -> None:
    """All of a row or of a column, at whatever size; the other axis keeps its field."""
    network = trace(wired(lambda net, x: operator(net.conv(x)).relu(), conv=nn.Conv2d(1, 1, 1)), (1, 8, 8))
    assert (network.layers[-1].reach.status, network.layers[-1].receptive_field) == ("unbounded", field)


@pytest.mark.parametrize(
    "operator", [lambda x: x.flip(-1), lambda x: torch.roll(x, 1, -1), lambda x: torch.cumsum(x, -1)]
)
def test_unknown_is_never_a_number(operator: Any, wired: Wire) -> None:
    """Where the method does not apply the layer and what follows are unknown, without a number, and say why."""
    network = trace(wired(lambda net, x: operator(net.conv(x)).relu(), conv=nn.Conv2d(1, 1, 1)), (1, 8, 8))
    for layer in network.layers[1:]:
        assert (layer.reach.status, layer.receptive_field, layer.effective_stride) == ("unknown", None, None)
    assert network.layers[1].name in str(network.layers[-1].reach.because)


def test_a_map_beside_another_has_no_place(wired: Wire) -> None:
    """Two maps one beside the other: each unit keeps its field, and none has a place on the picture."""
    module = wired(lambda net, x: torch.cat([net.conv(x), net.conv(x)], -1), conv=nn.Conv2d(1, 1, 3))
    layer = trace(module, (1, 8, 8)).layers[-1]
    assert (layer.reach.status, layer.receptive_field, layer.effective_stride) == ("exact", (3, 3), None)


def test_behind_attention_all_is_read(wired: Wire) -> None:
    """Tokens, a class token beside them, attention: every unit, the class token's too, depends on all pixels."""

    def attended(net: Any, x: Tensor) -> Tensor:
        tokens = net.patches(x).flatten(2).transpose(1, 2)
        tokens = torch.cat([net.token.weight[None], tokens], 1)
        tokens = F.scaled_dot_product_attention(tokens, tokens, tokens)
        return tokens[:, 0]

    module = wired(attended, patches=nn.Conv2d(1, 4, 4, stride=4), token=nn.Linear(4, 1))
    layer = trace(module, (1, 16, 16)).layers[-1]
    assert (layer.reach.status, layer.receptive_field) == ("unbounded", (16, 16))


def test_windows_of_a_map_are_gathered_alone(wired: Wire) -> None:
    """Rows in windows of two, summed: units see 3 + 1 rows, two rows apart."""
    module = wired(lambda net, x: net.conv(x).reshape(1, 1, 3, 2, 6).sum(3), conv=nn.Conv2d(1, 1, 3))
    layer = trace(module, (1, 8, 8)).layers[-1]
    assert layer.receptive_field == (4, 3)


def test_branches_of_different_stride_are_unknown(wired: Wire) -> None:
    """A sum of maps whose units lie at different strides has no common field."""
    module = wired(
        lambda net, x: net.coarse(x) + net.fine(x),
        coarse=nn.Conv2d(1, 1, 1, stride=2),
        fine=nn.Conv2d(1, 1, 5),
    )
    layer = trace(module, (1, 8, 8)).layers[-1]
    assert (layer.reach.status, layer.output_shape) == ("unknown", (1, 1, 4, 4))


def test_a_map_spread_over_another(wired: Wire) -> None:
    """A map of 1 × 1 that a sum spreads over 8 × 8 has read all that the other reads; one that has not is unknown."""
    module = wired(lambda net, x: net.all(x) + net.one(x), all=nn.Conv2d(1, 1, 8), one=nn.Conv2d(1, 1, 1))
    layer = trace(module, (1, 8, 8)).layers[-1]
    assert (layer.reach.status, layer.receptive_field, layer.output_shape) == ("exact", (8, 8), (1, 1, 8, 8))
    some = wired(lambda net, x: net.one(x[:, :, :1, :1]) + net.one(x), one=nn.Conv2d(1, 1, 1))
    assert trace(some, (1, 8, 8)).layers[-1].reach.status == "unknown"


@pytest.mark.parametrize(
    "operator",
    [
        lambda x: F.softmax(x, dim=1),
        lambda x: F.log_softmax(x, 1),
        lambda x: x.sum(1, keepdim=True),
        lambda x: x.mean(),
    ],
    ids=["softmax", "log_softmax", "sum", "mean"],
)
def test_what_gathers_a_flattened_map_sees_all_of_it(operator: Any, wired: Wire) -> None:
    """Softmax or a sum over a flattened map depends on all of the picture, not on one unit's 3 × 3."""
    module = wired(lambda net, x: operator(net.conv(x).flatten(1)), conv=nn.Conv2d(1, 1, 3))
    assert trace(module, (1, 8, 8)).layers[-1].receptive_field == (8, 8)


def test_constant_padding_shifts_the_field(wired: Wire) -> None:
    """Padding by hand before a valid convolution gives the field of the padded convolution."""
    by_hand = trace(wired(lambda net, x: net.conv(F.pad(x, (2, 2, 1, 1))), conv=nn.Conv2d(1, 1, (3, 5))), (1, 8, 8))
    padded = trace(nn.Conv2d(1, 1, (3, 5), padding=(1, 2)), (1, 8, 8))
    assert by_hand.layers[-1].reach.fields == padded.layers[-1].reach.fields


def test_a_line_has_one_axis() -> None:
    """On a 1-D signal the field has one axis: 5 then pool 2 sees 6 samples at stride 2."""
    layer = trace(nn.Sequential(nn.Conv1d(1, 1, 5), nn.MaxPool1d(2)), (1, 20)).layers[-1]
    assert (layer.receptive_field, layer.effective_stride) == ((6,), (2,))


def test_a_line_made_of_a_picture_is_unknown(wired: Wire) -> None:
    """A 1-D convolution over a flattened picture slides over no axis of the picture's."""
    layer = trace(wired(lambda net, x: net.conv(x.flatten(2)), conv=nn.Conv1d(1, 1, 3)), (1, 8, 8)).layers[-1]
    assert (layer.reach.status, layer.receptive_field) == ("unknown", None)


def test_one_unit_that_loses_its_place_reads_only_real_pixels() -> None:
    """A map of 1 × 1, flattened: the whole picture of 8 × 8, not the padding around it."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3, 2, 1), nn.Conv2d(2, 2, 3, 2, 1), nn.Conv2d(2, 2, 4, 2, 1), nn.Flatten())
    network = trace(module, (1, 8, 8))
    assert network["2"].receptive_field == (19, 19)
    assert network["3"].receptive_field == (8, 8)
    assert network["3"].reach.status == "exact"


def test_a_part_of_maps_put_side_by_side_is_followed_or_said_to_be_unknown(wired: Callable[..., nn.Module]) -> None:
    """Two maps beside each other, cut along the same axis: no error of ours."""
    for cut in (lambda y: y.chunk(2, 3)[0], lambda y: y.split([3, 21], 3)[1], lambda y: y.unbind(3)[5]):
        module = wired(lambda net, x, cut=cut: cut(torch.cat([net.conv(x), x], 3)) * 1.0, conv=nn.Conv2d(2, 2, 1))
        network = trace(module, (2, 12, 12))
        assert network.layers[-1].reach.status in ("exact", "unknown")
