"""What workers tell one another; of several, see test_together.py."""

import torch

from convscope.errors import ConvscopeError
from convscope.training.distributed.team import Team


def test_of_one_worker_everything_is_its_own(alone: Team) -> None:
    """Sums, words, rows and flags come back as they were."""
    many = [torch.arange(6.0).view(2, 3), torch.ones(2, dtype=torch.float64), torch.full((2, 2), 3.0).T]
    before = [one.clone() for one in many]
    alone.add_up(many)
    assert all(torch.equal(one, other) for one, other in zip(many, before, strict=True))
    assert alone.told(b"word") == b"word" and alone.told(None) is None and alone.told(b"") == b""
    assert alone.said(b"one") == [b"one"] and alone.said(b"") == [b""]
    assert torch.equal(alone.whole(alone.rows(5) * 2, 5), torch.arange(5) * 2)
    assert alone.any(True, False) == (True, False)
    alone.alike(many)
    alone.wait()


def test_a_broken_connection_is_asked_after(alone: Team) -> None:
    """Whoever knows who is gone says it, in place of what the library says."""

    def heed(error: BaseException | None) -> None:
        if error is not None:
            raise ConvscopeError(f"worker 1 is gone ({error})")

    def broken() -> None:
        raise RuntimeError("Connection closed by peer")

    team = Team(0, 1, heed=heed)
    try:
        team._done(broken)
    except ConvscopeError as error:
        assert str(error) == "worker 1 is gone (Connection closed by peer)"
    else:
        raise AssertionError
