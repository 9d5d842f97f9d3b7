"""Running on tensors that have a shape and no numbers."""

import logging

import pytest
import torch
from torch import nn

from convscope.network.fake import evaluating, fake_mode, faked, placed_like


def test_nothing_is_computed() -> None:
    """Inside the mode a convolution of 2⁴⁰ numbers takes no memory and has its shape."""
    with fake_mode():
        output = torch.zeros(1, 1, 1 << 20, 1 << 20).relu()
        assert output.shape == (1, 1, 1 << 20, 1 << 20)


def test_tied_weights_share_their_twin() -> None:
    """Two names of one parameter get one fake twin; different parameters different ones."""
    module = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    module[1].weight = module[0].weight
    with fake_mode() as mode:
        parameters, _ = faked(module, mode)
    assert parameters["0.weight"] is parameters["1.weight"]
    assert parameters["0.bias"] is not parameters["1.bias"]


def test_buffers_are_faked_too() -> None:
    """Batch norm's statistics have twins of their shape, and are themselves untouched."""
    module = nn.BatchNorm2d(3)
    with fake_mode() as mode:
        _, buffers = faked(module, mode)
    assert buffers["running_mean"].shape == (3,)
    assert buffers["running_mean"] is not module.running_mean


@pytest.mark.parametrize("training", [True, False])
def test_training_flags_come_back_part_by_part(training: bool) -> None:
    """Inside, every part is in the mode asked for; after, each is as it was, also after an error."""
    module = nn.Sequential(nn.ReLU(), nn.Dropout())
    module[1].eval()
    with pytest.raises(KeyError), evaluating(module, training=training):
        assert [part.training for part in module] == [training, training]
        raise KeyError
    assert [part.training for part in module] == [True, False]


def test_an_input_is_placed_like_the_weights() -> None:
    """The number type is the first floating parameter's; without any, float32 on the CPU."""
    assert placed_like(nn.Linear(1, 1).half()) == (torch.device("cpu"), torch.float16)
    assert placed_like(nn.ReLU()) == (torch.device("cpu"), torch.float32)


def test_torchs_log_is_heard_again_afterwards() -> None:
    """The logger that is kept still inside speaks again after."""
    logger = logging.getLogger("torch._subclasses.fake_tensor")
    with fake_mode():
        assert logger.disabled
    assert not logger.disabled
