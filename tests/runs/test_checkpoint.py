"""Nested states as one safetensors file."""

import math
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file
from torch import nn

from convscope.errors import BrokenRun, ConvscopeError
from convscope.runs.checkpoint import load_checkpoint, save_checkpoint

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.integers() | st.text(st.characters(codec="utf-8")), inner)
    ),
)


def same(one: Any, other: Any) -> bool:
    """Equal, of the same types all the way down, nan being itself."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float):
        return one.hex() == other.hex() or (math.isnan(one) and math.isnan(other))
    return bool(one == other)


@given(value=VALUES)
def test_plain_values_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, value: Any) -> None:
    """Numbers as keys, tuples, every bit of a float, infinities, a list that looks like our own mark."""
    place = tmp_path_factory.mktemp("checkpoint") / "c"
    state = {"value": value, "mark": ["tensor", "0", None]}
    save_checkpoint(place, state)
    assert same(load_checkpoint(place), state)


@pytest.mark.parametrize(
    "tensor",
    [
        torch.tensor(3.5), torch.empty(0, 3), torch.tensor([True, False]), torch.arange(5), torch.get_rng_state(),
        torch.tensor([float("nan"), float("-inf")]), torch.randn(3).bfloat16(), torch.randn(3).double(),
        torch.randn(2, 3, 4, 4).to(memory_format=torch.channels_last), torch.randn(3, 4).T,
    ],
)  # fmt: skip
def test_tensors_come_back_to_the_bit_and_in_their_order(tmp_path: Path, tensor: torch.Tensor) -> None:
    """Type, shape, strides and every bit."""
    save_checkpoint(tmp_path / "c", {"a": {1: [tensor]}})
    back = load_checkpoint(tmp_path / "c")["a"][1][0]
    assert (back.dtype, back.shape) == (tensor.dtype, tensor.shape)
    assert back.is_contiguous() if tensor.is_contiguous() else back.stride() == tensor.stride()
    flat = back.contiguous().reshape(-1).view(torch.uint8)
    assert torch.equal(flat, tensor.contiguous().reshape(-1).view(torch.uint8))


def test_the_state_of_an_optimiser_and_a_schedule_can_be_gone_on_from(tmp_path: Path) -> None:
    """PyTorch's own, through the file: the next steps are the same to the bit as without."""
    torch.manual_seed(0)

    def steps(module: nn.Module, optimizer: torch.optim.Optimizer, schedule: Any, count: int) -> None:
        for _ in range(count):
            module(torch.ones(2, 3, 8, 8)).square().mean().backward()
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()

    def fresh() -> tuple[nn.Module, torch.optim.Optimizer, Any]:
        module = nn.Conv2d(3, 4, 3).to(memory_format=torch.channels_last)
        optimizer = torch.optim.AdamW(module.parameters(), lr=0.1)
        return module, optimizer, torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=10)

    one = fresh()
    steps(*one, 3)
    save_checkpoint(tmp_path / "c", {str(number): dict(part.state_dict()) for number, part in enumerate(one)})
    other, state = fresh(), load_checkpoint(tmp_path / "c")
    for number, part in enumerate(other):
        part.load_state_dict(state[str(number)])
    steps(*one, 4)
    steps(*other, 4)
    for name, tensor in one[0].state_dict().items():
        assert torch.equal(tensor, other[0].state_dict()[name]), name
    assert one[2].get_last_lr() == other[2].get_last_lr()


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object(), 1j])
def test_what_it_cannot_hold_is_named(tmp_path: Path, value: object) -> None:
    """By its place, and nothing is written."""
    with pytest.raises(ConvscopeError, match=r"cannot hold optimizer\.state\[1\], a "):
        save_checkpoint(tmp_path / "c", {"optimizer": {"state": [0, value]}})
    with pytest.raises(ConvscopeError, match="whose key is a tuple"):
        save_checkpoint(tmp_path / "c", {"optimizer": {(1, 2): 0}})
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_none_or_cut_short_is_told(tmp_path: Path) -> None:
    """Missing, cut, of another kind, and of text."""
    with pytest.raises(BrokenRun, match="has no checkpoint"):
        load_checkpoint(tmp_path / "c")
    save_checkpoint(tmp_path / "c", {"a": torch.zeros(100)})
    (tmp_path / "c").write_bytes((tmp_path / "c").read_bytes()[:-7])
    with pytest.raises(BrokenRun, match="is not whole"):
        load_checkpoint(tmp_path / "c")
    save_file({"a": torch.zeros(1)}, tmp_path / "weights")
    with pytest.raises(BrokenRun, match="is not a checkpoint"):
        load_checkpoint(tmp_path / "weights")
    (tmp_path / "text").write_text("{}")
    with pytest.raises(BrokenRun, match="is not whole"):
        load_checkpoint(tmp_path / "text")
