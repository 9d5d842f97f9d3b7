"""With what a training runs: seed, device, threads, and what becomes of a run that is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from convscope.errors import ConvscopeError


@dataclass(frozen=True)
class Setup:
    """``device`` is torch's word or *auto* (CUDA, else MPS, else CPU); ``threads`` None leaves torch's own choice.

    Of a run that is in the folder: ``overwrite`` replaces it, ``resume`` goes on with it. After
    ``max_seconds`` of training, over all sessions, it ends where it is, and the test set is read. ``tune`` is *auto*
    (measure how to compute steps, see `tuner`), *off* (the usual way), or a way, as in *bfloat16,channels_last*.
    """

    seed: int = 0
    device: str = "auto"
    threads: int | None = None
    overwrite: bool = False
    resume: bool = False
    max_seconds: float | None = None
    tune: str = "auto"

    def torch_device(self) -> torch.device:
        """Return the device, or say that it is not there."""
        if self.device == "auto":
            return torch.device(automatic_device())
        try:
            device = torch.device(self.device)
            torch.zeros(1, device=device).cpu()  # read back, which the meta device refuses
        except (RuntimeError, AssertionError, ImportError) as error:
            said = str(error).splitlines()[0]
            raise ConvscopeError(
                f"device {self.device!r} cannot be used: {said}", fix="--device auto, or cpu"
            ) from error
        return device

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Seed torch and pin its threads for as long as the block lasts."""
        if not 0 <= self.seed < 2**32:
            raise ConvscopeError(f"seed = {self.seed} came, 0 … {2**32 - 1} is taken")
        before = torch.get_num_threads()
        if self.threads is not None:
            if self.threads < 1:
                raise ConvscopeError(f"threads = {self.threads} came, at least 1 is needed")
            torch.set_num_threads(self.threads)
        try:
            with torch.random.fork_rng():
                torch.manual_seed(self.seed)
                yield
        finally:
            torch.set_num_threads(before)


def automatic_device() -> str:
    """Name the best device there is."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
