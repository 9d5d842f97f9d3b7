"""Where each worker is: its machine, the address and the interface by which it is reached."""

from __future__ import annotations

import json
import os
import socket
import struct
from contextlib import suppress
from dataclasses import asdict, dataclass

from convscope.errors import ConvscopeError
from convscope.torchrun import Place

INTERFACE = "GLOO_SOCKET_IFNAME"
SIOCGIFADDR = 0x8915  # Linux: an interface's IPv4 address


@dataclass(frozen=True)
class Neighbour:
    """A worker as the others see it; ``port`` is where it listens, ``device`` what it computes on."""

    rank: int
    host: str
    address: str
    interface: str
    port: int
    device: str = "cpu"

    def __str__(self) -> str:
        """Name it.

        >>> str(Neighbour(1, "node-b", "10.0.0.2", "eth0", 4000))
        'worker 1 on node-b (10.0.0.2, eth0)'
        """
        by = f", {self.interface}" if self.interface else ""
        return f"worker {self.rank} on {self.host} ({self.address}{by})"

    def spelled(self) -> bytes:
        """Write it for the others."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def read(cls, content: bytes) -> Neighbour:
        """Read what another one wrote."""
        return cls(**json.loads(content))


def own_address(place: Place) -> tuple[str, str]:
    """Give the address by which this machine reaches the first worker, and its interface, empty where unknown.

    ``GLOO_SOCKET_IFNAME`` says another interface. Raises `ConvscopeError` where there is no way to it at all.
    """
    named = os.environ.get(INTERFACE, "").split(",")[0]
    if named:
        address = _address_of(named)
        if address is None:
            there = ", ".join(name for _, name in _interfaces())
            raise ConvscopeError(f"{INTERFACE}={named} has no IPv4 address on {place.host}", fix=f"there are: {there}")
        return address, named
    try:
        found = socket.getaddrinfo(place.address, place.port, type=socket.SOCK_DGRAM)[0]
        family, first = found[0], found[4]
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(first)  # sends nothing: the system only chooses the way
            own = str(probe.getsockname()[0])
    except OSError as error:
        raise ConvscopeError(
            f"worker {place.rank} on {place.host} has no way to {place.address}: {error.strerror or error}",
            fix=f"say the first machine's address as it is known there, or the interface: {INTERFACE}=…",
        ) from error
    return own, next((name for _, name in _interfaces() if _address_of(name) == own), "")


def _interfaces() -> list[tuple[int, str]]:
    with suppress(OSError, AttributeError):
        return socket.if_nameindex()
    return []


def _address_of(interface: str) -> str | None:
    """Give an interface's first IPv4 address, where the system says it."""
    try:
        import fcntl

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", interface.encode()[:15]))
        return socket.inet_ntoa(answer[20:24])
    except (ImportError, OSError):
        return None
