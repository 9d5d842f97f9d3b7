"""How values were scaled where a network was trained."""

import pytest

from convscope.errors import ConvscopeError
from convscope.picture import InputContract
from convscope.picture.scaling import scaled_as

CONTRACT = InputContract(3, 8, 8)


def test_one_number_or_one_a_channel() -> None:
    """Nothing said is 0 and 1, where it need not be said."""
    assert scaled_as(CONTRACT, None, None, "x", needed=False).std == (1.0,)
    found = scaled_as(CONTRACT, (0.1, 0.2, 0.3), 0.5, "x", needed=True)
    assert (found.mean, found.std) == ((0.1, 0.2, 0.3), (0.5,))


@pytest.mark.parametrize(
    ("mean", "std", "told"),
    [
        (None, 0.5, "how x was trained to see pixels is not known; say it with --mean and --std"),
        ((0.1, 0.2), 0.5, "mean has 2 numbers, the network 3 channels"),
        (127.5, 0.5, "divide mean and std by 255: 0.5000"),
        (0.5, 0.0, "std is 0.0; give numbers above 0"),
    ],
)
def test_what_cannot_be_right_is_told(mean: float, std: float, told: str) -> None:
    """With what would be."""
    with pytest.raises(ConvscopeError, match=told):
        scaled_as(CONTRACT, mean, std, "x", needed=True)
