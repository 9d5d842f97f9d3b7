"""Memory kept for a while."""

from types import SimpleNamespace

import pytest

from convscope.apply.pictures import heap


def test_what_is_set_is_set_back_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thresholds go up for the block and down after it, and what was kept is given back."""
    calls: list[tuple[int, ...]] = []
    library = SimpleNamespace(
        mallopt=lambda *words: calls.append(words), malloc_trim=lambda *words: calls.append(words)
    )
    monkeypatch.setattr(heap, "_glibc", lambda: library)
    with pytest.raises(KeyError), heap.kept_heap():
        up = list(calls)
        raise KeyError
    assert up == [(heap.MMAP_THRESHOLD, heap.WIDE), (heap.TRIM_THRESHOLD, heap.WIDE), (heap.ARENA_MAX, 1)]
    assert calls[3:] == [
        (heap.MMAP_THRESHOLD, heap.USUAL),
        (heap.TRIM_THRESHOLD, heap.USUAL),
        (heap.ARENA_MAX, 0),
        (0,),
    ]


def test_elsewhere_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS and musl have no such functions."""
    monkeypatch.setattr(heap, "_glibc", lambda: None)
    with heap.kept_heap():
        pass
