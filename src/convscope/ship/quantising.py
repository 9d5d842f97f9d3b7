"""ONNX Runtime's static quantiser, with ranges found once and any of the layers left in float."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.ship.exporting import LAYER

WEIGHTED = ("Conv", "ConvTranspose", "Gemm", "MatMul")  # operators with weights, whose int8 kernels there are
BATCH = 16
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
    ) -> None:
        import onnx as onnx_format
        from onnxruntime.quantization.shape_inference import quant_pre_process

        self.folder = folder
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
        self._ranges = self._found(entering, pictures_NHWC)

    def node(self, name: str) -> Any:
        """Give a node of the file that is quantised."""
        return self._nodes[name]

    def _found(self, entering: Callable[..., npt.NDArray[Any]], pictures_NHWC: npt.NDArray[np.uint8]) -> Any:
        from onnxruntime.quantization.calibrate import CalibrationDataReader, CalibrationMethod, create_calibrator

        (taken,) = (one.name for one in _load(self._prepared).graph.input)

        class Reader(CalibrationDataReader):  # type: ignore[misc]
            def __init__(self) -> None:
                starts = range(0, len(pictures_NHWC), BATCH)
                self._batches: Iterator[Any] = iter(
                    [{taken: entering(pictures_NHWC[start : start + BATCH])} for start in starts]
                )

            def get_next(self) -> Any:
                return next(self._batches, None)

        with _quiet():
            calibrator = create_calibrator(
                self._prepared, [], augmented_model_path=str(self.folder / "augmented.onnx"),
                calibrate_method=CalibrationMethod.MinMax,
            )  # fmt: skip
            calibrator.collect_data(Reader())
            return calibrator.compute_data()

    def write(self, path: Path, kept: Sequence[str] = ()) -> None:
        """Write the int8 file, some nodes left in float, with the float file's metadata."""
        import onnx as onnx_format
        from onnxruntime.quantization import QuantType
        from onnxruntime.quantization.qdq_quantizer import QDQQuantizer
        from onnxruntime.quantization.registry import QDQRegistry, QLinearOpsRegistry

        everything = list(set(QLinearOpsRegistry) | set(QDQRegistry))
        proto = _load(self._prepared)
        with _quiet():
            quantizer = QDQQuantizer(
                proto, True, SEVEN_BITS, QuantType.QInt8, QuantType.QUInt8, self._ranges, [], self._left(proto, kept),
                everything, {},
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
