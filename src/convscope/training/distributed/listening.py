"""A port of each worker: it sends back what the check sends, and, of the first worker, takes the others' lines."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

BLOCK = (
    bytes(range(256)) * 256
)  # 64 KiB: as many packets as gradients come in, so that a network that drops large ones shows
PATIENCE = 5.0  # seconds for a caller's first line
WAITING = 60.0  # seconds that a line waits for whoever takes it


class Listener:
    """Listens on a free port until `close`; `hand` says who is handed the rank and socket of a line that stays."""

    def __init__(self) -> None:
        self._on_line: Callable[[int, socket.socket], None] = lambda rank, line: line.close()
        self._handed = threading.Event()
        self._server = socket.create_server(("", 0), backlog=512)
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, name="listening", daemon=True).start()

    def hand(self, on_line: Callable[[int, socket.socket], None]) -> None:
        """Say who is handed lines; those that came before are handed now."""
        self._on_line = on_line
        self._handed.set()

    def close(self) -> None:
        """Listen no more."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        try:
            line.settimeout(PATIENCE)
            first = b""
            while not first.endswith(b"\n"):
                byte = line.recv(1)
                if not byte or len(first) > 100:
                    line.close()
                    return
                first += byte
            word, _, rank = first.decode("ascii", "replace").strip().partition(" ")
            if word == "line" and rank.isdecimal():
                self._handed.wait(WAITING)
                self._on_line(int(rank), line)
                return
            if word == "echo":
                left = len(BLOCK)
                while left:
                    block = line.recv(min(left, 1 << 16))
                    if not block:
                        break
                    left -= len(block)
                    line.sendall(block)
        except OSError:
            pass
        line.close()
