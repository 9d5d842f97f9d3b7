"""Views: which part of a tensor another shows, and whether two can share a number; by marking memory."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from convscope.network.views import apart, index_into, shows_same

SHAPE = (2, 3, 4)


@st.composite
def indices(draw: st.DrawFn) -> tuple[int | slice, ...]:
    """A whole number or a range for each axis."""
    index: list[int | slice] = []
    for length in SHAPE:
        start = draw(st.integers(0, length - 1))
        stop = draw(st.integers(start + 1, length))
        index.append(draw(st.sampled_from((start, slice(start, stop), slice(None)))))
    return tuple(index)


def marked(base: Tensor, view: Tensor) -> set[int]:
    """Which numbers of a memory a view shows, by writing into it."""
    base.zero_()
    view.fill_(1)
    return {int(place) for place in base.flatten().nonzero()}


@given(index=indices(), order=st.permutations(range(3)))
def test_a_part_is_found_again(index: tuple[int | slice, ...], order: list[int]) -> None:
    """Of a tensor of any order in memory, the index found shows the same numbers at the same places."""
    whole = torch.zeros([SHAPE[axis] for axis in order]).permute(*torch.tensor(order).argsort().tolist())
    assert tuple(whole.shape) == SHAPE
    part = whole[index]
    found = index_into(whole, part)
    assert found is not None
    assert shows_same(whole[found], part)


@given(one=indices(), two=indices())
def test_who_is_apart_shares_no_number(one: tuple[int | slice, ...], two: tuple[int | slice, ...]) -> None:
    """And boxes that share none are known to be apart."""
    whole = torch.zeros(SHAPE)
    assert apart(whole[one], whole[two]) == (not marked(whole, whole[one]) & marked(whole, whole[two]))


WHOLE = torch.zeros(SHAPE)


@pytest.mark.parametrize(
    "part", [WHOLE.mT, WHOLE[..., ::2], WHOLE.view(2, 12), WHOLE[:1].expand(2, 3, 4), WHOLE.unsqueeze(0)]
)
def test_other_views_have_no_index(part: Tensor) -> None:
    """A transpose, a step, another shape, a spread one, one with more axes: none is a box of the tensor."""
    assert index_into(WHOLE, part) is None


def test_memory_before_the_tensor_is_no_part_of_it() -> None:
    """A view that starts before it, or goes on behind it."""
    memory = torch.zeros(12)
    assert index_into(memory[4:], memory[:4]) is None
    assert index_into(memory[:4], memory[2:8]) is None
    assert index_into(memory[2:8], memory[4:6]) == (slice(2, 4),)
