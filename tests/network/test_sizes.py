"""A network at other sizes."""

import gc
import pickle
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError, ShapesDoNotFit
from convscope.models import build
from convscope.network import Network, OutputTooSmall, trace, watch
from convscope.network.sizes import Sizes, Stopped, last_map


def padded_in_python(net: Any, x: Tensor) -> Tensor:
    """Pad to a multiple of 8, go down and up again, cut the padding off."""
    height, width = x.shape[-2:]
    x = net.start(F.pad(x, (0, -width % 8, 0, -height % 8)))
    deep = net.deep(F.max_pool2d(x, 8))
    return (x + F.interpolate(deep, scale_factor=8.0))[..., :height, :width]


@pytest.fixture
def pads(wired: Callable[..., nn.Module]) -> nn.Module:
    return wired(padded_in_python, start=nn.Conv2d(3, 4, 3, padding=1), deep=nn.Conv2d(4, 4, 3, padding=1))


@pytest.mark.parametrize("size", [(30, 30), (32, 32), (33, 41), (8, 64), (1, 1)])
def test_a_network_that_pads_by_size_in_python_is_never_wrong(pads: nn.Module, size: tuple[int, int]) -> None:
    """Every layer's shape is that of a real run at that size, and the answer has the picture's size."""
    there = trace(pads, (3, 32, 32)).at(*size)
    network, outputs = watch(pads.eval(), torch.zeros(1, 3, *size))
    assert [layer.output_shape for layer in there] == [tuple(output.shape) for output in outputs]
    assert there.layers == network.layers
    assert there.layers[-1].output_shape[2:] == size


def test_at_is_the_trace_at_that_size() -> None:
    """Equal in everything, the way back to another size included."""
    module = build("resnet20").module
    there = trace(module, (3, 32, 32), target="net").at(48, 40)
    assert there == trace(module, (3, 48, 40), target="net")
    assert there.at(32, 32) == trace(module, (3, 32, 32), target="net")
    assert hash(there) == hash(trace(module, (3, 48, 40), target="net"))


def test_what_was_asked_of_the_trace_is_kept(wired: Callable[..., nn.Module]) -> None:
    """Training, further inputs, and the run on zeros."""
    both = wired(lambda net, x: F.relu(net.last(x)) if net.training else net.last(x), last=nn.Conv2d(3, 2, 1))
    assert len(trace(both, (3, 8, 8), training=True).at(9, 9)) == 2
    decides = wired(lambda net, x: net.last(x) if x.sum() < 1 else x, last=nn.Conv2d(3, 2, 1))
    there = trace(decides, (3, 8, 8), on_zeros=True).at(9, 5)
    assert there.on_zeros and there.layers[-1].output_shape == (1, 2, 9, 5)

    class Two(nn.Module):
        def forward(self, x: Tensor, gate: Tensor) -> Tensor:
            return x * gate

    assert trace(Two(), [(3, 8, 8), (3, 1, 1)]).at(5, 6).other_inputs == ((3, 1, 1),)


@pytest.mark.parametrize(
    ("module", "shape", "size", "output"),
    [
        (nn.Conv1d(1, 2, 5, stride=2), (1, 100), (33,), (1, 2, 15)),
        (nn.Conv3d(1, 2, 3), (1, 8, 8, 8), (4, 5, 6), (1, 2, 2, 3, 4)),
    ],
)
def test_lines_and_volumes_have_sizes_too(
    module: nn.Module, shape: tuple[int, ...], size: tuple[int, ...], output: tuple[int, ...]
) -> None:
    """One length an axis, 1-D and 3-D."""
    assert trace(module, shape).at(*size).layers[-1].output_shape == output


@pytest.mark.parametrize("size", [(0, 0), (-1, 8), (8,), (8, 8, 8), (8.0, 8), (True, 8), (10**9, 10**9), (10**30, 1)])
def test_a_size_that_is_none_is_told(size: tuple[Any, ...]) -> None:
    """Below 1, too few or too many lengths, no whole number, more than torch can count: one clear line."""
    with pytest.raises(ConvscopeError, match="came"):
        trace(nn.Conv2d(3, 2, 3), (3, 8, 8)).at(*size)


@pytest.mark.parametrize(
    "end", [nn.AdaptiveAvgPool2d(1), nn.AdaptiveMaxPool2d((7, 1)), nn.AdaptiveAvgPool2d(4), nn.Upsample(scale_factor=2)]
)
def test_a_thousand_million_rows_take_no_time_and_no_memory(end: nn.Module) -> None:
    """Nothing of that length is made: the trace, its receptive fields, what is lost."""
    module = nn.Sequential(nn.Conv2d(3, 4, 4, stride=4), nn.MaxPool2d(3, 2), end)
    network = trace(module, (3, 64, 64)).at(10**9, 64)
    assert network.layers[0].output_shape == (1, 4, 250_000_000, 16)
    (fit,) = trace(module, (3, 64, 64)).sizes(10**9, 10**9, fixed=(None, 64)).fits
    assert (fit.loses, fit.lost) == ("1", "row 249999999 and column 15")


def test_a_description_without_its_module_says_so() -> None:
    """One that was made by hand cannot be traced again."""
    with pytest.raises(ConvscopeError, match="does not know its module"):
        Network("net", (3, 8, 8), (), 0).at(9, 9)


def test_the_module_is_kept_by_reference_and_travels(wired: Callable[..., nn.Module]) -> None:
    """It is not copied, dies with the description, and is pickled along; nothing of it stands in JSON or repr."""
    module = nn.Sequential(nn.Conv2d(3, 2, 3))
    network = trace(module, (3, 8, 8))
    assert pickle.loads(pickle.dumps(network)).at(9, 9) == network.at(9, 9)
    assert "again" not in network.as_dict() and "again=" not in repr(network)
    alive = weakref.ref(module)
    del module
    gc.collect()
    assert alive() is not None
    del network
    gc.collect()
    assert alive() is None


def test_the_two_ticks_are_two_things() -> None:
    """7/2/3 on 224 does not divide and loses nothing; 11/4 on 224 does neither, on 227 both (AlexNet's lesson)."""
    stem = trace(nn.Conv2d(3, 8, 7, stride=2, padding=3), (3, 224, 224)).sizes(224, 225)
    assert (stem.divide, stem.loses_nothing) == ((225,), (224, 225))
    alex = trace(nn.Conv2d(3, 8, 11, stride=4), (3, 224, 224)).sizes(224, 227)
    assert (alex.divide, alex.loses_nothing) == ((227,), (227,))
    assert (alex.fits[0].uneven, alex.fits[0].lost) == ("conv2d", "row 223 and column 223")
    assert [fit.output for fit in alex.fits] == [(54, 54), (54, 54), (54, 54), (55, 55)]


def test_a_size_that_fails_names_the_layer(wired: Callable[..., nn.Module]) -> None:
    """Too small, a skip that does not fit, a fully connected layer, an assertion of the user's."""
    lenet = trace(build("lenet5").module, (1, 32, 32)).sizes(8, 33, 25)
    assert [fit.fails for fit in lenet.fits] == ["conv2", ""]
    skip = wired(
        lambda net, x: net.last(x) + F.interpolate(F.max_pool2d(x, 2), scale_factor=2.0), last=nn.Conv2d(1, 1, 1)
    )
    found = trace(skip, (1, 8, 8)).sizes(7, 8)
    assert (found.fits[0].fails, found.fail) == ("add", (7,))
    assert "do not combine" in found.fits[0].problem
    with pytest.raises(ShapesDoNotFit) as caught:
        trace(skip, (1, 8, 8)).at(7, 7)
    assert caught.value.layer == "add"

    def even(net: Any, x: Tensor) -> Tensor:
        assert x.shape[-1] % 2 == 0, "even sizes, please"
        return net.last(x)  # type: ignore[no-any-return]

    odd = trace(wired(even, last=nn.Conv2d(1, 1, 1)), (1, 8, 8)).sizes(7, 8).fits[0]
    assert (odd.fails, odd.runs) == ("", False) and "even sizes, please" in odd.problem


def test_a_network_that_recurses_for_some_sizes_fails_there_alone(wired: Callable[..., nn.Module]) -> None:
    """And says that it calls itself."""
    again = wired(lambda net, x: net(net.last(x)) if x.shape[-1] > 8 else net.last(x), last=nn.Conv2d(1, 1, 1))
    small, large = trace(again, (1, 8, 8)).sizes(8, 9).fits
    assert small.runs and "calls itself without end" in large.problem


def test_one_that_decides_by_value_at_some_sizes_fails_there_alone(wired: Callable[..., nn.Module]) -> None:
    """And says so."""
    decides = wired(lambda net, x: x if x.shape[-1] > 8 and x.sum() > 0 else net.last(x), last=nn.Conv2d(1, 1, 1))
    small, large = trace(decides, (1, 8, 8)).sizes(8, 9).fits
    assert small.runs and "decides by the values" in large.problem


def test_a_network_found_too_small_can_be_tried_larger() -> None:
    """The half description that the error holds knows its module, too."""
    with pytest.raises(OutputTooSmall) as caught:
        trace(build("lenet5").module, (1, 8, 8))
    assert caught.value.network is not None
    assert caught.value.network.at(32, 32).layers[-1].output_shape == (1, 10)


def test_one_axis_can_be_kept() -> None:
    """fixed=(None, 64) changes the height alone."""
    found = trace(nn.Conv2d(3, 2, 3, stride=2), (3, 64, 64)).sizes(9, 11, fixed=(None, 63))
    assert [fit.size for fit in found.fits] == [(9, 63), (10, 63), (11, 63)]
    assert found.divide == (9, 11)


@pytest.mark.parametrize(
    ("low", "high", "step", "fixed"),
    [(0, 3, 1, ()), (-1, 3, 1, ()), (5, 3, 1, ()), (3, 5, 0, ()), (3, 5, -1, ()), (1, 10**9, 1, ()),
     (3, 5, 1, (3, 4)), (3, 5, 1, (None,))],
)  # fmt: skip
def test_bounds_that_are_none_are_told(low: int, high: int, step: int, fixed: tuple[int | None, ...]) -> None:
    """Before anything is traced."""
    with pytest.raises(ConvscopeError, match="came"):
        trace(nn.Conv2d(3, 2, 3), (3, 8, 8)).sizes(low, high, step, fixed=fixed)


def test_progress_is_told_after_every_size() -> None:
    """How many of how many are done; what it raises, Ctrl-C say, ends the work."""
    told: list[tuple[int, int]] = []
    network = trace(nn.Conv2d(3, 2, 3), (3, 8, 8))
    network.sizes(8, 12, 2, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]

    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        network.sizes(8, 12, progress=stop)
    assert isinstance(caught.value, Stopped) and [fit.size for fit in caught.value.found.fits] == [(8, 8)]
    assert str(caught.value) == "stopped after 1 of 5 sizes"


def test_the_last_map_is_the_one_before_what_gathers_it(wired: Callable[..., nn.Module]) -> None:
    """Not the 1 × 1 of a global pool, nor what a squeeze-and-excitation branch makes; a resize at the end is one."""
    pooled = nn.Sequential(nn.Conv2d(1, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Conv2d(2, 2, 1), nn.Flatten())
    gated = wired(lambda net, x: net.first(x) * x.mean((2, 3), keepdim=True).sigmoid(), first=nn.Conv2d(1, 1, 3))
    grown = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Upsample(size=16))
    named = []
    for module in (pooled, gated, grown):
        last = last_map(trace(module, (1, 9, 9)))
        assert last is not None
        named.append((last.operator, last.output_shape[2:]))
    assert named == [("conv2d", (7, 7)), ("mul", (7, 7)), ("interpolate", (16, 16))]


def test_json_has_every_size_and_the_lists() -> None:
    """Plain values, null where there is nothing to name."""
    found = trace(nn.Conv2d(3, 8, 3, stride=3), (3, 9, 9)).sizes(2, 10, 4)
    values = found.as_dict()
    assert (values["lose_nothing"], values["fail"], values["fixed"]) == ([6], [2], [None, None])
    assert values["sizes"][0]["output"] is None and not values["sizes"][0]["runs"]
    assert values["sizes"][2] == {
        "size": [10, 10], "output": [3, 3], "runs": True, "divides": False, "loses_nothing": False,
        "uneven": "conv2d", "loses": "conv2d", "lost": "row 9 and column 9", "fails": None, "problem": None,
    }  # fmt: skip
    assert isinstance(found, Sizes)
