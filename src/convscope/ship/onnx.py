"""A model as one ONNX file: uint8 pictures in, normalisation inside, checked by running it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from convscope.errors import ConvscopeError, NotTheSame
from convscope.model import Model
from convscope.network import Network, trace
from convscope.runtime import OnnxModel, load_onnx
from convscope.ship.bundle import Bundle, small
from convscope.ship.exporting import exported, torch_answers
from convscope.ship.latency import interleaved
from convscope.ship.progress import Progress

RELATIVE = 1e-4


def onnx(
    model: Model,
    path: str | Path,
    *,
    pictures_NHWC: npt.NDArray[np.uint8] | None = None,
    relative: float = RELATIVE,
) -> Bundle:
    """Write a model as ONNX, run it in ONNX Runtime beside PyTorch, and compare.

    The file takes uint8 pictures (batch, height, width, channels), any batch, and of any height and width where the
    network runs at other sizes and the file was seen to answer as it does there; its metadata hold the input contract
    and the class names, and each node's the layer that it comes from. Every tensor of the answer is an output, by name.
    ``pictures_NHWC`` are the fitted pictures both are fed; without them, 64 of random pixels. Nothing is left at
    ``path`` unless the largest difference between two logits is at most ``relative`` of the largest logit: otherwise
    `NotTheSame` is raised.
    """
    path = Path(path)
    if path.suffix != ".onnx":
        raise ConvscopeError(f"{path} does not end in .onnx", fix=f"name it {path.with_suffix('.onnx')}")
    contract = model.contract
    if pictures_NHWC is None:
        pictures_NHWC = random_pictures(model, 64)
    progress = Progress("exporting", "comparing", "timing")
    progress.begin("exporting")
    try:
        expected = torch_answers(model, pictures_NHWC)
    except ConvscopeError as error:
        raise ConvscopeError(f"{model.spelling} cannot be shipped: {error.problem}", fix=error.fix) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}.{os.getpid()}.onnx")
    try:
        others, why = _other_sizes(model)
        if others:
            why = _written_open(model, beside, list(expected), others, relative)
        if why:
            _save(exported(model, names=list(expected)), beside)
        progress.begin("comparing")
        difference, tolerance = _compared(beside, pictures_NHWC, expected, relative)
        progress.begin("timing")
        bundle = _timed(model, beside, path, pictures_NHWC, difference, tolerance)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    height, width = (contract.height, contract.width) if why else ("height", "width")
    return replace(bundle, takes=("batch", height, width, contract.channels), one_size_because=why)


def random_pictures(model: Model, count: int, size: tuple[int, int] | None = None) -> npt.NDArray[np.uint8]:
    """Make pictures of random pixels, the same ones each time."""
    contract = model.contract
    height, width = size or (contract.height, contract.width)
    return np.random.default_rng(0).integers(0, 256, (count, height, width, contract.channels), dtype=np.uint8)


def _other_sizes(model: Model) -> tuple[list[tuple[int, int]], str]:
    """Find two sizes beside its own at which the network runs and does the same calls, else say why there are none."""
    height, width = model.contract.height, model.contract.width
    try:
        own = trace(model.module, model.contract.input_shape, target=model.spelling)
    except ConvscopeError as error:  # it decides by what it computes: the exporter will tell, if it minds
        return [], error.problem
    found: list[tuple[int, int]] = []
    for size in ((height + 32, width + 64), (height + 96, width + 32)):
        try:
            other = own.at(*size)
        except ConvscopeError as error:
            return [], f"at {size[0]} × {size[1]} it does not run: {error.problem}"
        if _calls(other) != _calls(own):
            return [], f"at {size[0]} × {size[1]} it does other calls than at its own size"
        found.append(size)
    try:
        odd = own.at(height + 33, width + 65)
    except ConvscopeError:  # one that halves and doubles again takes even sizes only
        return found, ""
    if _paddings(odd) != _paddings(own):
        return [], "it pads by its size, in Python"
    return found, ""


def _paddings(network: Network) -> list[list[tuple[int, int]]]:
    return [[window.padding for window in layer.windows] for layer in network]


def _calls(network: Network) -> list[tuple[str, str, int]]:
    return [(layer.name, layer.operator, len(layer.output_shape)) for layer in network]


def _written_open(model: Model, beside: Path, names: list[str], sizes: list[tuple[int, int]], relative: float) -> str:
    """Write the file with height and width open; say why that is not to be had, where it is not."""
    try:
        _save(exported(model, names=names, size=sizes[0]), beside)
        shipped = load_onnx(beside, threads=torch.get_num_threads())
        if shipped.input_shape[1:] != (None, None):
            return "the exporter found that it depends on the size"
        for size in sizes:
            pictures = random_pictures(model, 2, size)
            apart, allowed = _apart(torch_answers(model, pictures), shipped.answers(pictures), relative)
            if not apart <= allowed:
                return f"at {size[0]} × {size[1]} the file's answers differ by {small(apart)}"
    except ConvscopeError as error:
        return f"with open sizes it cannot be exported: {error.problem}"
    except Exception as error:  # ONNX Runtime's own are private; a shape that it refuses is one
        return f"with open sizes it does not run: {str(error).splitlines()[0]}"
    return ""


def _save(proto: Any, path: Path) -> None:
    import onnx as onnx_format

    onnx_format.save(proto, str(path))


def _apart(
    expected: dict[str, npt.NDArray[np.float32]], given: dict[str, npt.NDArray[np.float32]], relative: float
) -> tuple[float, float]:
    """Give the largest difference, and what is allowed, of the answer that comes nearest to being refused."""
    found = [
        (float(np.abs(given[name] - value).max()), relative * float(np.abs(value).max()))
        for name, value in expected.items()
    ]
    wrong = [pair for pair in found if not pair[0] <= pair[1]]
    return wrong[0] if wrong else max(found, key=lambda pair: pair[0] / pair[1] if pair[1] else 0.0)


def _compared(
    written: Path, pictures_NHWC: npt.NDArray[np.uint8], expected: dict[str, npt.NDArray[np.float32]], relative: float
) -> tuple[float, float]:
    """Give the largest difference and what was allowed; `NotTheSame` where it is more."""
    shipped = load_onnx(written, threads=torch.get_num_threads())
    difference, tolerance = _apart(expected, _in_parts(shipped, pictures_NHWC), relative)
    if not difference <= tolerance:
        raise NotTheSame(
            f"ONNX Runtime's answers differ from PyTorch's by {small(difference)}, more than {small(tolerance)}",
            fix="nothing was written",
        )
    return difference, tolerance


def _timed(
    model: Model, written: Path, path: Path, pictures_NHWC: npt.NDArray[np.uint8], difference: float, tolerance: float
) -> Bundle:
    threads = torch.get_num_threads()
    shipped = load_onnx(written, threads=threads)
    one = np.ascontiguousarray(pictures_NHWC[:1])
    original_ms, shipped_ms = interleaved(lambda: torch_answers(model, one), lambda: shipped.answers(one))
    return Bundle(
        path, "onnx", written.stat().st_size, difference, tolerance, len(pictures_NHWC), original_ms, shipped_ms,
        threads,
    )  # fmt: skip


def _in_parts(shipped: OnnxModel, pictures_NHWC: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    parts = [shipped.answers(pictures_NHWC[start : start + 64]) for start in range(0, len(pictures_NHWC), 64)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
