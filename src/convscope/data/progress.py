"""Progress of long reading, told on stderr, seldom, and not at all where it is soon over."""

from __future__ import annotations

import sys
import time

from convscope.picture.workers import Progress

FIRST, EVERY = 2.0, 5.0  # seconds


def told(what: str, things: str = "pictures") -> Progress:
    """Make a listener that writes "decoding: 1,200 of 50,000 pictures" to stderr after two seconds, then every five."""
    begun = time.monotonic()
    due = begun + FIRST

    def listen(done: int, total: int) -> None:
        nonlocal due
        now = time.monotonic()
        if now >= due and done < total:
            left = (now - begun) / done * (total - done)
            sys.stderr.write(f"{what}: {done:,} of {total:,} {things}, {left:.0f} s left\n")
            due = now + EVERY

    return listen


def workers_here() -> int:
    """How many processes read pictures: as many as torch has threads, which ``--threads`` sets."""
    import torch

    return torch.get_num_threads()
