"""Run a module on tensors that have a shape and no numbers, its own weights faked and left as they were."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode, unset_fake_temporarily

from convscope.network.shared import Shared


@contextmanager
def _still() -> Iterator[None]:
    """Keep torch's log of shapes that do not fit still."""
    logger = logging.getLogger("torch._subclasses.fake_tensor")
    was = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = was


_silent = Shared(_still)


@contextmanager
def fake_mode() -> Iterator[FakeTensorMode]:
    """Open the mode under which nothing is computed; tensors a module keeps outside its parameters may take part.

    What torch logs of a shape that does not fit is kept still meanwhile: it is raised as well, and told once.
    """
    with _silent, FakeTensorMode(allow_non_fake_inputs=True) as mode:
        yield mode


def faked(module: nn.Module, mode: FakeTensorMode) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Give fake twins of the parameters and of the buffers, by name; tied ones share their twin."""
    twins: dict[int, Tensor] = {}

    def twin(tensor: Tensor) -> Tensor:
        if id(tensor) not in twins:
            bare = torch.empty_strided(tensor.shape, tensor.stride(), dtype=tensor.dtype, device="meta")
            twins[id(tensor)] = FakeTensor(mode, bare, tensor.device)
        return twins[id(tensor)]

    with unset_fake_temporarily():  # through the mode, making them would take longer than the run
        parameters = {name: twin(tensor) for name, tensor in module.named_parameters(remove_duplicate=False)}
        buffers = {name: twin(tensor) for name, tensor in module.named_buffers(remove_duplicate=False)}
    return parameters, buffers


@contextmanager
def evaluating(module: nn.Module, *, training: bool) -> Iterator[None]:
    """Put a module in evaluation (or training) mode and each of its parts back as it was."""
    before = [(part, part.training) for part in module.modules()]
    module.train(training)
    try:
        yield
    finally:
        for part, was in before:
            part.training = was


def placed_like(module: nn.Module) -> tuple[torch.device, torch.dtype]:
    """Give the device and number type an input of this module should have: those of its first floating parameter."""
    for parameter in module.parameters():
        if parameter.is_floating_point():
            return parameter.device, parameter.dtype
    return torch.device("cpu"), torch.float32
