"""Integers held against the reference."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convscope import load
from convscope.errors import NotTheSame
from convscope.ship.c99 import proving
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.quantised.reference import answer
from convscope.ship.c99.quantised.rewriting import quantised
from convscope.ship.c99.quantised.steps import QuantisedConvolution


def test_one_wrong_number_is_found_with_its_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference told another bias of one channel: that channel's numbers differ, and the layer is named."""
    model = load("linear")
    program = folded(lowered(model))
    made = quantised(program, {step.output.storage: (-1.0, 1.0) for step in program.steps})
    picture = np.random.default_rng(0).integers(0, 256, (1, 32, 32, 3), dtype=np.uint8)
    assert proving.proven(made, model, picture, tmp_path) == len(made.steps)

    def wrong(step, held, picture):  # type: ignore[no-untyped-def]
        if isinstance(step, QuantisedConvolution):
            step = replace(step, bias=step.bias + (np.arange(len(step.bias)) == 3).astype(np.int32))
        return answer(step, held, picture)

    monkeypatch.setattr(proving, "answer", wrong)
    with pytest.raises(NotTheSame, match=r"1 of 10 numbers of .*linear.*; nothing was written"):
        proving.proven(made, model, picture, tmp_path)
