"""The check before a training, with words left in a dictionary."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from convscope.errors import ConvscopeError
from convscope.torchrun import Place
from convscope.training.distributed import reaching
from convscope.training.distributed.listening import Listener
from convscope.training.distributed.neighbours import Neighbour
from convscope.training.distributed.reaching import find_all, find_first, refuse_mixed, unreached


class Words:
    """What workers leave for one another."""

    def __init__(self) -> None:
        self.left: dict[str, bytes] = {}

    def set(self, key: str, value: str | bytes, /) -> None:
        self.left[key] = value.encode() if isinstance(value, str) else value

    def get(self, key: str, /) -> bytes:
        return self.left[key]

    def check(self, keys: list[str], /) -> bool:
        return all(key in self.left for key in keys)


def placed(rank: int, size: int = 2, port: int = 1) -> Place:
    return Place(rank, size, 0, 1, "127.0.0.1", port, host=f"node-{rank}")


def test_workers_find_one_another() -> None:
    """Each knows where all are."""
    words, listeners = Words(), [Listener() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda rank: find_all(placed(rank, 3), words, listeners[rank]), range(3)))
    assert [one.host for one in found[0]] == ["node-0", "node-1", "node-2"]
    assert found[0] == found[1] == found[2]
    for one in listeners:
        one.close()


def test_who_has_not_come_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And who has."""
    monkeypatch.setattr(reaching, "ARRIVAL", 0.2)
    listener = Listener()
    with pytest.raises(ConvscopeError, match=r"worker 1 has not come within 0 s; here are: worker 0 on node-0 \(127"):
        find_all(placed(0), Words(), listener)
    listener.close()


def test_who_is_not_reached_is_named_with_its_interface() -> None:
    """By the same sentence on both sides: a firewall may let only one of them call."""
    words, deaf = Words(), Listener()
    deaf.close()
    words.set("came/1", Neighbour(1, "node-1", "127.0.0.1", "eth7", deaf.port).spelled())
    words.set("reached/1", json.dumps([]))
    own = Listener()
    with pytest.raises(ConvscopeError) as raised:
        find_all(placed(0), words, own)
    said = str(raised.value)
    assert said.startswith(
        "worker 0 on node-0 (127.0.0.1, lo) cannot reach worker 1 on node-1 (127.0.0.1, eth7) at port"
    )
    assert "Connection refused; let TCP through between these machines" in said
    own.close()


def test_of_many_workers_each_tries_some() -> None:
    """The pairs that are tried join all of them."""
    many = [Neighbour(rank, "node", "10.0.0.1", "", 1) for rank in range(100)]
    tried: dict[int, set[int]] = {}
    lock = threading.Lock()

    def note(own: int, other: Neighbour) -> None:
        with lock:
            tried.setdefault(own, set()).add(other.rank)

    for one in many:
        unreached(one, many, lambda other, own=one.rank: note(own, other))  # type: ignore[misc]
    seen, now = {0}, {0}
    while now:
        now = {other for one in now for other in tried[one]} - seen
        seen |= now
    assert len(seen) == 100
    assert max(map(len, tried.values())) <= 8


def test_two_kinds_of_devices_are_refused() -> None:
    """They would not add up in one group."""
    two = [Neighbour(rank, "node", "10.0.0.1", "", 1, device) for rank, device in enumerate(("cuda", "cpu"))]
    with pytest.raises(ConvscopeError, match=r"computes on cuda, worker 1 on node .* on cpu; say which for all: --"):
        refuse_mixed(two)


def test_a_first_worker_that_does_not_listen_is_named() -> None:
    """With the way that was tried."""
    closed = Listener()
    closed.close()
    with pytest.raises(ConvscopeError, match=r"worker 1 on node-1 \(127.0.0.1.*\) cannot reach the first worker at "):
        find_first(placed(1, port=closed.port), within=0.1)
