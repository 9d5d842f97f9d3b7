"""Networks with and without pools, on few digits."""

import pytest

from convscope.errors import UnknownName
from convscope.lab.lessons.few import WAYS, few_gap, few_kept, few_macs, few_parameters


def test_costs_are_those_worked_out_by_hand() -> None:
    """80 and 1,168 in the convolutions, then 16 · 3 · 3, 16 · 12 · 12 or 16 numbers into ten classes."""
    convolutions = (9 + 1) * 8 + (8 * 9 + 1) * 16
    ends = [(one + 1) * 10 for one in (16 * 9, 16 * 144, 16, 16)]
    assert [few_parameters(way) for way in WAYS] == [convolutions + end for end in ends]
    assert few_macs("not pooled, mean") == 144 * (9 * 8 + 8 * 9 * 16) + 160


def test_a_way_that_there_is_not_is_told() -> None:
    """Of what is trained as of what is counted."""
    for function in (few_gap, few_kept, few_macs):
        with pytest.raises(UnknownName, match="way 'pool'"):
            function("pool")
