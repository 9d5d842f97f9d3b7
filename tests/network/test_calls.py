"""Calls: equal ones are described once, each with tensors of its own."""

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode

from convscope.network.answers import Answers
from convscope.network.calls import Calls


def test_an_equal_call_is_described_with_its_own_tensors() -> None:
    """What is read is its argument, not that of the first."""
    with FakeTensorMode() as mode:
        calls = Calls(Answers(mode))
        weight = torch.zeros(4, 2, 3, 3)
        described = []
        for _ in range(2):
            maps = torch.zeros(1, 2, 8, 8)
            key = calls.key(torch.conv2d, (maps, weight), {})
            operation = calls.described(key, "conv2d", (maps, weight), {}, [maps, weight])
            assert operation.reads[0][0] is maps
            described.append(operation)
        assert described[0].windows is described[1].windows


def test_a_tensor_that_is_given_twice_is_described_each_time() -> None:
    """Places cannot tell which of the two a description means."""
    with FakeTensorMode() as mode:
        calls = Calls(Answers(mode))
        one, two = torch.zeros(1, 2), torch.zeros(1, 2)
        for pair in ((one, one), (one, two)):
            key = calls.key(torch.add, pair, {})
            assert [tensor for tensor, _ in calls.described(key, "add", pair, {}, pair).reads] == list(pair)


def test_what_has_no_formula_is_counted_and_writes_are_noticed() -> None:
    """A matrix product, counted by torch itself; an activation in place."""
    calls = Calls()
    two = torch.zeros(2, 3)
    output, macs, written = calls.made(None, torch.mm, (two, torch.zeros(3, 4)), {}, counting=True)
    assert (tuple(output.shape), macs, written) == ((2, 4), 24, False)
    output, macs, written = calls.made(None, nn.functional.relu, (two,), {"inplace": True}, counting=False)
    assert output is two and (macs, written) == (0, True)
    assert calls.made(None, Tensor.relu, (two,), {}, counting=False)[2] is False
