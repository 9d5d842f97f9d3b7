"""What several workers do otherwise than one."""

import pytest
import torch

from convscope.errors import ConvscopeError
from convscope.training import Setup
from convscope.training.computation import Computation
from convscope.training.distributed.refusing import (
    own_folder,
    refuse_compiled,
    refuse_several,
    same_device,
    silent,
    tuned_together,
)
from convscope.training.distributed.team import Team


def test_a_worker_that_does_not_write_has_a_folder_of_its_own(alone: Team) -> None:
    """For as long as it trains."""
    with own_folder(None) as none, own_folder(alone) as first:
        assert none is first is None
    alone.rank = 1
    with own_folder(alone) as own:
        assert own is not None and own.is_dir()
    assert not own.exists()
    silent("event")


def test_steps_are_computed_in_the_usual_way_or_as_is_said() -> None:
    """Nothing is measured; nothing is compiled."""
    assert tuned_together(Setup()).chosen == Computation()
    assert tuned_together(Setup(tune="channels_last,micro=8")).chosen == Computation(
        memory_format="channels_last", micro_batch=8
    )
    compiled = Computation(compiled=True)
    for refused in (lambda: tuned_together(Setup(tune="compiled")), lambda: refuse_compiled(compiled)):
        with pytest.raises(ConvscopeError, match="several workers came, and steps are to be compiled; --tune off"):
            refused()


def test_what_is_one_processs_is_refused(alone: Team) -> None:
    """With the reason, and what to do."""
    refuse_several(None, "why")
    with pytest.raises(ConvscopeError, match="1 workers came: losses go by the batch; begin it without torchrun"):
        refuse_several(alone, "losses go by the batch")


def test_a_run_goes_on_on_its_kind_of_device(alone: Team) -> None:
    """Another kind is told before anything is computed."""
    assert same_device(alone, "auto") == same_device(alone, "cpu") == torch.device("cpu")
    with pytest.raises(ConvscopeError, match="the workers compute on cpu, the run was begun on cuda; say it: --device"):
        same_device(alone, "cuda:1")
