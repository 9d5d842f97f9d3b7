"""Lines between the first worker and all others, by which each hears within seconds that one is gone, and why.

A process that ends, however it ends, closes its line at once; what a machine or a network takes with it is noticed
because each says every second that it is there. Who ends with an error says it first. The first worker tells all.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from convscope.errors import ConvscopeError
from convscope.training.distributed.listening import Listener
from convscope.training.distributed.neighbours import Neighbour

BEAT = 1.0  # seconds
SILENCE = 12  # beats without a word after which a worker is taken for gone
GRACE = 10.0  # seconds that a worker has to end by itself once another one is gone
HEARD = 3.0  # seconds in which a last word is answered, or the reason of a broken connection comes


class WorkerLost(ConvscopeError):
    """Another worker is gone: which, and why."""

    exit_code = 1


@dataclass(frozen=True)
class Lost:
    """Who is gone, as words, and why; whether it was ``stopped`` by Ctrl-C, and has ``told`` it itself."""

    rank: int
    who: str
    why: str
    stopped: bool = False
    told: bool = False

    def error(self, kept: str = "") -> WorkerLost:
        """Say it."""
        return WorkerLost(f"{self.who} is gone: {self.why}", fix=kept)


class Lifeline:
    """This worker's end of the lines; ``lost`` is who is gone, once one is."""

    def __init__(self, own: Neighbour, neighbours: Sequence[Neighbour], listener: Listener) -> None:
        self.lost: Lost | None = None
        self.on_lost: Callable[[], None] = lambda: None
        self._own, self._neighbours, self._listener = own, neighbours, listener
        self._lines: dict[int, socket.socket] = {}
        self._done: set[int] = set()
        self._closing, self._answered, self._gone = threading.Event(), threading.Event(), threading.Event()
        self._lock = threading.Lock()
        if own.rank == 0:
            listener.hand(self._take)
        else:
            first = neighbours[0]
            line = socket.create_connection((first.address, first.port), timeout=HEARD)
            line.sendall(f"line {own.rank}\n".encode())
            self._take(0, line)
        threading.Thread(target=self._beat, name="beating", daemon=True).start()

    def whole(self) -> bool:
        """Whether all lines are there, on the first worker within some seconds."""
        wanted = set(range(1, len(self._neighbours))) if self._own.rank == 0 else {0}
        for _ in range(100):
            if wanted <= set(self._lines):
                return True
            self._gone.wait(HEARD / 100)
        return False

    def heed(self, error: BaseException | None) -> None:
        """Raise `WorkerLost` where a worker is known to be gone; after an ``error`` of a connection, wait for who."""
        if error is not None:
            self._gone.wait(HEARD)
        if self.lost is not None:
            raise KeyboardInterrupt if self.lost.stopped else self.lost.error() from error
        if error is not None:
            said = str(error).strip().partition("\n")[0][:200]
            raise WorkerLost(f"the connection between the workers broke: {said}") from error

    def last_word(self, why: str, *, stopped: bool = False) -> bool:
        """Tell the others why this worker ends; give whether the first one has heard it."""
        if self.lost is None:
            self._send_all({"word": asdict(Lost(self._own.rank, str(self._own), why, stopped, told=True))})
        elif self._own.rank and (self.lost.rank or self.lost.told):
            return True  # the first worker knows, and says it
        return self._own.rank > 0 and 0 in self._lines and self._answered.wait(HEARD)

    def close(self, *, well: bool) -> None:
        """Hang up; ``well`` after all is done."""
        self._closing.set()
        if well:
            self._send_all({"bye": True})
        for line in self._lines.values():
            with suppress(OSError):
                line.shutdown(socket.SHUT_WR)
        self._listener.close()

    def _take(self, rank: int, line: socket.socket) -> None:
        line.settimeout(BEAT)
        with suppress(OSError):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lines[rank] = line
        if self.lost is not None:
            self._send(line, {"word": asdict(self.lost)})
        threading.Thread(target=self._hold, args=(rank, line), name=f"line {rank}", daemon=True).start()

    def _beat(self) -> None:
        while not self._closing.wait(BEAT):
            self._send_all({"beat": True})

    def _hold(self, rank: int, line: socket.socket) -> None:
        with line:
            self._listen(rank, line)

    def _listen(self, rank: int, line: socket.socket) -> None:
        """Hear one line until it ends. Silence is counted in own beats: who is held up himself hears no gap."""
        rest, silent = b"", 0
        while True:
            try:
                block = line.recv(1 << 16)
            except TimeoutError:
                silent += 1
                if silent >= SILENCE:
                    self._lose(rank, f"nothing was heard of it for {SILENCE} s: its machine, or the network to it")
                    return
                continue
            except OSError as error:
                block, rest = b"", b""
                if rank not in self._done:
                    self._lose(rank, f"its line broke: {error.strerror or error}")
                return
            if not block:
                if rank not in self._done:
                    self._lose(rank, "it ended without a word, as where it was killed or memory ran out")
                return
            silent = 0
            *lines, rest = (rest + block).split(b"\n")
            for one in lines:
                self._hear(rank, json.loads(one), line)

    def _hear(self, rank: int, told: dict[str, Any], line: socket.socket) -> None:
        if "bye" in told:
            self._done.add(rank)
        elif "heard" in told:
            self._answered.set()
        elif "word" in told:
            if self._own.rank == 0:
                self._send(line, {"heard": True})
            self._set(Lost(**told["word"]))

    def _lose(self, rank: int, why: str) -> None:
        if not self._closing.is_set():
            self._set(Lost(rank, str(self._neighbours[rank]), why))

    def _set(self, lost: Lost) -> None:
        with self._lock:
            if self.lost is not None or self._closing.is_set():
                return
            self.lost = lost
        self._gone.set()
        if self._own.rank == 0:
            self._send_all({"word": asdict(lost)})
        self.on_lost()
        threading.Thread(target=self._end, daemon=True).start()

    def _end(self) -> None:
        """End this process where it does not by itself: it may be waiting for who is gone."""
        if not self._closing.wait(GRACE) and self.lost is not None:
            sys.stderr.write(f"convscope: {self.lost.error()}\n")
            os._exit(WorkerLost.exit_code)

    def _send_all(self, told: dict[str, Any]) -> None:
        for line in list(self._lines.values()):
            self._send(line, told)

    def _send(self, line: socket.socket, told: dict[str, Any]) -> None:
        with suppress(OSError):
            line.sendall(json.dumps(told).encode() + b"\n")
