"""Networks that do not fit: one line each, with the layer, the shapes that met, what would fit, and where."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor, nn

from convscope.errors import ConvscopeError, ShapesDoNotFit
from convscope.network import OutputTooSmall, record_sites, trace
from convscope.network.failure import smallest_input

Wire = Callable[..., nn.Module]


def failure(module: nn.Module, shape: tuple[int, ...]) -> str:
    """The one line that tracing raises."""
    with pytest.raises(ShapesDoNotFit) as caught:
        trace(module, shape)
    said = str(caught.value)
    assert "\n" not in said
    return said


def place(marker: str) -> str:
    """Give file and line of the first line in this file that ends in ``marker``."""
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return f"{__file__}:{next(number for number, line in enumerate(lines, 1) if line.endswith(marker))}"


def test_channels_that_differ() -> None:
    """A convolution of 16 channels after one of 8 is named with the line that made it and the number it needs."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(3, 8, 3),
            nn.Conv2d(16, 4, 3),  # made for 16
        )
    assert failure(module, (3, 12, 10)) == (
        f"layer 1 (conv2d, {place('# made for 16')}) expects 16 channels and got 8: its input is 8×10×8; "
        "would fit: in_channels=8"
    )


def test_channels_that_differ_in_a_transposed_convolution() -> None:
    """A transposed convolution's channels are told as well."""
    said = failure(nn.Sequential(nn.Conv2d(1, 8, 3), nn.ConvTranspose2d(4, 1, 2)), (1, 8, 8))
    assert "layer 1 (conv_transpose2d) expects 4 channels and got 8" in said


def test_grouped_channels_that_differ() -> None:
    """A grouped convolution expects all its channels, not those of one group."""
    assert "expects 8 channels and got 4" in failure(nn.Conv2d(8, 8, 3, groups=4), (4, 8, 8))


def test_channels_that_differ_in_a_functional_call(wired: Wire) -> None:
    """A functional convolution is named with the line of its call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.conv2d(x, net.conv.weight)  # called here

    said = failure(wired(wiring, conv=nn.Conv2d(2, 2, 3)), (3, 8, 8))
    assert f"layer conv2d (conv2d, {place('# called here')}) expects 2 channels and got 3: its input is 3×8×8" in said


def test_features_that_differ() -> None:
    """LeNet's 400 features on a smaller picture: what came, and the in_features that would fit."""
    module = nn.Sequential(nn.Conv2d(1, 16, 5), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 10))
    assert failure(module, (1, 12, 12)) == (
        "layer 3 (linear) expects 400 features and got 256: its input is 256; would fit: in_features=256"
    )


def test_a_map_that_was_not_flattened() -> None:
    """A fully connected layer whose features are there, but as a map, is told to flatten."""
    module = nn.Sequential(nn.Conv2d(1, 16, 5), nn.Linear(16 * 8 * 8, 10))
    assert failure(module, (1, 12, 12)) == (
        "layer 1 (linear) expects 1024 features and got 8: its input is 16×8×8; "
        "would fit: flattening its input first: torch.flatten(x, 1)"
    )


def test_a_vector_that_enters_a_convolution() -> None:
    """A convolution behind a flatten expects a map and is told so."""
    said = failure(nn.Sequential(nn.Flatten(), nn.Conv2d(1, 1, 3)), (1, 8, 8))
    assert "layer 1 (conv2d) expects a map of 4 dimensions and got 2" in said


def test_a_norm_over_a_single_number() -> None:
    """A group norm of as many groups as channels behind a global pool is told what would do."""
    module = nn.Sequential(nn.Conv2d(3, 32, 3), nn.AdaptiveAvgPool2d(1), nn.GroupNorm(32, 32))
    assert failure(module, (3, 8, 8)) == (
        "layer 2 (group_norm) takes each group's mean over a single number, which leaves nothing of it: its input is "
        "32×1×1; would fit: fewer than 32 groups, or the norm before the pooling that makes one place of the map"
    )


def test_maps_that_do_not_add_up(wired: Wire) -> None:
    """A skip around an unpadded convolution meets 6×6 with 8×8, and is told to pad or crop."""

    def wiring(net: Any, x: Tensor) -> Any:
        return net.conv(x) + x  # the sum

    said = failure(wired(wiring, conv=nn.Conv2d(1, 2, 3)), (1, 8, 8))
    assert f"layer add (add, {place('# the sum')}) met 2×6×6 and 1×8×8, which do not combine" in said
    assert "would fit: padding or cropping that makes" in said
    assert all(size in said.partition("would fit")[2] for size in ("6×6", "8×8"))


def test_channels_that_do_not_add_up(wired: Wire) -> None:
    """A sum of 2 and 3 channels is told that shapes must be equal, or 1."""
    said = failure(
        wired(lambda net, x: net.two(x) + net.three(x), two=nn.Conv2d(1, 2, 1), three=nn.Conv2d(1, 3, 1)), (1, 4, 4)
    )
    assert "met 2×4×4 and 3×4×4, which do not combine; would fit: shapes that are equal, or 1, along each axis" in said


def test_a_concatenation_of_different_sizes(wired: Wire) -> None:
    """cat along the channels of 6×6 and 8×8 is told in the same way."""
    said = failure(wired(lambda net, x: torch.cat([net.conv(x), x], 1), conv=nn.Conv2d(1, 2, 3)), (1, 8, 8))
    assert "layer cat" in said and "met 2×6×6 and 1×8×8" in said


def test_any_other_refusal_of_torchs_is_one_line(wired: Wire) -> None:
    """What torch refuses for a reason of its own is told with the layer, the shape and torch's first line."""
    said = failure(wired(lambda net, x: x.reshape(1, 7, -1)), (1, 8, 8))
    assert said.startswith("layer reshape (reshape, ") and "failed on 1×8×8: " in said


def test_a_window_too_large() -> None:
    """A 5-kernel on a map of 3 says both sizes, and the smallest input that would do."""
    module = nn.Sequential(nn.Conv2d(1, 8, 3, stride=2), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5))
    with pytest.raises(OutputTooSmall) as caught:
        trace(module, (1, 16, 16))
    assert str(caught.value) == (
        "layer 2 (conv2d) slides a 5×5 window over a padded map of 3×3: no output is left of 8×3×3; "
        "would fit: a network input of at least 21×21, or less stride and pooling before it"
    )


def test_a_window_too_large_comes_with_the_network_so_far() -> None:
    """The error carries the layers up to and including the broken one, whose output has no row left."""
    module = nn.Sequential(nn.Conv2d(1, 8, 3), nn.Conv2d(8, 16, 9), nn.ReLU())
    with pytest.raises(OutputTooSmall) as caught:
        trace(module, (1, 8, 20), target="mine")
    network = caught.value.network
    assert network is not None
    assert (network.target, network.input_shape, [layer.name for layer in network]) == ("mine", (1, 8, 20), ["0", "1"])
    assert network.layers[-1].output_shape[2:] == (-2, 10)


def test_a_pool_too_large_is_the_same_error() -> None:
    """Pooling over more than there is raises the same error."""
    with pytest.raises(OutputTooSmall, match="3×3 window over a padded map of 2×2"):
        trace(nn.Sequential(nn.MaxPool2d(2), nn.MaxPool2d(3)), (1, 4, 4))


def test_a_transposed_window_with_more_padding_than_it_makes() -> None:
    """Padding cuts it all off: a run without numbers would take that, a real one does not."""
    module = nn.ConvTranspose2d(1, 1, 3, 2, padding=(2, 0))
    with pytest.raises(OutputTooSmall) as caught:
        trace(module, (1, 1, 4))
    assert str(caught.value) == (
        "layer conv_transpose2d (conv_transpose2d) cuts its padding of 4×0 off what a 3×3 window makes: no output is "
        "left of 1×1×4; would fit: a network input of at least 2×1, or less padding"
    )
    with pytest.raises(RuntimeError, match="too small"):
        module(torch.zeros(1, 1, 1, 4))


def smallest(module: nn.Module, shape: tuple[int, ...]) -> tuple[int, ...] | None:
    with pytest.raises(OutputTooSmall) as caught:
        trace(module, shape)
    assert caught.value.network is not None
    return smallest_input(caught.value.network.layers)


def runs(module: nn.Module, shape: tuple[int, ...]) -> bool:
    with torch.no_grad():
        try:
            module(torch.zeros(1, *shape))
        except RuntimeError:
            return False
    return True


@st.composite
def chains(draw: st.DrawFn) -> nn.Sequential:
    layers: list[nn.Module] = []
    pair = st.tuples(st.integers(1, 4), st.integers(1, 4))
    for _ in range(draw(st.integers(1, 4))):
        kernel, stride = draw(pair), draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
        pad = (draw(st.integers(0, kernel[0] // 2)), draw(st.integers(0, kernel[1] // 2)))
        kind = draw(st.sampled_from(("conv", "pool", "transposed")))
        if kind == "conv":
            layers.append(nn.Conv2d(1, 1, kernel, stride, pad, dilation=draw(st.integers(1, 2))))
        elif kind == "pool":
            layers.append(nn.MaxPool2d(kernel, stride, pad, ceil_mode=draw(st.booleans())))
        else:
            layers.append(nn.ConvTranspose2d(1, 1, kernel, stride))
    return nn.Sequential(*layers)


@given(chain=chains(), height=st.integers(1, 6), width=st.integers(1, 6))
def test_the_smallest_input_is_the_smallest(chain: nn.Sequential, height: int, width: int) -> None:
    """Up to the layer that broke, the network runs at the size it is told, and at not one row or column less."""
    assume(not runs(chain, (1, height, width)))
    with pytest.raises(OutputTooSmall) as caught:
        trace(chain, (1, height, width))
    assert caught.value.network is not None
    reached = chain[: len(caught.value.network)]
    least = smallest_input(caught.value.network.layers)
    assert least is not None
    assert runs(reached, (1, *least))
    for shorter in ((least[0] - 1, least[1]), (least[0], least[1] - 1)):
        assert min(shorter) < 1 or not runs(reached, (1, *shorter))


def test_the_smallest_input_serves_every_branch(wired: Wire) -> None:
    """A wide kernel on a side branch that fitted before is not forgotten when a tall one breaks."""
    module = wired(
        lambda net, x: (net.wide(x), net.tall(x)), wide=nn.Conv2d(1, 1, (1, 30)), tall=nn.Conv2d(1, 1, (9, 1))
    )
    assert smallest(module, (1, 5, 40)) == (9, 30)


def test_the_smallest_input_goes_past_squeeze_and_excitation(wired: Wire) -> None:
    """A 1×1 map that is spread over another asks for nothing of its own."""
    module = wired(
        lambda net, x: net.last(x * net.gate(F.adaptive_avg_pool2d(x, 1))),
        gate=nn.Conv2d(1, 1, 1),
        last=nn.Conv2d(1, 1, 7),
    )
    assert smallest(module, (1, 5, 5)) == (7, 7)
    assert runs(module, (1, 7, 7)) and not runs(module, (1, 6, 6))


def test_no_smallest_input_is_made_up_behind_a_global_pool() -> None:
    """No input is large enough for a 3-kernel behind a global pool, and none is named."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Conv2d(2, 2, 3))
    with pytest.raises(OutputTooSmall, match="would fit: less stride and pooling before it") as caught:
        trace(module, (1, 8, 8))
    assert "at least" not in str(caught.value)


def test_no_smallest_input_is_made_up_behind_interpolation() -> None:
    """Behind an upsampling, whose size follows from no window, no smallest input is named."""
    assert smallest(nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(1, 2, 9)), (1, 3, 3)) is None


def test_every_one_is_an_error_of_the_users() -> None:
    """A caller who catches ConvscopeError catches all of these."""
    assert issubclass(OutputTooSmall, ShapesDoNotFit)
    assert issubclass(ShapesDoNotFit, ConvscopeError)
