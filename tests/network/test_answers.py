"""Answers: an equal call is answered as before, in everything that a tensor without numbers has."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode

from convscope.network import trace
from convscope.network.answers import Answers

Wire = Callable[..., nn.Module]


def told(tensor: Tensor) -> tuple[Any, ...]:
    return (type(tensor), tensor.shape, tensor.stride(), tensor.dtype, tensor.device, tensor.requires_grad)


@pytest.mark.parametrize(
    "call",
    [
        (F.conv2d, (torch.zeros(4, 2, 3, 3),), {"padding": 1}),
        (F.max_pool2d, (2,), {}),
        (torch.sigmoid, (), {}),
        (torch.cat, "list", {"dim": 1}),
        (Tensor.to, (torch.float16,), {}),
        (Tensor.argmax, (1,), {}),
        (Tensor.add, (torch.zeros(1, 2, 1, 1),), {}),
    ],
    ids=lambda call: call[0].__name__,
)
def test_an_equal_call_gets_an_equal_tensor(call: tuple[Callable[..., Any], Any, dict[str, Any]]) -> None:
    """Another object of the same shape, strides, type and device, channels last or not."""
    function, more, kwargs = call
    for layout in (torch.contiguous_format, torch.channels_last):
        with FakeTensorMode() as mode, torch.no_grad():
            answers = Answers(mode)
            maps = [mode.from_tensor(torch.zeros(1, 2, 8, 8).to(memory_format=layout)) for _ in range(2)]
            rest = () if more == "list" else [mode.from_tensor(v) if isinstance(v, Tensor) else v for v in more]
            first, again = (([one, one], *rest) if more == "list" else (one, *rest) for one in maps)
            key = answers.key(function, first, kwargs)
            assert key == answers.key(function, again, kwargs) and key is not None
            assert answers.again(key, first) is None
            said = function(*first, **kwargs)
            answers.remember(key, first, kwargs, said, written=False)
            repeated = answers.again(key, again)
            assert repeated is not None
            assert repeated[0] is not said and told(repeated[0]) == told(said) == told(function(*again, **kwargs))
            assert repeated[1] is False


def test_a_write_in_place_gives_the_argument_itself() -> None:
    """And says that it was written."""
    with FakeTensorMode() as mode, torch.no_grad():
        answers = Answers(mode)
        one, two = torch.zeros(1, 2), torch.zeros(1, 2)
        key = answers.key(Tensor.relu_, (one,), {})
        answers.remember(key, (one,), {}, one.relu_(), written=True)
        repeated = answers.again(key, (two,))
        assert repeated is not None and repeated[0] is two and repeated[1]


@pytest.mark.parametrize(
    "call",
    [(Tensor.view, (2,)), (Tensor.unsqueeze_, (0,)), (Tensor.chunk, (2,)), (Tensor.resize_, (1,)), (Tensor.detach, ())],
    ids=lambda call: call[0].__name__,
)
def test_views_and_changes_of_shape_are_not_repeated(call: tuple[Callable[..., Any], tuple[Any, ...]]) -> None:
    """They are asked for each time."""
    function, more = call
    with FakeTensorMode() as mode, torch.no_grad():
        answers = Answers(mode)
        tensor = torch.zeros(1, 2)
        key = answers.key(function, (tensor, *more), {})
        answers.remember(key, (tensor, *more), {}, function(tensor, *more), written=function is Tensor.resize_)
        assert answers.again(key, (tensor, *more)) is None


def test_calls_that_differ_have_keys_that_differ() -> None:
    """By a number's type, a tensor's strides, the mode around; real tensors and functions have none."""
    with FakeTensorMode() as mode:
        answers = Answers(mode)
        tensor = torch.zeros(1, 2, 4, 4)
        keys = [answers.key(torch.mul, (tensor, number), {}) for number in (1, 1.0, True)]
        keys.append(answers.key(torch.mul, (tensor.to(memory_format=torch.channels_last), 1), {}))
        keys.append(answers.key(torch.mul, (tensor,), {"other": 1}))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            keys.append(answers.key(torch.mul, (tensor, 1), {}))
        assert len(set(keys)) == 6
    assert answers.key(torch.mul, (torch.zeros(1), 1), {}) is None
    assert answers.key(torch.mul, (tensor, print), {}) is None


def test_one_tensor_twice_is_not_two(wired: Wire) -> None:
    """``x + x`` and ``x + y`` of equal shapes are told apart in what they read."""
    module = wired(
        lambda net, x: net.conv(x) + net.conv(x) + (x + x) + (x + net.conv(x)), conv=nn.Conv2d(1, 1, 3, padding=1)
    )
    network = trace(module, (1, 8, 8))
    inputs = {layer.name: layer.inputs for layer in network if layer.operator == "add"}
    assert inputs["add:2"] == (-1,)
    assert inputs["add:4"] == (-1, network["conv:3"].index)


def test_autocast_inside_forward_is_seen(wired: Wire) -> None:
    """The same convolution in two types: half the bytes the second time."""

    def wiring(net: Any, x: Tensor) -> Any:
        first = net.conv(x)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return first, net.conv(x)

    network = trace(wired(wiring, conv=nn.Conv2d(1, 1, 3)), (1, 8, 8))
    assert [layer.bytes for layer in network] == [144, 72]


def test_what_is_written_into_a_tensor_that_was_handed_in_is_followed(wired: Wire) -> None:
    """``out=``, twice with equal shapes: each time the tensor that was given, a part of another or not."""

    def wiring(net: Any, x: Tensor) -> Any:
        maps = net.conv(x)
        one, two, both = (torch.zeros(1, channels, 8, 8) for channels in (1, 1, 2))
        torch.add(maps, maps * 2, out=one)
        torch.add(maps, maps * 2, out=two)
        torch.add(maps, maps * 2, out=both[:, 1:])
        return net.last(two), net.both(both)

    module = wired(wiring, conv=nn.Conv2d(1, 1, 3, padding=1), last=nn.Conv2d(1, 1, 3), both=nn.Conv2d(2, 1, 3))
    network = trace(module, (1, 8, 8))
    assert network["last"].inputs == (network["add:2"].index,)
    assert network["last"].receptive_field == network["both"].receptive_field == (5, 5)
