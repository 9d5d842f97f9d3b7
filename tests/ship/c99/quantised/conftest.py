"""A network in integers: every step compared with the reference, the answers with PyTorch's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from convscope.model import Model
from convscope.runtime import c as runtime
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.program import Program
from convscope.ship.c99.proving import proven
from convscope.ship.c99.quantised.rewriting import quantised
from convscope.ship.c99.ranges import found
from convscope.ship.c99.watching import Watched

Near = Callable[..., Program]


Together = Callable[[tuple[Callable[[Tensor], Tensor], ...], tuple[int, int, int]], Model]


@pytest.fixture
def near(together: Together, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Near:
    """Put functions of a picture into integers together; give the program for a closer look."""
    monkeypatch.setattr(runtime, "FLAGS", ("-std=c99", "-O1", "-fsanitize=undefined", "-fno-sanitize-recover=all"))

    def check(
        *functions: Callable[[Tensor], Tensor], shape: tuple[int, int, int] = (3, 11, 13), floats: int = 0,
        apart: float = 0.03,
    ) -> Program:  # fmt: skip
        torch.manual_seed(0)
        model = together(functions, shape)
        contract = model.contract
        size = contract.height, contract.width, contract.channels
        pictures = np.random.default_rng(0).integers(0, 256, (3, *size), dtype=np.uint8)
        program = folded(lowered(model))
        made = quantised(program, found(program, model, pictures, tmp_path))
        assert proven(made, model, pictures[:2], tmp_path) == len(made.steps) - floats
        answers = Watched(made, model, tmp_path).runs.scores(pictures)
        expected = np.concatenate([model.scores(picture[None]) for picture in pictures])
        assert np.abs(answers - expected).max() <= apart * np.abs(expected).max()
        return made

    return check
