"""What workers have of the first one; of one worker all of it is its own."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from convscope.data import Dataset
from convscope.errors import ConvscopeError
from convscope.picture import InputContract
from convscope.training.distributed.first_hand import as_the_first, bring, in_turn, refuse_other_data, shared
from convscope.training.distributed.team import Team


def test_alone_nothing_changes(small: Dataset, tmp_path: Path) -> None:
    """Without a team no file is moved, and the data are as they are."""
    bring(None, tmp_path, tmp_path / "nowhere", ("run.json",))
    refuse_other_data(None, "print")
    assert in_turn(None, lambda: 3) == 3
    assert shared(None, small) is small


def test_the_first_ones_disk_is_asked(alone: Team) -> None:
    """A run that another machine does not see is there for it, too."""
    assert as_the_first(None, lambda: True) and not as_the_first(None, lambda: False)
    assert as_the_first(alone, lambda: True)
    alone.rank = 1
    assert not as_the_first(alone, lambda: True)


def test_files_are_brought_and_what_is_gone_goes(alone: Team, tmp_path: Path) -> None:
    """As a worker of another machine sees it: its folder has the first one's files, and no others."""
    there, here = tmp_path / "there", tmp_path / "here"
    for folder in (there, here):
        folder.mkdir()
    (there / "run.json").write_text("new")
    (here / "checkpoint.safetensors").write_text("old")
    alone.told = lambda content: b"new" if (there / "run.json").exists() else None  # type: ignore[method-assign]
    alone.rank = 1
    bring(alone, there, here, ("run.json",))
    assert (here / "run.json").read_text() == "new"
    (there / "run.json").unlink()
    bring(alone, there, here, ("checkpoint.safetensors",))
    assert not (here / "checkpoint.safetensors").exists()


def test_pictures_are_fitted_by_the_first_on_a_machine(small: Dataset, alone: Team) -> None:
    """The same pictures; as many processes decode as there are workers, which wait meanwhile."""
    alone.local_size = 3
    before = torch.get_num_threads()
    dataset = shared(alone, replace(small, masks=None))
    contract = InputContract(1, 8, 8)
    assert (dataset.fitted(contract) == small.fitted(contract)).all()
    assert len(dataset.pictures) == len(small.pictures)
    assert (dataset.pictures[3] == small.pictures[3]).all()
    assert in_turn(alone, torch.get_num_threads) == 3 * before
    assert torch.get_num_threads() == before


def test_other_data_on_another_machine_are_refused(alone: Team) -> None:
    """The worker that reads them is named."""
    refuse_other_data(alone, "print")
    alone.said = lambda content: [b"a", b"a", b"b"]  # type: ignore[method-assign]
    with pytest.raises(ConvscopeError, match="worker 2 reads other pictures, labels or splits than worker 0"):
        refuse_other_data(alone, "a")
