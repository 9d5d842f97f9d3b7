"""A worker's port."""

import socket
import threading

import pytest

from convscope.training.distributed.listening import Listener
from convscope.training.distributed.neighbours import Neighbour
from convscope.training.distributed.reaching import exchanged


def test_a_block_comes_back_and_a_line_stays() -> None:
    """The check's callers are answered; a line is handed over with its rank; nonsense is hung up on."""
    listener = Listener()
    came = threading.Event()
    ranks: list[int] = []

    def take(rank: int, line: socket.socket) -> None:
        ranks.append(rank)
        line.close()
        came.set()

    listener.hand(take)
    exchanged(Neighbour(0, "here", "127.0.0.1", "lo", listener.port))
    with socket.create_connection(("127.0.0.1", listener.port)) as line:
        line.sendall(b"line 7\n")
        assert came.wait(10)
    assert ranks == [7]
    with socket.create_connection(("127.0.0.1", listener.port), timeout=10) as line:
        line.sendall(b"GET / HTTP/1.1\n")
        assert line.recv(1) == b""
    listener.close()
    with pytest.raises(OSError, match="refused"):
        exchanged(Neighbour(0, "here", "127.0.0.1", "lo", listener.port))
