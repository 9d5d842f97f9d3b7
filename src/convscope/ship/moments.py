"""What enters the layers of an ONNX file, over pictures: the mean of every number, and of products of two.

A layer with weights is a matrix times columns: of a convolution a column is the patch that a kernel sees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_JOINT = 1024  # numbers of a column whose products are kept; a longer one is cut, and products across are not
PLACES = 32  # patches that are taken of a map, at random
Floats = npt.NDArray[np.float64]


@dataclass
class Moments:
    """Means of columns, of ``groups`` of a layer's inputs: (groups, length), and products by parts (groups, n, n)."""

    groups: int
    length: int
    samples: int = 0
    sums: Floats = field(init=False)
    products: list[Floats] = field(init=False)

    def __post_init__(self) -> None:
        self.sums = np.zeros((self.groups, self.length))
        self.products = [np.zeros((self.groups, part.stop - part.start, part.stop - part.start)) for part in self.parts]

    @property
    def parts(self) -> list[slice]:
        """Where a column is cut."""
        starts = range(0, self.length, MOST_JOINT)
        return [slice(start, min(start + MOST_JOINT, self.length)) for start in starts]

    @property
    def mean(self) -> Floats:
        """The mean column of every group."""
        return self.sums / max(self.samples, 1)

    def add(self, columns: npt.NDArray[np.float32]) -> None:
        """Take more columns: (samples, groups, length)."""
        self.samples += len(columns)
        self.sums += columns.sum(0, dtype=np.float64)
        for number, part in enumerate(self.parts):
            one = columns[:, :, part]
            self.products[number] += np.matmul(one.transpose(1, 2, 0), one.transpose(1, 0, 2))

    def spread(self, *, about_mean: bool) -> list[Floats]:
        """Give the mean products, about the mean or about zero, drawn to their diagonal where samples are few.

        Of n numbers and m samples the diagonal weighs n in n + m, and a hundredth of its mean is added to it: what
        was never seen to vary still may.
        """
        found = []
        for part, products in zip(self.parts, self.products, strict=True):
            mean = self.mean[:, part]
            plain = products / max(self.samples, 1)
            if about_mean:
                plain = plain - mean[:, :, None] * mean[:, None, :]
            size = plain.shape[-1]
            drawn = plain * (self.samples / (size + self.samples))
            level = np.maximum(np.einsum("gii->gi", plain), 0)
            ridge = 0.01 * level.mean(1, keepdims=True) + np.finfo(np.float32).tiny
            drawn[:, range(size), range(size)] = level + ridge
            found.append(drawn)
        return found


def moments_of(
    prepared: Any, nodes: Sequence[Any], folder: Path, batches: Iterator[Mapping[str, npt.NDArray[Any]]]
) -> dict[str, Moments]:
    """Run a file on ``batches`` and give the moments of what enters each of its ``nodes``, by the node's name.

    Nodes whose columns are not known how to be cut out (transposed, of one axis or of three) are left out.
    """
    import onnx as onnx_format

    held = {one.name: tuple(one.dims) for one in prepared.graph.initializer}
    found = {node.name: moments for node in nodes if (moments := _begun(node, held[node.input[1]])) is not None}
    if not found:
        return {}
    watched = onnx_format.ModelProto()
    watched.CopyFrom(prepared)
    names = list(dict.fromkeys(node.input[0] for node in nodes if node.name in found))
    del watched.graph.output[:]
    for name in names:
        watched.graph.output.append(
            onnx_format.helper.make_tensor_value_info(name, onnx_format.TensorProto.FLOAT, None)
        )
    onnx_format.save(watched, str(folder / "watched.onnx"))
    session, chance = _session(folder / "watched.onnx"), np.random.default_rng(0)
    for batch in batches:
        given = dict(zip(names, session.run(names, batch), strict=True))
        for node in nodes:
            if node.name in found:
                found[node.name].add(columns(node, held[node.input[1]], given[node.input[0]], chance))
    return found


def columns(
    node: Any, shape: tuple[int, ...], entering: npt.NDArray[np.float32], chance: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Cut columns out of what enters a node: (samples, groups, length); of a map some patches of each picture."""
    if node.op_type != "Conv":
        return entering.reshape(-1, 1, entering.shape[-1])
    said = attributes(node)
    groups, down, across = said.get("group", 1), *shape[2:]
    (top, left, bottom, right) = said.get("pads", (0, 0, 0, 0))
    strides, dilations = said.get("strides", (1, 1)), said.get("dilations", (1, 1))
    padded = np.pad(entering, ((0, 0), (0, 0), (top, bottom), (left, right)))
    height, width = (
        (padded.shape[2 + axis] - dilations[axis] * (shape[2 + axis] - 1) - 1) // strides[axis] + 1 for axis in (0, 1)
    )
    taken = min(PLACES, height * width)
    cut = np.empty((len(padded), taken, padded.shape[1], down, across), np.float32)
    for picture, into in zip(padded, cut, strict=True):
        places = chance.choice(height * width, taken, replace=False)
        rows, lines = places // width * strides[0], places % width * strides[1]
        for row in range(down):
            for line in range(across):
                into[:, :, row, line] = picture[:, rows + row * dilations[0], lines + line * dilations[1]].T
    return cut.reshape(len(padded) * taken, groups, -1)


def attributes(node: Any) -> dict[str, Any]:
    """Give a node's attributes as plain values."""
    import onnx as onnx_format

    return {one.name: onnx_format.helper.get_attribute_value(one) for one in node.attribute}


def _begun(node: Any, shape: tuple[int, ...]) -> Moments | None:
    said = attributes(node)
    if node.op_type == "Conv" and len(shape) == 4 and said.get("auto_pad", b"NOTSET") == b"NOTSET":
        return Moments(said.get("group", 1), int(np.prod(shape[1:])))
    if node.op_type == "Gemm" and not said.get("transA") and said.get("alpha", 1.0) == said.get("beta", 1.0) == 1.0:
        return Moments(1, shape[1 if said.get("transB") else 0])
    return Moments(1, shape[0]) if node.op_type == "MatMul" and len(shape) == 2 else None


def _session(path: Path) -> Any:
    import onnxruntime
    import torch

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = torch.get_num_threads()
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
