"""Several workers take the steps of one."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from runpy import run_path

import torch
import torch.nn.functional as F

from convscope.training.distributed.share import Piece, share_of
from convscope.training.distributed.team import Team
from convscope.training.distributed.together import Together

STEPS = Path(__file__).parents[3] / "bench" / "beyond_steps.py"


def test_two_workers_take_twenty_steps_of_one_to_1e9(
    workers: Callable[..., list[subprocess.Popen[str]]], tmp_path: Path
) -> None:
    """In float64, with batch norm, dropout, every change of the pictures, a batch that does not divide, in parts.

    Four workers, other optimisers and more are ``bench/beyond.py``.
    """
    begun = workers(2, [str(STEPS), "--out", "shared", "--parts", "20"])
    run_path(str(STEPS))["main"](["--out", str(tmp_path / "alone"), "--parts", "20"])
    for process in begun:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    one = torch.load(tmp_path / "alone-0.pt")
    for rank in range(2):
        other = torch.load(tmp_path / f"shared-{rank}.pt")
        assert one.keys() == other.keys()
        for name in one:
            assert float((one[name].double() - other[name].double()).abs().max()) < 1e-9, name


def test_what_is_drawn_is_the_whole_batchs(alone: Team) -> None:
    """Dropout, of numbers and of channels, and numbers drawn by hand; the state afterwards, too."""
    images = torch.randn(6, 4, 5, 5).to(memory_format=torch.channels_last)

    def drawing(entering: torch.Tensor) -> list[torch.Tensor]:
        return [
            F.dropout(entering, 0.3), F.dropout2d(entering, 0.5), F.dropout(entering, 0.3, training=False),
            F.dropout(entering.clone(), 0.2, True, True), entering.new_empty(len(entering), 1, 1, 1).bernoulli_(0.5),
            torch.rand(len(entering), 3), torch.randn_like(entering), torch.rand(9)[: len(entering)],
        ]  # fmt: skip

    torch.manual_seed(4)
    whole = drawing(images)
    state = torch.get_rng_state()
    together = Together(alone)
    for rank in range(2):
        piece: Piece = share_of(6, 1, rank=rank, size=2).pieces[0]
        torch.manual_seed(4)
        with together:
            together.piece = piece
            rows = drawing(images[piece.rows])
        for one, other in list(zip(rows, whole, strict=True))[:-1]:
            torch.testing.assert_close(one, other[piece.rows])
        assert torch.equal(rows[-1], whole[-1][:3])
        assert torch.equal(torch.get_rng_state(), state)
