"""What torchrun tells each process that it starts: which of how many it is, and where the first one is found."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from convscope.errors import ConvscopeError

TOLD = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT")


@dataclass(frozen=True)
class Place:
    """Worker ``rank`` of ``size``, on its machine ``local_rank`` of ``local_size``; the first is at ``address``.

    ``store`` says whether torchrun itself listens at the port, ``attempt`` how often it has started the workers before.
    """

    rank: int
    size: int
    local_rank: int
    local_size: int
    address: str
    port: int
    store: bool = False
    attempt: str = "0"
    host: str = ""


def place(environment: Mapping[str, str] | None = None) -> Place | None:
    """Read it from the environment; None where torchrun did not start this process, or no other one.

    >>> told = {"RANK": "1", "WORLD_SIZE": "4", "LOCAL_RANK": "1", "MASTER_ADDR": "node-0", "MASTER_PORT": "29500"}
    >>> found = place(told)
    >>> found.rank, found.size, found.address
    (1, 4, 'node-0')
    >>> place({}) is None
    True

    Raises `ConvscopeError` for numbers that are none.
    """
    said = os.environ if environment is None else environment
    if any(name not in said for name in TOLD):
        return None
    numbers = {}
    for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_PORT"):
        if not said[name].isdecimal():
            raise ConvscopeError(
                f"{name}={said[name]} is no number", fix="start the workers by torchrun, which sets it"
            )
        numbers[name] = int(said[name])
    if numbers["WORLD_SIZE"] < 2:
        return None
    if numbers["RANK"] >= numbers["WORLD_SIZE"]:
        raise ConvscopeError(f"RANK={said['RANK']} came with WORLD_SIZE={said['WORLD_SIZE']}", fix="ranks count from 0")
    local = said.get("LOCAL_WORLD_SIZE", "1")
    return Place(
        numbers["RANK"], numbers["WORLD_SIZE"], numbers["LOCAL_RANK"], int(local) if local.isdecimal() else 1,
        said["MASTER_ADDR"], numbers["MASTER_PORT"], said.get("TORCHELASTIC_USE_AGENT_STORE") == "True",
        said.get("TORCHELASTIC_RESTART_COUNT", "0"), socket.gethostname(),
    )  # fmt: skip


def is_silent() -> bool:
    """Whether this process leaves speaking and writing to the first worker."""
    here = place()
    return here is not None and here.rank > 0
