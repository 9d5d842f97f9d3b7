"""Normalisation: pointwise with kept statistics, unbounded where it averages over the map."""

import torch

from convscope.network.operators.normalization import batch_norm, map_norm

MAP, STATISTIC = torch.zeros(1, 2, 4, 4), torch.zeros(2)


def test_batch_norm_with_kept_statistics_is_pointwise() -> None:
    """In evaluation batch norm scales each number at its place."""
    operation = batch_norm((MAP, STATISTIC, STATISTIC), {"training": False})
    assert (operation.reads, operation.unbounded) == ("pointwise", False)


def test_batch_norm_in_training_gathers() -> None:
    """In training it takes a mean over the map, said by keyword or by position."""
    assert batch_norm((MAP, STATISTIC, STATISTIC), {"training": True}).unbounded
    assert batch_norm((MAP, None, None, None, None, True), {}).unbounded


def test_group_and_instance_norm_gather() -> None:
    """Norms over the map are unbounded."""
    assert map_norm((MAP, 2), {}).unbounded


def test_norms_cost_no_macs() -> None:
    """By the convention here normalisation costs no MACs."""
    for operation in (batch_norm((MAP, STATISTIC, STATISTIC), {}), map_norm((MAP, 2), {})):
        assert operation.macs is not None and operation.macs((1, 2, 4, 4)) == 0
