"""What torchrun says of a process."""

import pytest

from convscope.errors import ConvscopeError
from convscope.torchrun import is_silent, place

TOLD = {"RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2"}
TOLD |= {"MASTER_ADDR": "a", "MASTER_PORT": "9"}


def test_all_of_it_is_read() -> None:
    """Rank, size, where on the machine, and the first worker's address."""
    found = place(TOLD)
    assert found is not None
    assert (found.rank, found.size, found.local_rank, found.local_size) == (3, 4, 1, 2)
    assert (found.address, found.port) == ("a", 9)


def test_one_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without torchrun, and with one worker; then it speaks."""
    assert place({}) is None
    assert place({**TOLD, "RANK": "0", "WORLD_SIZE": "1"}) is None
    assert not is_silent()
    for name, value in TOLD.items():
        monkeypatch.setenv(name, value)
    assert is_silent()


@pytest.mark.parametrize(
    ("wrong", "said"), [({"RANK": "x"}, "RANK=x is no number"), ({"RANK": "4"}, "RANK=4 came with WORLD_SIZE=4")]
)
def test_wrong_numbers_are_told(wrong: dict[str, str], said: str) -> None:
    """Whoever sets them by hand is told which is wrong."""
    with pytest.raises(ConvscopeError, match=said):
        place({**TOLD, **wrong})
