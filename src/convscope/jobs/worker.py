"""What a worker process does first: it hears Ctrl-C, and takes the end of who began it for one."""

from __future__ import annotations

import os
import signal
import threading


def begin() -> None:
    """Hear Ctrl-C, which a process that a shell put in the background would ignore, and watch the parent.

    The parent holds the other end of stdin and never writes: its end, even by SIGKILL, closes it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=_watch, args=(0, 1), daemon=True).start()


def _watch(stdin: int, stdout: int) -> None:
    while os.read(stdin, 1):  # the file itself: who sleeps in sys.stdin holds up the end of Python
        pass
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stdout)  # nobody reads it: a broken pipe would be a fault of what goes on
    os.close(nowhere)
    os.kill(os.getpid(), signal.SIGINT)
