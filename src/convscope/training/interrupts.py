"""Ctrl-C and SIGTERM during training: heard at once, heeded where nothing is half-done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


class Interrupts:
    """Whether a stop was asked for; `heed` raises `KeyboardInterrupt` then, where stopping loses nothing."""

    def __init__(self, *, patient: bool = False) -> None:
        self.asked, self.patient = False, patient

    def heed(self) -> None:
        """Stop here if that was asked for."""
        if self.asked:
            self.asked = False
            raise KeyboardInterrupt

    def stop(self) -> NoReturn:
        """Stop here, since one of several workers was asked to."""
        self.asked = False
        raise KeyboardInterrupt

    def hear(self, number: int, frame: FrameType | None) -> None:
        """Note a signal; a second one does not wait, but where torchrun passes on what came to all already."""
        if self.asked and not self.patient:
            self.asked = False
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def interrupts(*, patient: bool = False) -> Iterator[Interrupts]:
    """Hear Ctrl-C and SIGTERM for as long as the block lasts; what listened before listens again afterwards.

    Only the main thread can: in another one, nothing is ever asked for. Whoever has a handler of his own keeps it.
    ``patient`` takes several signals for one.
    """
    heard = Interrupts(patient=patient)
    before = {}
    if threading.current_thread() is threading.main_thread():
        usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
        for number, handler in usual.items():
            if signal.getsignal(number) is handler:
                before[number] = handler
                signal.signal(number, heard.hear)
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
