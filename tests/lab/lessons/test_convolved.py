"""What claims say of one convolution."""

import pytest
import torch

from convscope.errors import UnknownName
from convscope.lab.lessons import convolved


def test_differences_are_counted_where_there_are_some() -> None:
    """The same numbers differ nowhere; one that is changed differs once."""
    first = torch.ones(2, 3, dtype=torch.float64)
    second = first.clone()
    second[1, 2] += 1e-6
    assert convolved._differing(first, first) == 0 and convolved._differing(first, second) == 1


@pytest.mark.parametrize(
    ("function", "name"),
    [(convolved.shift_differs, "x"), (convolved.shuffle_differs, "x"), (convolved.stacked_differs, "x")],
)
def test_a_name_that_is_none_is_told(function: object, name: str) -> None:
    """With those that there are."""
    with pytest.raises(UnknownName, match="known"):
        function(name)  # type: ignore[operator]


def test_a_layer_that_pools_keeps_shifts_and_a_mean_forgets_them() -> None:
    """At stride 1, and over the whole map."""
    assert convolved.shift_differs("pool") == convolved.shift_differs("mean") == 0 < convolved.shift_differs("strided")
