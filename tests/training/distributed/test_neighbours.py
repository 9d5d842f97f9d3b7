"""Where a worker is reached."""

import pytest

from convscope.errors import ConvscopeError
from convscope.torchrun import Place
from convscope.training.distributed.neighbours import Neighbour, own_address


def at(address: str) -> Place:
    return Place(1, 2, 0, 1, address, 29500, host="node-b")


def test_what_is_written_is_read() -> None:
    """JSON, nothing is pickled."""
    one = Neighbour(1, "node-b", "10.0.0.2", "eth0", 4000, "cuda")
    assert Neighbour.read(one.spelled()) == one
    assert str(one) == "worker 1 on node-b (10.0.0.2, eth0)"


def test_the_way_to_the_first_worker_says_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the system's own choice, or by the interface that is named."""
    monkeypatch.delenv("GLOO_SOCKET_IFNAME", raising=False)
    address, interface = own_address(at("127.0.0.1"))
    assert address == "127.0.0.1"
    assert interface in ("lo", "lo0", "")
    monkeypatch.setenv("GLOO_SOCKET_IFNAME", "none0")
    with pytest.raises(ConvscopeError, match="GLOO_SOCKET_IFNAME=none0 has no IPv4 address on node-b; there are: "):
        own_address(at("127.0.0.1"))


def test_an_address_without_a_way_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the worker that has none."""
    monkeypatch.delenv("GLOO_SOCKET_IFNAME", raising=False)
    with pytest.raises(ConvscopeError, match=r"worker 1 on node-b has no way to no\.such\.host\.invalid: "):
        own_address(at("no.such.host.invalid"))
