"""A network run as C beside PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope.model import Model
from convscope.picture import InputContract
from convscope.runtime import c as runtime
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.program import Program
from convscope.ship.c99.source import source

Alike = Callable[..., Program]


def of(module: nn.Module, shape: tuple[int, int, int] = (3, 11, 13)) -> Model:
    """Make a model of a module."""
    return Model(module.eval(), InputContract(*shape, mean=(0.5,), std=(0.3,)), (), "net")


class Joined(nn.Module):
    """Answers of several functions of one picture, side by side."""

    def __init__(self, functions: tuple[Callable[[Tensor], Tensor], ...]) -> None:
        super().__init__()
        self.functions = functions
        for number, function in enumerate(functions):
            if isinstance(function, nn.Module):
                self.add_module(f"part{number}", function)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([function(x).flatten(1) for function in self.functions], 1)


Together = Callable[[tuple[Callable[[Tensor], Tensor], ...], tuple[int, int, int]], Model]


@pytest.fixture
def together() -> Together:
    """Make one model of functions of a picture."""
    return lambda functions, shape: of(Joined(functions), shape)


@pytest.fixture
def alike(together: Together, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Alike:
    """Ship functions of a picture together, and hold the C against PyTorch; give the program for a closer look."""
    monkeypatch.setattr(runtime, "FLAGS", ("-std=c99", "-O1", "-fsanitize=undefined", "-fno-sanitize-recover=all"))

    def check(*functions: Callable[[Tensor], Tensor], shape: tuple[int, int, int] = (3, 11, 13)) -> Program:
        torch.manual_seed(0)
        model = together(functions, shape)
        for part in model.module.modules():
            if isinstance(part, nn.BatchNorm2d) and part.running_mean is not None and part.running_var is not None:
                part.running_mean.normal_()
                part.running_var.uniform_(0.5, 2)
        program = folded(lowered(model))
        made = source(program, model, "net")
        (tmp_path / "net.c").write_text(made.c)
        (tmp_path / "net.h").write_text(made.header)
        shipped = runtime.load_c(tmp_path / "net.c", "net", made.answers)
        size = model.contract.height, model.contract.width, model.contract.channels
        pictures = np.random.default_rng(0).integers(0, 256, (3, *size), dtype=np.uint8)
        expected = np.concatenate([model.scores(picture[None]) for picture in pictures])
        np.testing.assert_allclose(shipped.scores(pictures), expected, rtol=1e-4, atol=2e-5)
        return program

    return check
