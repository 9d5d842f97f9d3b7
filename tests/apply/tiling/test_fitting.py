"""Sizes to pad to."""

from convscope.apply.tiling.fitting import MULTIPLES, sizes


def test_the_own_size_comes_first_then_multiples_none_twice() -> None:
    """Each is as near as its multiple allows."""
    found = list(sizes(601, 100))
    assert found == [(601, 100), (602, 100), (604, 100), (608, 104), (608, 112), (608, 128), (640, 128)]
    assert list(sizes(128, 256)) == [(128, 256)]
    assert all(any(side % multiple == 0 for multiple in MULTIPLES) for size in found[1:] for side in size)
