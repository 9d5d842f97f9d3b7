"""Normalisation: pointwise with kept statistics, else a mean over what it says, against gradients."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

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
