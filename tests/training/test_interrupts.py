"""Ctrl-C and SIGTERM during training."""

import os
import signal
import threading

import pytest

from convscope.training.interrupts import interrupts


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_heeded_where_it_is_asked_for(number: int) -> None:
    """Nothing happens at once; at the next heed it does, and only once."""
    with interrupts() as heard:
        heard.heed()
        os.kill(os.getpid(), number)
        done = sum(range(1000))  # Python handles the signal here
        with pytest.raises(KeyboardInterrupt):
            heard.heed()
        heard.heed()
    assert done == 499_500


def test_a_second_one_does_not_wait() -> None:
    """Whoever presses Ctrl-C twice means now."""
    with interrupts() as heard:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            for _ in range(2):
                heard.hear(signal.SIGINT, None)


def test_what_listened_before_listens_again() -> None:
    """Afterwards Ctrl-C is Python's own again, SIGTERM the system's; somebody else's handler stays throughout."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with pytest.raises(ZeroDivisionError), interrupts():
        assert signal.getsignal(signal.SIGINT) is not before[0]
        raise ZeroDivisionError
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before

    def own(*_: object) -> None: ...

    signal.signal(signal.SIGTERM, own)
    try:
        with interrupts():
            assert signal.getsignal(signal.SIGTERM) is own
    finally:
        signal.signal(signal.SIGTERM, before[1])


def test_in_another_thread_nothing_is_heard() -> None:
    """Only the main thread may set handlers; training in a worker works all the same."""
    said = []

    def work() -> None:
        with interrupts() as heard:
            heard.heed()
            said.append(signal.getsignal(signal.SIGINT) is signal.default_int_handler)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert said == [True]
