"""State of the whole process, set while anyone is inside."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from convscope.network.shared import Shared


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def shared(told: list[str]) -> Shared:
    @contextmanager
    def state() -> Iterator[None]:
        told.append("set")
        try:
            yield
        finally:
            told.append("as it was")

    return Shared(state)


def test_threads_that_overlap_set_it_once(shared: Shared, told: list[str]) -> None:
    """One enters, another enters, the first leaves: it is set still, until the other leaves, too."""
    entered, leave = threading.Event(), threading.Event()

    def other() -> None:
        with shared:
            entered.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with shared:
        thread.start()
        assert entered.wait(10)
    assert told == ["set"]
    leave.set()
    thread.join(10)
    assert told == ["set", "as it was"]


def test_it_is_put_back_after_an_error_and_can_be_set_again(shared: Shared, told: list[str]) -> None:
    """What goes wrong inside is passed on."""
    for _ in range(2):
        with pytest.raises(ValueError, match="inside"), shared:
            raise ValueError("inside")
    assert told == ["set", "as it was"] * 2
