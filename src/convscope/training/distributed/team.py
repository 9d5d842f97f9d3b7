"""The workers of a training: what they add up, tell one another and wait for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor

from convscope.training.distributed.share import Share, share_of

LOOK = timedelta(seconds=1)  # between two looks whether the others are there
FEW = 1 << 16  # numbers of all workers that are not added up on their way
BUCKET = 32_000_000  # bytes of gradients that are added up at once


class Team:
    """Worker ``rank`` of ``size``, each a process with the same network; sums and answers are the same on all.

    ``heed`` raises where another worker is known to be gone; it is asked while something is waited for.
    """

    def __init__(
        self,
        rank: int,
        size: int,
        local_rank: int = 0,
        local_size: int = 1,
        *,
        heed: Callable[[BaseException | None], None] = lambda _: None,
        device: torch.device | None = None,
    ) -> None:
        self.rank, self.size, self.local_rank, self.local_size = rank, size, local_rank, local_size
        self.device = device or torch.device("cpu")
        self._heed = heed
        on_cpu = dist.get_backend() == "gloo"
        self._words: Any = dist.group.WORLD if on_cpu else dist.new_group(backend="gloo", timeout=timedelta(days=30))

    @property
    def writes(self) -> bool:
        """Whether this is the one worker that writes the run."""
        return self.rank == 0

    def share(self, count: int, parts: int = 1) -> Share:
        """Give this worker's share of a batch of so many pictures."""
        return share_of(count, parts, rank=self.rank, size=self.size)

    def summed(self, tensor: Tensor) -> Tensor:
        """Add a tensor up over all workers, in place.

        Of few numbers each worker gets all and adds them up itself: half as many messages one after the other.
        """
        if tensor.numel() * self.size <= FEW:
            return tensor.copy_(self.gathered(tensor).sum(0))
        self._done(lambda: dist.all_reduce(tensor, group=self._group(tensor), async_op=True), tensor)
        return tensor

    def gathered(self, tensor: Tensor) -> Tensor:
        """Give all workers' tensors of one shape, (workers, …), in the order of their ranks."""
        found = tensor.new_empty((self.size, *tensor.shape))
        own, group = tensor.contiguous(), self._group(tensor)
        self._done(lambda: dist.all_gather(list(found.unbind(0)), own, group=group, async_op=True), tensor)
        return found

    def add_up(self, tensors: Sequence[Tensor]) -> None:
        """Add up many tensors over all workers, in place, some at a time in their order."""
        alike: dict[tuple[torch.dtype, torch.device], list[Tensor]] = {}
        for tensor in tensors:
            alike.setdefault((tensor.dtype, tensor.device), []).append(tensor)
        for members in alike.values():
            while members:
                some, size = [members.pop(0)], 0
                size = some[0].nbytes
                while members and size + members[0].nbytes <= BUCKET:
                    size += members[0].nbytes
                    some.append(members.pop(0))
                flat = self.summed(torch.cat([one.reshape(-1) for one in some]))
                for one, total in zip(some, flat.split([one.numel() for one in some]), strict=True):  # type: ignore[no-untyped-call]
                    one.copy_(total.view(one.shape))

    def rows(self, count: int) -> Tensor:
        """Give this worker's part of so many rows, one after the other; see `whole`."""
        return torch.arange(count).tensor_split(self.size)[self.rank]

    def whole(self, mine: Tensor, count: int) -> Tensor:
        """Put together what all workers have of ``count`` rows, each of its own."""
        longest = -(-count // self.size)
        padded = mine.new_zeros((longest, *mine.shape[1:]))
        padded[: len(mine)] = mine
        lengths = [len(rows) for rows in torch.arange(count).tensor_split(self.size)]
        return torch.cat([rows[:length] for rows, length in zip(self.gathered(padded), lengths, strict=True)])

    def any(self, *flags: bool) -> tuple[bool, ...]:
        """Say of each flag whether any worker has it up."""
        told = torch.tensor(flags, dtype=torch.int32)
        return tuple(self.gathered(told).any(0).tolist())

    def told(self, content: bytes | None) -> bytes | None:
        """Give what the first worker says."""
        length = torch.tensor([-1 if content is None else len(content)])
        self._done(lambda: dist.broadcast(length, 0, group=self._words, async_op=True))
        if int(length) <= 0:
            return None if int(length) < 0 else b""
        mine = bytearray(content) if self.writes and content else bytearray(int(length))
        block = torch.frombuffer(mine, dtype=torch.uint8)
        self._done(lambda: dist.broadcast(block, 0, group=self._words, async_op=True))
        return bytes(mine)

    def said(self, content: bytes) -> list[bytes]:
        """Give what each worker says."""
        lengths = torch.zeros(self.size, dtype=torch.int64)
        lengths[self.rank] = len(content)
        self._done(lambda: dist.all_reduce(lengths, group=self._words, async_op=True))
        own = torch.zeros(int(lengths.max()), dtype=torch.uint8)
        own[: len(content)] = torch.frombuffer(bytearray(content), dtype=torch.uint8) if content else own[:0]
        found = own.new_empty((self.size, len(own)))
        if len(own):
            self._done(lambda: dist.all_gather(list(found.unbind(0)), own, group=self._words, async_op=True))
        return [bytes(row[: int(length)].numpy()) for row, length in zip(found, lengths, strict=True)]

    def alike(self, tensors: Sequence[Tensor]) -> None:
        """Give all workers the first one's tensors, in place."""
        for tensor in tensors:
            sent = tensor.detach().contiguous()
            group = self._group(sent)
            self._done(lambda sent=sent, group=group: dist.broadcast(sent, 0, group=group, async_op=True), sent)  # type: ignore[misc]
            if sent.data_ptr() != tensor.data_ptr():
                tensor.detach().copy_(sent)

    def wait(self) -> None:
        """Wait until all are here."""
        self.any(False)

    def _group(self, tensor: Tensor) -> Any:
        return self._words if tensor.device.type == "cpu" else dist.group.WORLD

    def _done(self, begin: Callable[[], Any], tensor: Tensor | None = None) -> None:
        """Wait for something that all workers do, as long as all are there."""
        self._heed(None)
        try:
            work = begin()
            if tensor is not None and tensor.device.type != "cpu":
                work.wait()  # only the device waits; NCCL would break off after a time
                return
            while True:
                try:
                    work.wait(LOOK)
                    return
                except RuntimeError as error:
                    if "timed out" not in str(error).lower() or work.is_completed():
                        raise
                    self._heed(None)
        except RuntimeError as error:
            self._heed(error)
            raise
