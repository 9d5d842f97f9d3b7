"""Paint with a network that has learnt a style: from a run, or a shipped file, in one pass."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import torch

from convscope.apply.style.entering import entered, fitted, scales
from convscope.apply.style.styled import Styled
from convscope.errors import ConvscopeError
from convscope.loading import load, load_shipped
from convscope.picture import Picture
from convscope.runs import open_run

DIVIDES = 4  # sides that the network halves twice


def is_learnt(spelling: str | Path | Picture) -> bool:
    """Whether a style is a run folder or a shipped file, and no picture.

    >>> is_learnt("mosaic.onnx"), is_learnt("mosaic.png")
    (True, False)
    """
    return isinstance(spelling, str | Path) and (Path(spelling).suffix == ".onnx" or Path(spelling).is_dir())


def paint_at_once(content: str | Path | Picture, learnt: str | Path, *, size: int = 512, device: str = "cpu") -> Styled:
    """Paint a picture, its longer side ``size``, by what learnt a style: a run folder, or its ONNX file.

    Raises `BrokenRun` and `ConvscopeError` for what is none, or answers with no picture.
    """
    begun = time.monotonic()
    scene = entered(content, "the content")
    height, width = scales(scene, size, str(content) if isinstance(content, str | Path) else "the content")[-1]
    numbers = fitted(scene, (height, width))[0].mul(255).round().to(torch.uint8).permute(1, 2, 0).numpy()
    whole = np.pad(numbers, ((0, -height % DIVIDES), (0, -width % DIVIDES), (0, 0)), mode="edge")[None]
    if Path(learnt).suffix == ".onnx":
        shipped = load_shipped(learnt)
        if shipped.input_shape[1:] not in ((None, None), whole.shape[1:3]):
            raise ConvscopeError(
                f"{learnt} takes pictures of {shipped.input_shape[1]} × {shipped.input_shape[2]} alone",
                fix="ship it again from its run, with sizes open",
            )
        colours = next(iter(shipped.answers(np.ascontiguousarray(whole)).values()))
        name = str(learnt)
    else:
        if "style" not in open_run(learnt).record.recipe:
            raise ConvscopeError(
                f"{learnt} is a run that learnt no style",
                fix="train one: convscope style PHOTOS STYLE --train --out FOLDER",
            )
        model = load(str(learnt))
        model.module.to(device)
        colours, name = model.scores(np.ascontiguousarray(whole)), str(learnt)
    if colours.ndim != 4 or colours.shape[1:] != (3, *whole.shape[1:3]):
        raise ConvscopeError(
            f"{learnt} answers with {colours.shape[1:]}, no picture", fix="give one that learnt a style"
        )
    painted = np.clip(np.rint(colours[0, :, :height, :width] * 255), 0, 255).astype(np.uint8).transpose(1, 2, 0)
    return Styled(np.ascontiguousarray(painted), (), name, (), "", time.monotonic() - begun)
