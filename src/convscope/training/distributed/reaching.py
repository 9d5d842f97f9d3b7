"""Before a training: whether every worker has come, and reaches every other one, within half a minute."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from convscope.errors import ConvscopeError
from convscope.torchrun import Place
from convscope.training.distributed.listening import BLOCK, Listener
from convscope.training.distributed.neighbours import INTERFACE, Neighbour, own_address

WITHIN = 30.0  # seconds from the beginning of the check to its end
ARRIVAL = 20.0  # of which the workers may take to come
EACH = 4.0  # until one that does not answer is given up
AGAIN = 0.25  # between two looks
MOST_PAIRS = 64  # workers of which each tries all others; of more, its next ones and the first


class Store(Protocol):
    """Where workers leave words for one another: torch's `TCPStore`."""

    def set(self, key: str, value: str | bytes, /) -> None:
        """Leave a word."""

    def get(self, key: str, /) -> bytes:
        """Read one, waiting for it."""

    def check(self, keys: list[str], /) -> bool:
        """Say whether all are there."""


@dataclass(frozen=True)
class Check:
    """A check under way: who this is, where words are left, and until when by `time.monotonic`."""

    place: Place
    store: Store
    begun: float

    def read(self, kind: str, until: float) -> dict[int, bytes]:
        """Give the words of one kind by rank, of those workers that leave one in time."""
        found: dict[int, bytes] = {}
        while True:
            for rank in range(self.place.size):
                if rank not in found and self.store.check([f"{kind}/{rank}"]):
                    found[rank] = self.store.get(f"{kind}/{rank}")
            if len(found) == self.place.size or time.monotonic() > self.begun + until:
                return found
            time.sleep(AGAIN)


def find_first(place: Place, *, within: float = ARRIVAL) -> None:
    """Wait until the first worker's port answers; `ConvscopeError` that names it and the way to it, where it does not.

    Where torchrun itself listens it does so before any worker is begun.
    """
    if place.rank == 0 and not place.store:
        return  # this one will listen there
    address, interface = own_address(place)
    until, last = time.monotonic() + within, "no answer"
    while True:
        try:
            socket.create_connection((place.address, place.port), timeout=EACH).close()
            return
        except OSError as error:
            last = error.strerror or str(error)
        if time.monotonic() > until:
            raise ConvscopeError(
                f"worker {place.rank} on {place.host} ({_by(address, interface)}) cannot reach the first worker at "
                f"{place.address}:{place.port}: {last}",
                fix="is the first machine up, is that its address, and does its firewall let the port through?",
            )
        time.sleep(AGAIN)


def find_all(place: Place, store: Store, listener: Listener, *, device: str = "cpu") -> list[Neighbour]:
    """Find every worker, exchange a block with each, and hear from each whom it reached.

    Gives them by rank. Raises `ConvscopeError`, the same on all workers that can hear of it, that names who has not
    come, or which worker does not reach which other one, by which interface.
    """
    check = Check(place, store, time.monotonic())
    address, interface = own_address(place)
    own = Neighbour(place.rank, place.host, address, interface, listener.port, device)
    store.set(f"came/{place.rank}", own.spelled())
    came = check.read("came", ARRIVAL)
    if len(came) < place.size:
        lacking = ", ".join(str(rank) for rank in range(place.size) if rank not in came)
        here = "; ".join(str(Neighbour.read(came[rank])) for rank in sorted(came))
        raise ConvscopeError(
            f"worker {lacking} has not come within {ARRIVAL:.0f} s; here are: {here}",
            fix="look at what its machine says; the same command must be begun on each, with its own --node-rank",
        )
    neighbours = [Neighbour.read(came[rank]) for rank in range(place.size)]
    refuse_mixed(neighbours)
    faults = unreached(own, neighbours)
    store.set(f"reached/{place.rank}", json.dumps(faults).encode())
    told = check.read("reached", WITHIN - 2 * AGAIN)
    every = [fault for rank in sorted(told) for fault in json.loads(told[rank])] or faults
    silent = [str(one) for one in neighbours if one.rank not in told]
    if not every and silent:
        every = [f"{silent[0]} came, and is not heard of any more"]
    if every:
        more = f", and {len(every) - 2} more like it" if len(every) > 2 else ""
        raise ConvscopeError(
            f"{'; '.join(every[:2])}{more}",
            fix=f"let TCP through between these machines on all ports, or name the interface: {INTERFACE}=eth0",
        )
    return neighbours


def refuse_mixed(neighbours: Sequence[Neighbour]) -> None:
    """Raise `ConvscopeError` where workers do not compute on one kind of device."""
    other = next((one for one in neighbours if one.device != neighbours[0].device), None)
    if other is not None:
        raise ConvscopeError(
            f"{neighbours[0]} computes on {neighbours[0].device}, {other} on {other.device}",
            fix=f"say which for all: --device {neighbours[0].device}, or --device cpu",
        )


def unreached(
    own: Neighbour, neighbours: Sequence[Neighbour], exchange: Callable[[Neighbour], None] | None = None
) -> list[str]:
    """Exchange a block with the others; say of each that does not answer, why."""
    size = len(neighbours)
    wanted = [one for one in neighbours if one.rank != own.rank]
    if size > MOST_PAIRS:  # together these pairs still join all
        near = {(own.rank + step) % size for step in (1, 2, 4, 8, 16, 32)} | {0}
        wanted = [one for one in wanted if one.rank in near]
    exchange = exchange or exchanged

    def fault(other: Neighbour) -> str:
        try:
            exchange(other)
        except OSError as error:
            return f"{own} cannot reach {other} at port {other.port}: {error.strerror or error}"
        return ""

    with ThreadPoolExecutor(min(16, len(wanted))) as pool:
        return [said for said in pool.map(fault, wanted) if said]


def exchanged(other: Neighbour) -> None:
    """Send a block, as large as several packets, and have it sent back; `OSError` where that fails."""
    with socket.create_connection((other.address, other.port), timeout=EACH) as line:
        line.settimeout(EACH)
        line.sendall(b"echo\n" + BLOCK)
        heard = b""
        while len(heard) < len(BLOCK):
            more = line.recv(1 << 16)
            if not more:
                raise OSError("it hung up")
            heard += more


def _by(address: str, interface: str) -> str:
    return f"{address}, {interface}" if interface else address
