"""Workers: one in this process, and several in processes of their own."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch.distributed as dist
from torch._C._distributed_c10d import HashStore

from convscope.training.distributed.team import Team


@pytest.fixture
def alone() -> Iterator[Team]:
    """A team of one, whose sums are its own."""
    hook = sys.excepthook
    dist.init_process_group("gloo", store=HashStore(), rank=0, world_size=1)
    sys.excepthook = hook
    yield Team(0, 1)
    dist.destroy_process_group()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Callable[..., list[subprocess.Popen[str]]]]:
    """Start workers as torchrun does: ``workers(2, ["-m", "convscope", …])``; those that are left are ended."""
    begun: list[subprocess.Popen[str]] = []

    def start(count: int, words: list[str]) -> list[subprocess.Popen[str]]:
        told = {"WORLD_SIZE": str(count), "LOCAL_WORLD_SIZE": str(count), "MASTER_ADDR": "127.0.0.1"}
        told |= {"MASTER_PORT": str(free_port()), "OMP_NUM_THREADS": "1"}
        some = []
        for rank in range(count):
            own = {**os.environ, **told, "RANK": str(rank), "LOCAL_RANK": str(rank)}
            process = subprocess.Popen(
                [sys.executable, *words], env=own, cwd=tmp_path, text=True, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )  # fmt: skip
            some.append(process)
            begun.append(process)
        return some

    yield start
    for process in begun:
        process.kill()
        process.communicate()
