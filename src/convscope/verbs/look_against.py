"""What ``look --against`` does: the same views of another network, or of the run before its training, side by side."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from convscope.draw import View
    from convscope.model import Model
    from convscope.picture import Picture
    from convscope.runtime import OnnxModel

START = "start"


def opened(spelling: str, model: Model | OnnxModel, of: str) -> Model | OnnxModel:
    """Open the other network: any spelling, a shipped file, or *start*: the weights that the run ``of`` began with.

    Raises `ConvscopeError` where a run does not know all its first weights, and what loading raises.
    """
    from convscope.loading import ONNX, load, load_shipped
    from convscope.model import Model as Opened

    if spelling == START:
        return _before(model, of)

    if spelling.endswith(ONNX):
        return load_shipped(spelling)
    other = load(spelling)
    if isinstance(model, Opened):
        other.module.to(model.device)
    return other


def compared(
    views: tuple[View, ...], looking: Callable[[Model], tuple[View, ...]], model: Model | OnnxModel,
    other: Model | OnnxModel, picture: Picture | None, names: tuple[str, str],
) -> tuple[View, ...]:  # fmt: skip
    """Put a network's views beside those of another; with a picture, the answers of both first.

    Of a shipped file only the answers can be seen.
    """
    from convscope.look import answers, beside
    from convscope.model import Model as Opened

    names = called(*names)
    asked = () if picture is None else (answers(model, picture),)
    told = () if picture is None else (answers(other, picture),)
    if isinstance(other, Opened) and isinstance(model, Opened):
        return beside((*asked, *views), (*told, *looking(other)), names=names)
    return beside(asked, told, names=names)


def called(name: str, other: str) -> tuple[str, str]:
    """Call shipped files by their names alone, where these tell the two apart: their folders crowd a picture.

    >>> called("lenet5", "/tmp/made here/lenet5.onnx"), called("a/net.onnx", "b/net.onnx")
    (('lenet5', 'lenet5.onnx'), ('a/net.onnx', 'b/net.onnx'))
    """
    from convscope.loading import ONNX

    short = [Path(one).name if one.endswith(ONNX) else one for one in (name, other)]
    return (short[0], short[1]) if short[0] != short[1] else (name, other)


def _before(model: Model | OnnxModel, of: str) -> Model:
    """Give a run's network with the weights that it began with."""
    from convscope.errors import ConvscopeError
    from convscope.loading import is_run
    from convscope.model import Model as Opened
    from convscope.runs import open_run

    if not is_run(of) or not isinstance(model, Opened):
        raise ConvscopeError(f"--against {START} came with {of}", fix="name a run folder: it knows how it began")
    weights = open_run(of).history().get(0)
    missing = set(model.module.state_dict()) - set(weights or {})
    if weights is None or missing:
        raise ConvscopeError(
            f"{of} did not keep all the weights it began with",
            fix="of a large network a run keeps the first layers' alone; compare with another run",
        )
    module = copy.deepcopy(model.module)
    module.load_state_dict(weights)
    return replace(model, module=module, trained=False)
