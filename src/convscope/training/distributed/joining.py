"""Join the workers that torchrun started, for as long as a training lasts."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch._C._distributed_c10d import PrefixStore, TCPStore

from convscope.errors import ConvscopeError
from convscope.torchrun import Place, place
from convscope.training.distributed.lifeline import Lifeline
from convscope.training.distributed.listening import Listener
from convscope.training.distributed.neighbours import INTERFACE, Neighbour
from convscope.training.distributed.reaching import WITHIN, find_all, find_first
from convscope.training.distributed.team import Team

FOREVER = timedelta(days=30)  # who is gone is heard of by the lifeline, not by a time
_joined: ContextVar[Team | None] = ContextVar("team", default=None)


@contextmanager
def joined(device: str = "auto") -> Iterator[Team | None]:
    """Give the team of this process for as long as the block lasts; None where torchrun did not start it.

    Within another such block it is that one's. What ends the block ends it on all workers: they are told why. Raises
    `ConvscopeError` where one has not come or does not reach another one, within half a minute, and `WorkerLost` once
    one is gone.
    """
    here = place()
    if here is None or _joined.get() is not None:
        yield _joined.get()
        return
    where = device_of(here, device)
    listener = Listener()
    lifeline = _line(here, where, listener)
    team = Team(here.rank, here.size, here.local_rank, here.local_size, heed=lifeline.heed, device=where)
    token = _joined.set(team)
    well = False
    try:
        yield team
        team.wait()
        well = True
    except BaseException as error:
        _tell(lifeline, error)
        raise
    finally:
        _joined.reset(token)
        lifeline.close(well=well)
        if well:
            dist.destroy_process_group()


def device_of(here: Place, device: str) -> torch.device:
    """Choose what a worker computes on: a GPU of its own, or the CPU.

    Raises `ConvscopeError` where a machine has more workers than GPUs.
    """
    kind = device.partition(":")[0]
    if kind == "auto":
        kind = "cuda" if torch.cuda.is_available() else "cpu"
    if kind == "cpu":
        return torch.device("cpu")
    if kind != "cuda":
        raise ConvscopeError(f"--device {device} came with several workers", fix="they compute on cpu or cuda")
    count = torch.cuda.device_count()
    if here.local_size > count:
        raise ConvscopeError(
            f"{here.local_size} workers came to {here.host}, which has {count} GPUs",
            fix=f"torchrun --nproc-per-node {max(count, 1)}, or --device cpu",
        )
    torch.cuda.set_device(here.local_rank)
    return torch.device("cuda", here.local_rank)


def _line(here: Place, where: torch.device, listener: Listener) -> Lifeline:
    """Find the others, begin torch's process group over the same interface, and hold the lines."""
    watch = threading.Timer(WITHIN, _give_up, [here])
    watch.daemon = True
    watch.start()
    try:
        find_first(here)
        store = _store(here)
        found = find_all(here, store, listener, device=where.type)
        _name_interface(found[here.rank], found)
        lifeline = Lifeline(found[here.rank], found, listener)
        backend = "nccl" if where.type == "cuda" else "gloo"
        store.set_timeout(FOREVER)
        hook = sys.excepthook
        dist.init_process_group(
            backend, store=PrefixStore("group", store), rank=here.rank, world_size=here.size, timeout=FOREVER
        )
        sys.excepthook = hook  # it would put the rank before each line of an error
        if not lifeline.whole():
            raise ConvscopeError("a worker's line to the first one broke at once", fix="begin it again")
    except RuntimeError as error:
        said = str(error).strip().partition("\n")[0][:200]
        raise ConvscopeError(
            f"worker {here.rank} on {here.host} could not join the others: {said}",
            fix=f"name the interface that joins the machines: {INTERFACE}=eth0",
        ) from error
    finally:
        watch.cancel()
    if backend == "nccl":
        lifeline.on_lost = _abort
    return lifeline


def _store(here: Place) -> Any:
    """Open the words that workers leave one another, where torchrun listens or as its first worker."""
    listens = here.rank == 0 and not here.store
    store = TCPStore(
        here.address, here.port, here.size, listens, timeout=timedelta(seconds=WITHIN), wait_for_workers=False,
        multi_tenant=True,
    )  # fmt: skip
    return PrefixStore(f"convscope/{here.attempt}", store)


def _name_interface(own: Neighbour, found: list[Neighbour]) -> None:
    """Have gloo take the interface that the check went over: it would ask the machine's name for one."""
    if own.interface and INTERFACE not in os.environ:
        os.environ[INTERFACE] = own.interface


def _give_up(here: Place) -> None:
    sys.stderr.write(
        f"convscope: worker {here.rank} on {here.host} did not find all others at {here.address}:{here.port} within "
        f"{WITHIN:.0f} s; is the network between the machines up?\n"
    )
    os._exit(ConvscopeError.exit_code)


def _abort() -> None:
    """Break off what a GPU waits for."""
    with suppress(Exception):
        group: Any = dist.group.WORLD
        group.abort()


def _tell(lifeline: Lifeline, error: BaseException) -> None:
    """Tell the others why this worker ends; what the first one has heard, it says."""
    stopped = isinstance(error, KeyboardInterrupt)
    said = f"{error}".strip().partition("\n")[0] or type(error).__name__
    heard = lifeline.last_word(said, stopped=stopped)
    if heard and isinstance(error, ConvscopeError):
        error.heard = True
    time.sleep(0.05)  # the word goes out before the line is cut
