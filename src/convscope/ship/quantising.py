"""ONNX Runtime's static quantiser, with ranges and weights found once and any of the layers left in float."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.ship.exporting import LAYER
from convscope.ship.moments import Moments, attributes, moments_of
from convscope.ship.progress import Progress
from convscope.ship.rounding import rounded, scales_of

WEIGHTED = ("Conv", "ConvTranspose", "Gemm", "MatMul")  # operators with weights, whose int8 kernels there are
BATCH = 16
MOST = 64  # of an integer weight
SEVEN_BITS = True  # of weights: x86 without VNNI adds two products in 16 bits, and 8-bit weights would saturate there


def layer_of(node: Any) -> str:
    """Name the layer a node comes from; its own name where the file does not say."""
    return str(next((entry.value for entry in node.metadata_props if entry.key == LAYER), node.name))


class Quantiser:
    """Quantises one float file, again and again. ``weighted`` names the nodes with weights, in their order."""

    def __init__(
        self,
        path: Path,
        folder: Path,
        entering: Callable[[npt.NDArray[np.uint8]], npt.NDArray[Any]],
        pictures_NHWC: npt.NDArray[np.uint8],
        progress: Progress | None = None,
    ) -> None:
        import onnx as onnx_format
        from onnxruntime.quantization.shape_inference import quant_pre_process

        self.folder = folder
        self.progress = progress or Progress("calibrating", "rounding")
        self._prepared = folder / "prepared.onnx"
        layers = {node.output[0]: layer_of(node) for node in onnx_format.load(path).graph.node}
        with _quiet():
            quant_pre_process(str(path), str(self._prepared), skip_symbolic_shape=True)
        proto = onnx_format.load(self._prepared)
        for node in proto.graph.node:  # optimising forgets where nodes come from
            if node.output[0] in layers and not any(entry.key == LAYER for entry in node.metadata_props):
                entry = node.metadata_props.add()
                entry.key, entry.value = LAYER, layers[node.output[0]]
        self._metadata = {entry.key: entry.value for entry in onnx_format.load(path).metadata_props}
        onnx_format.save(proto, str(self._prepared))
        constants = {one.name for one in proto.graph.initializer}
        self._nodes = {node.name: node for node in proto.graph.node}
        self.weighted = tuple(
            node.name for node in proto.graph.node if node.op_type in WEIGHTED and node.input[1] in constants
        )
        (self._taken,) = (one.name for one in proto.graph.input)
        self._entering, self._pictures_NHWC = entering, pictures_NHWC
        self.progress.begin("calibrating")
        self._ranges = self._found()
        self.progress.begin("rounding")
        self._rounded = self._rounded_weights(proto)

    def node(self, name: str) -> Any:
        """Give a node of the file that is quantised."""
        return self._nodes[name]

    def _batches(self) -> Iterator[dict[str, npt.NDArray[Any]]]:
        for start in range(0, len(self._pictures_NHWC), BATCH):
            self.progress.part(start, len(self._pictures_NHWC))
            yield {self._taken: self._entering(self._pictures_NHWC[start : start + BATCH])}

    def _found(self) -> Any:
        from onnxruntime.quantization.calibrate import CalibrationDataReader, CalibrationMethod, create_calibrator

        batches = self._batches()

        class Reader(CalibrationDataReader):  # type: ignore[misc]
            def get_next(self) -> Any:
                return next(batches, None)

        with _quiet():
            calibrator = create_calibrator(
                self._prepared, [], augmented_model_path=str(self.folder / "augmented.onnx"),
                calibrate_method=CalibrationMethod.MinMax,
            )  # fmt: skip
            calibrator.collect_data(Reader())
            return calibrator.compute_data()

    def _rounded_weights(self, proto: Any) -> dict[str, _Rounded]:
        """Round the weights of every layer whose entering numbers can be watched and that shares them with none."""
        from onnx.numpy_helper import to_array

        nodes = [self._nodes[name] for name in self.weighted]
        uses = Counter(name for node in proto.graph.node for name in node.input)
        alone = [node for node in nodes if all(uses[name] == 1 for name in node.input[1:])]
        held = {one.name: to_array(one) for one in proto.graph.initializer}
        found = moments_of(proto, alone, self.folder, self._batches())
        return {node.name: _round(node, held, found[node.name]) for node in alone if node.name in found}

    def write(self, path: Path, kept: Sequence[str] = ()) -> None:
        """Write the int8 file, some nodes left in float, with the float file's metadata."""
        import onnx as onnx_format
        from onnx.numpy_helper import from_array
        from onnxruntime.quantization import QuantType
        from onnxruntime.quantization.qdq_quantizer import QDQQuantizer
        from onnxruntime.quantization.registry import QDQRegistry, QLinearOpsRegistry

        everything = list(set(QLinearOpsRegistry) | set(QDQRegistry))
        proto = _load(self._prepared)
        left = self._left(proto, kept)
        used = [one for name, one in self._rounded.items() if name not in left]
        held = {one.name: one for one in proto.graph.initializer}
        for one in used:
            for name, numbers in one.numbers.items():
                held[name].CopyFrom(from_array(numbers, name))
        steps = {"TensorQuantOverrides": {one.weight: one.ends for one in used}}
        with _quiet():
            quantizer = QDQQuantizer(
                proto, True, SEVEN_BITS, QuantType.QInt8, QuantType.QUInt8, self._ranges, [], left, everything, steps,
            )  # fmt: skip
            quantizer.quantize_model()
            made = quantizer.model.model
        onnx_format.helper.set_model_props(made, self._metadata)
        onnx_format.save(made, str(path))

    def _left(self, proto: Any, kept: Sequence[str]) -> list[str]:
        """Name the nodes that stay in float: those asked for, what takes from them alone, and the scaling in front."""
        front = {node.name for node in proto.graph.node if not any(e.key == LAYER for e in node.metadata_props)}
        left = set(kept) | {name for name in front if self._nodes[name].op_type not in WEIGHTED}
        float_tensors = {output for name in kept for output in self._nodes[name].output}
        if len(kept) >= len(self.weighted):
            return [node.name for node in proto.graph.node]
        for node in proto.graph.node:
            taken = [name for name in node.input if name]
            if node.op_type not in WEIGHTED and taken and taken[0] in float_tensors and len(taken) == 1:
                left.add(node.name)
                float_tensors.update(node.output)
        return sorted(left)


@dataclass(frozen=True)
class _Rounded:
    """A layer's weights and bias to be quantised instead of its own, by name, and each channel's ends."""

    weight: str
    numbers: dict[str, npt.NDArray[np.float32]]
    ends: list[dict[str, Any]]


def _round(node: Any, held: dict[str, npt.NDArray[Any]], moments: Moments) -> _Rounded:
    """Round a layer's weights; where it has a bias, that takes the mean of what rounding changes."""
    weight, *bias = node.input[1:]
    axis = 1 if node.op_type == "MatMul" or (node.op_type == "Gemm" and not attributes(node).get("transB")) else 0
    turned = np.moveaxis(held[weight], axis, 0)
    plain = turned.reshape(moments.groups, -1, moments.length).astype(np.float64)
    scales = scales_of(plain, MOST)
    made = rounded(plain, moments.spread(about_mean=bool(bias)), MOST) * scales
    numbers = {weight: np.moveaxis(made.reshape(turned.shape), 0, axis)}
    if bias:
        numbers[bias[0]] = held[bias[0]] + ((plain - made) @ moments.mean[:, :, None]).reshape(-1)
    ends = [{"axis": axis, "rmin": -MOST * scale, "rmax": MOST * scale} for scale in scales.ravel()]
    return _Rounded(weight, {name: np.ascontiguousarray(one, np.float32) for name, one in numbers.items()}, ends)


def _load(path: Path) -> Any:
    import onnx as onnx_format

    return onnx_format.load(path)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the quantiser's advice still."""
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.setLevel(before)
