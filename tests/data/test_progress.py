"""Progress on stderr."""

import time

import pytest
import torch

from convscope.data.progress import told, workers_here


def test_it_is_silent_for_what_is_soon_over(capsys: pytest.CaptureFixture[str]) -> None:
    """Two seconds."""
    listen = told("decoding")
    for done in range(1, 101):
        listen(done, 100)
    assert capsys.readouterr().err == ""


def test_it_tells_how_much_is_left(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """After two seconds, then every five."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    listen = told("decoding")
    for done in range(1, 13):
        now[0] += 1
        listen(done * 100, 10_000)
    assert capsys.readouterr().err.splitlines() == [
        "decoding: 200 of 10,000 pictures, 98 s left",
        "decoding: 700 of 10,000 pictures, 93 s left",
        "decoding: 1,200 of 10,000 pictures, 88 s left",
    ]


def test_as_many_work_as_torch_has_threads() -> None:
    """Which --threads sets."""
    assert workers_here() == torch.get_num_threads()
