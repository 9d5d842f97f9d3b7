"""Which of a file's tensors stands for which layer: an alignment of two sequences, by what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.ship.exporting import LAYER

if TYPE_CHECKING:
    from convscope.runtime import OnnxModel

SAMPLED = 4096  # numbers of a tensor that are looked at to find out how alike two are
BASE, NAMED, SAME_KIND, ALIKE, SAME = 0.25, 1.0, 1.0, 2.0, 2.0  # what each counts for
KINDS = {
    "Conv": "conv", "ConvTranspose": "conv_transpose", "Gemm": "linear", "MatMul": "linear", "MaxPool": "max_pool",
    "AveragePool": "avg_pool", "GlobalAveragePool": "avg_pool", "ReduceMean": "mean", "Relu": "relu", "Clip": "relu6",
    "Add": "add", "Concat": "cat", "Softmax": "softmax", "Resize": "interpolate", "Sigmoid": "sigmoid",
    "BatchNormalization": "batch_norm", "Reshape": "flatten", "Flatten": "flatten", "Mul": "mul",
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A tensor that was made: by which operator, its numbers, and, in a file of ours, for which layer."""

    name: str
    operator: str
    values: npt.NDArray[np.float32]
    layer: str = ""


def inner_tensors(shipped: OnnxModel, pictures_NHWC: npt.NDArray[np.uint8]) -> list[Made]:
    """Run a file operator by operator and give every floating-point tensor with a number a picture, in order."""
    import onnx as onnx_format
    import onnxruntime

    proto = onnx_format.load(shipped.path)
    outputs = {value.name for value in proto.graph.output}
    makers: dict[str, Any] = {name: node for node in proto.graph.node for name in node.output[:1] if name}
    proto.graph.output.extend(onnx_format.ValueInfoProto(name=name) for name in makers if name not in outputs)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(proto.SerializeToString(), options, providers=["CPUExecutionProvider"])
    taken = session.get_inputs()[0]
    entering = shipped.entering(pictures_NHWC)
    batches = [entering[k : k + 1] for k in range(len(entering))] if taken.shape[0] == 1 else [entering]
    names = [name for name in makers if name]
    runs = [session.run(names, {taken.name: batch}) for batch in batches]
    found = []
    for number, name in enumerate(names):
        parts = [run[number] for run in runs]
        if any(part.dtype != np.float32 or part.ndim == 0 for part in parts):
            continue
        values = np.concatenate(parts)
        if len(values) == len(entering):
            node = makers[name]
            layer = next((entry.value for entry in node.metadata_props if entry.key == LAYER), "")
            found.append(Made(name, node.op_type, values, layer))
    return found


def matched(layers: Sequence[Made], tensors: Sequence[Made]) -> dict[int, int]:
    """Match layers with tensors, both in order, so that what is known speaks for the whole the most.

    Two may match where they hold as many numbers, in the same axes but for those of length 1. More speaks for it: the
    same name, the same kind of operator, numbers that point the same way, numbers that are the same.
    """
    scores = np.zeros((len(layers), len(tensors)))
    lefts, rights = [_sample(one) for one in layers], [_sample(one) for one in tensors]
    for row, layer in enumerate(layers):
        for column, tensor in enumerate(tensors):
            if _axes(layer) == _axes(tensor):
                scores[row, column] = _speaks(layer, tensor, lefts[row], rights[column])
    best = np.zeros((len(layers) + 1, len(tensors) + 1))
    for row in range(len(layers)):
        taking = best[row, :-1] + scores[row]
        best[row + 1, 1:] = np.maximum.accumulate(np.maximum(best[row, 1:], np.where(scores[row] > 0, taking, 0)))
    pairs: dict[int, int] = {}
    row, column = len(layers), len(tensors)
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs[row] = column
    return pairs


def _axes(made: Made) -> tuple[int, ...]:
    return tuple(length for length in made.values.shape[1:] if length != 1)


def _sample(made: Made) -> npt.NDArray[np.float64]:
    flat = made.values.reshape(-1)
    return np.asarray(flat[:: max(1, flat.size // SAMPLED)], dtype=np.float64)


def _speaks(layer: Made, tensor: Made, left: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> float:
    score = BASE
    if tensor.layer and tensor.layer == layer.name.partition(":")[0]:
        score += NAMED
    kind = KINDS.get(tensor.operator)
    if kind is not None and layer.operator.rstrip("_").startswith(kind):
        score += SAME_KIND
    lengths = float(np.linalg.norm(left) * np.linalg.norm(right))
    if lengths:
        score += ALIKE * max(float(left @ right) / lengths, 0.0)
    if np.abs(left - right).max(initial=0.0) <= 1e-3 * np.abs(left).max(initial=0.0):
        score += SAME
    return score
