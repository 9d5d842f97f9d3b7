"""Lines between workers: here three ends of them in one process."""

from collections.abc import Iterator

import pytest

from convscope.training.distributed.lifeline import Lifeline, WorkerLost
from convscope.training.distributed.listening import Listener
from convscope.training.distributed.neighbours import Neighbour

Ends = list[Lifeline]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """Three workers, the first of which holds the lines."""
    listeners = [Listener() for _ in range(3)]
    where = [Neighbour(rank, f"node-{rank}", "127.0.0.1", "lo", one.port) for rank, one in enumerate(listeners)]
    found = [Lifeline(own, where, listener) for own, listener in zip(where, listeners, strict=True)]
    assert all(one.whole() for one in found)
    yield found
    for one in found:
        one.close(well=True)


def said(end: Lifeline) -> str:
    assert end._gone.wait(10)
    with pytest.raises(WorkerLost) as raised:
        end.heed(None)
    assert raised.value.exit_code == 1
    return str(raised.value)


def test_whoever_ends_without_a_word_is_known_to_all(ends: Ends) -> None:
    """As a process that is killed: the system closes its line."""
    ends[2].close(well=False)
    for end in ends[:2]:
        assert said(end).startswith(
            "worker 2 on node-2 (127.0.0.1, lo) is gone: it ended without a word, as where it was"
        )


def test_a_last_word_goes_to_all(ends: Ends) -> None:
    """The first worker answers that it has heard it, so that it is said once."""
    assert ends[1].last_word("memory ran out")
    for end in (ends[0], ends[2]):
        assert said(end) == "worker 1 on node-1 (127.0.0.1, lo) is gone: memory ran out"
    assert ends[2].last_word("worker 1 is gone")  # of which the first one knows


def test_the_first_ones_last_word_goes_to_all(ends: Ends) -> None:
    """Nobody else says it."""
    assert not ends[0].last_word("the disk is full")
    assert said(ends[2]) == "worker 0 on node-0 (127.0.0.1, lo) is gone: the disk is full"


def test_silence_is_taken_for_a_loss(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a cable is cut: nobody hangs up."""
    monkeypatch.setattr("convscope.training.distributed.lifeline.SILENCE", 2)
    ends[2]._send = lambda *_: None  # type: ignore[method-assign]
    assert "worker 2 on node-2 (127.0.0.1, lo) is gone: nothing was heard of it for 2 s" in said(ends[0])


def test_who_is_done_is_not_lost(ends: Ends) -> None:
    """A worker that says good-bye may go; a broken connection then has no other reason than its own."""
    ends[2].close(well=True)
    ends[0]._gone.wait(0.3)
    ends[0].heed(None)
    with pytest.raises(WorkerLost, match="the connection between the workers broke: closed by peer"):
        ends[0]._gone.set()
        ends[0].heed(RuntimeError("closed by peer"))
