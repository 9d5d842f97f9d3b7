"""Normalisation: pointwise with kept statistics, else a mean over what it says, against gradients."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convscope.network.operators.normalization import (
    batch_norm,
    group_norm,
    instance_norm,
    layer_norm,
    local_response_norm,
)

X, STATISTIC = torch.zeros(2, 4, 2, 3), torch.ones(4, dtype=torch.float64)


def test_batch_norm_with_kept_statistics_is_pointwise(proven: Callable[..., Any]) -> None:
    """In evaluation batch norm scales each number at its place."""
    operation = proven(batch_norm, F.batch_norm, X, STATISTIC, STATISTIC, training=False)
    assert operation.unbounded == "no"


def test_batch_norm_in_training_gathers(proven: Callable[..., Any]) -> None:
    """In training it takes a mean over batch and map, said by keyword or by position."""
    assert proven(batch_norm, F.batch_norm, X, None, None, training=True).unbounded == "yes"
    assert batch_norm((X, None, None, None, None, True), {}).unbounded == "yes"


def test_norms_over_the_map(proven: Callable[..., Any]) -> None:
    """Group norm over a group's channels, instance norm over one's, layer norm over the last axes."""
    assert proven(group_norm, F.group_norm, X, 2).unbounded == "yes"
    assert proven(instance_norm, F.instance_norm, X).unbounded == "yes"
    assert proven(layer_norm, F.layer_norm, X, [3]).unbounded == "yes"
    assert proven(layer_norm, F.layer_norm, X, [2, 3]).unbounded == "yes"


def test_instance_norm_with_kept_statistics(proven: Callable[..., Any]) -> None:
    """Is pointwise as well."""
    operation = proven(instance_norm, F.instance_norm, X, STATISTIC, STATISTIC, use_input_stats=False)
    assert operation.unbounded == "no"


def test_local_response_norm_reads_neighbouring_channels(proven: Callable[..., Any]) -> None:
    """At its own place of the map."""
    for size in (1, 2, 3):
        proven(local_response_norm, F.local_response_norm, X, size)


def test_norms_cost_no_macs() -> None:
    """By the convention here normalisation costs no MACs."""
    for operation in (batch_norm((X, STATISTIC, STATISTIC), {}), group_norm((X, 2), {}), layer_norm((X, [3]), {})):
        assert operation.macs is not None and operation.macs((2, 4, 2, 3)) == 0


@given(st.integers(1, 2), st.integers(1, 6), st.integers(1, 6), st.integers(1, 2), st.integers(1, 6))
def test_a_group_norm_is_refused_where_torch_refuses_it(n: int, c: int, groups: int, side: int, made_for: int) -> None:
    """Channels it was not made for, groups that do not divide them, groups of a single number; and only there."""
    args = (torch.zeros(n, c, side, side), groups, torch.ones(made_for), torch.zeros(made_for))
    said = group_norm(args, {}).mismatch
    try:
        F.group_norm(*args)
    except (RuntimeError, ValueError):
        assert said is not None
    else:
        assert said is None


def test_what_would_fit_a_group_of_one_number() -> None:
    """Fewer groups: half of them have two numbers each."""
    operation = group_norm((torch.zeros(1, 32, 1, 1), 32), {})
    assert str(operation.mismatch) == "takes each group's mean over a single number, which leaves nothing of it"
    assert str(operation.would_fit).startswith("fewer than 32 groups, or ")
    assert group_norm((torch.zeros(1, 32, 1, 1), 16), {}).mismatch is None


@pytest.mark.parametrize("size", [(1, 4, 1, 1), (2, 4, 1, 1), (1, 4, 1, 2), (1, 3, 2, 2)])
@pytest.mark.parametrize("training", [False, True])
def test_the_other_norms_are_refused_where_torch_refuses_them(size: tuple[int, ...], training: bool) -> None:
    """A batch norm in training on one number a channel, an instance norm on one place, three channels for four."""
    for described, norm in ((batch_norm, F.batch_norm), (instance_norm, F.instance_norm)):
        args = (torch.zeros(size), torch.zeros(4), torch.ones(4), torch.ones(4), torch.zeros(4), training)
        said = described(args, {}).mismatch
        try:
            norm(*args)
        except (RuntimeError, ValueError):
            assert said is not None
        else:
            assert said is None


def test_a_batch_norm_for_other_channels_names_its_argument() -> None:
    """As it is called where the module is made."""
    operation = batch_norm((torch.zeros(1, 3, 2, 2), STATISTIC, STATISTIC), {})
    assert str(operation.mismatch) == "normalises 4 channels and got 3"
    assert str(operation.would_fit) == "num_features=3"
