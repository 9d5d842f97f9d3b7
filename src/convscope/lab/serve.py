"""Serve the lab until Ctrl-C."""

from __future__ import annotations

import ipaddress
import secrets
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

LOCAL = "127.0.0.1"
PORT = 8722
MOST_MESSAGE = 400_000  # bytes of one question
MOST_CONNECTIONS = 256
SECONDS_TO_END = 1  # for what is under way, after Ctrl-C


@dataclass(frozen=True)
class Serving:
    """The lab is about to be served at ``address``, which has to be known at once, however little else is told."""

    address: str
    at_once: ClassVar[bool] = True

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"address": self.address}


def serve(
    opened: Opened,
    *,
    host: str = LOCAL,
    port: int | None = None,
    browse: bool = True,
    on_serving: Callable[[Serving], None] = lambda _: None,
) -> Serving:
    """Serve the lab; comes back when it is interrupted.

    ``port`` None takes 8722, or any that is free where it is taken. Elsewhere than on this machine's own address a
    token is part of the address that ``on_serving`` is told. Raises `ConvscopeError` where the host or the port cannot
    be had.
    """
    import uvicorn

    from convscope.lab.app import application

    bound = _bound(host, port)
    number = bound.getsockname()[1]
    token = "" if _is_loopback(host) else secrets.token_urlsafe(24)
    app = application(opened, hosts=_hosts(host, number), token=token)
    shown = f"[{host}]" if ":" in host else host
    serving = Serving(f"http://{shown}:{number}/" + (f"?token={token}" if token else ""))
    config = uvicorn.Config(
        app, log_level="warning", ws_max_size=MOST_MESSAGE, server_header=False, lifespan="off",
        limit_concurrency=MOST_CONNECTIONS, timeout_graceful_shutdown=SECONDS_TO_END,
    )  # fmt: skip
    with _ended_as_by_hand():
        try:
            with bound:
                on_serving(serving)
                if browse:
                    with suppress(webbrowser.Error):
                        webbrowser.open(serving.address)
                uvicorn.Server(config).run(sockets=[bound])
        finally:
            opened.close()
    return serving


@contextmanager
def _ended_as_by_hand() -> Iterator[None]:
    """Take a SIGTERM for Ctrl-C: uvicorn raises it anew when it has ended, and nothing would be cleared away then."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _bound(host: str, port: int | None) -> socket.socket:
    """Bind now, so that a port that is taken is told before anything else."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in (PORT, 0) if port is None else (port,):
        # its protocol named: asyncio lets nothing wait for an acknowledgement, 40 ms an answer, only where it is
        one = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((host, number))
            one.listen(128)  # a browser that is quicker than the server waits
        except (OSError, OverflowError) as error:
            one.close()
            reason = error
            continue
        return one
    raise ConvscopeError(
        f"--host {host} --port {PORT if port is None else port} cannot be had: {reason}",
        fix="give an address of this machine and a port that is free; without --port any free one is taken",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hosts(host: str, port: int) -> frozenset[str]:
    """Give the names that requests may have as their Host.

    >>> sorted(_hosts("127.0.0.1", 8722))
    ['127.0.0.1:8722', 'localhost:8722']
    """
    names = {host}
    if _is_loopback(host):
        names |= {LOCAL, "localhost"}
    elif host in ("0.0.0.0", "::"):
        names |= {LOCAL, "localhost", socket.gethostname().lower(), *_addresses()}
    return frozenset(f"[{name}]:{port}" if ":" in name else f"{name}:{port}" for name in names)


def _addresses() -> set[str]:
    with suppress(OSError):
        return {str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None)}
    return set()
