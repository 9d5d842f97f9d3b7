"""A model as one ONNX file: uint8 pictures in, normalisation inside, checked by running it."""

from __future__ import annotations

import copy
import io
import json
import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError, NotTheSame
from convscope.model import Model, scaled
from convscope.runtime import load_onnx
from convscope.runtime.onnx import METADATA
from convscope.ship.bundle import Bundle, small
from convscope.ship.latency import interleaved

OPSET = 20
TOLERANCE = 1e-5


class Uint8Front(nn.Module):
    """The network behind its own normalisation: (N, height, width, channels) uint8 to logits."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.network = copy.deepcopy(model.module).cpu()  # the user's stays where it is
        self.contract = model.contract

    def forward(self, pictures_NHWC: Tensor) -> Tensor:
        """Scale, then run the network."""
        scores = self.network(scaled(pictures_NHWC, self.contract))
        if not isinstance(scores, Tensor):
            raise TypeError(f"it answers with a {type(scores).__name__}, not with one tensor")
        return scores


def onnx(
    model: Model,
    path: str | Path,
    *,
    pictures_NHWC: npt.NDArray[np.uint8] | None = None,
    tolerance: float = TOLERANCE,
) -> Bundle:
    """Write a model as ONNX, run it in ONNX Runtime beside PyTorch, and compare.

    The file takes uint8 pictures (batch, height, width, channels) at the network's size, any batch; its metadata hold
    the input contract and the class names. ``pictures_NHWC`` are the fitted pictures both are fed; without them, 64 of
    random pixels. Nothing is left at ``path`` unless the largest difference between two logits is below ``tolerance``:
    otherwise `NotTheSame` is raised.
    """
    path = Path(path)
    if path.suffix != ".onnx":
        raise ConvscopeError(f"{path} does not end in .onnx", fix=f"name it {path.with_suffix('.onnx')}")
    contract = model.contract
    if pictures_NHWC is None:
        size = (64, contract.height, contract.width, contract.channels)
        pictures_NHWC = np.random.default_rng(0).integers(0, 256, size, dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}.{os.getpid()}.onnx")
    try:
        _export(model, beside)
        bundle = _compare(model, beside, path, pictures_NHWC, tolerance)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return bundle


def _export(model: Model, path: Path) -> None:
    import onnx as onnx_format

    contract = model.contract
    example = torch.zeros((2, contract.height, contract.width, contract.channels), dtype=torch.uint8)
    with _quiet():
        try:
            front = Uint8Front(model).eval()
            program = torch.onnx.export(
                front,
                (example,),
                dynamo=True,
                opset_version=OPSET,
                input_names=["pictures"],
                output_names=["scores"],
                dynamic_shapes=({0: torch.export.Dim("batch")},),
                verbose=False,
            )
        except Exception as error:  # the exporter raises of every kind
            raise ConvscopeError(f"{model.spelling} cannot be exported to ONNX: {_said(error)}") from error
    assert program is not None
    proto = program.model_proto
    contents = {
        "contract": contract.as_dict(),
        "classes": list(model.classes),
        "model": model.spelling,
        "layout": "NHWC",
    }
    onnx_format.helper.set_model_props(proto, {METADATA: json.dumps(contents)})
    onnx_format.save(proto, str(path))


def _said(error: BaseException) -> str:
    """Tell in one line what lies at the bottom of an exporter's error, whose own first line only counts its steps."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {error}".strip().partition("\n")[0].rstrip(": ")


def _compare(model: Model, written: Path, path: Path, pictures_NHWC: npt.NDArray[np.uint8], tolerance: float) -> Bundle:
    threads = torch.get_num_threads()
    shipped = load_onnx(written, threads=threads)
    difference = float(np.abs(shipped.scores(pictures_NHWC) - model.scores(pictures_NHWC)).max())
    if not difference < tolerance:
        raise NotTheSame(
            f"ONNX Runtime's answers differ from PyTorch's by {small(difference)}, not below {small(tolerance)}",
            fix="nothing was written",
        )
    one = np.ascontiguousarray(pictures_NHWC[:1])
    original_ms, shipped_ms = interleaved(lambda: model.scores(one), lambda: shipped.scores(one))
    return Bundle(
        path,
        "onnx",
        written.stat().st_size,
        difference,
        tolerance,
        len(pictures_NHWC),
        original_ms,
        shipped_ms,
        threads,
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporter's chatter still; what goes wrong is raised."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir", "torch.export")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
