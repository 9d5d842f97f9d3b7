"""What networks pool."""

import pytest

from convscope.errors import UnknownName
from convscope.lab.lessons.pooled import coarsest, pools


def test_pools_are_counted_and_the_coarsest_map_is_found() -> None:
    """LeNet-5 pools twice; a network of strided convolutions never."""
    assert (pools("lenet5"), coarsest("lenet5")) == (2, 6)
    assert pools("allconv") == 0 and pools("zfnet") == 3
    with pytest.raises(UnknownName):
        pools("lenet6")
