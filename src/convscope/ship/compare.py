"""A network and files that claim to be it, layer by layer: how far apart, and where it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError
from convscope.network import watch
from convscope.runtime import load_onnx
from convscope.ship.matching import Made, inner_tensors, matched
from convscope.ship.onnx import random_pictures

if TYPE_CHECKING:
    from convscope.model import Model

EQUAL = 1e-3  # of a layer's largest number: beyond it the two are told apart
PICTURES = 2


@dataclass(frozen=True)
class Apart:
    """One layer against the file's tensor that stands for it; ``tensor`` is empty where none does.

    ``largest`` is the largest difference, ``relative`` that in shares of the layer's largest number, ``cosine`` the
    angle's between the two as vectors, ``where`` the picture, channel, row and column (or unit) of the largest.
    """

    layer: str
    operator: str
    place: str = ""
    tensor: str = ""
    largest: float = 0.0
    relative: float = 0.0
    cosine: float = 1.0
    where: tuple[int, ...] = ()


@dataclass(frozen=True)
class FileCompared:
    """A file: its layers in PyTorch's order, and the ``answer``, of the file as it is run, fused and all."""

    path: Path
    layers: tuple[Apart, ...]
    answer: Apart

    @property
    def found(self) -> tuple[Apart, ...]:
        """The layers that the file has; others were folded into a neighbour, or are not to be told apart."""
        return tuple(one for one in self.layers if one.tensor)

    @property
    def begins(self) -> Apart | None:
        """The first layer that is apart; None where none is."""
        return next((one for one in self.found if not one.relative <= EQUAL), None)

    @property
    def sentence(self) -> str:
        """Where it begins, and what it comes to."""
        told = f"{len(self.found)} of {len(self.layers)} layers found; "
        first = self.begins
        if first is None:
            told += f"all agree to {EQUAL:g} of their largest number"
        else:
            told += f"the first apart is {first.layer} ({first.relative:.1e}, cosine {first.cosine:.5f})"
            told += f", {first.place}" if first.place else ""
        return f"{told}; the answer is {self.answer.relative:.1e} off, cosine {self.answer.cosine:.6f}"


@dataclass(frozen=True)
class Compared:
    """A network against files, on the same ``pictures``; ``path`` is the report's, where one was written."""

    target: str
    pictures: int
    files: tuple[FileCompared, ...]
    path: Path | None = field(default=None, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "target": self.target,
            "pictures": self.pictures,
            "path": None if self.path is None else str(self.path),
            "files": [
                {
                    "path": str(one.path),
                    "begins": None if one.begins is None else one.begins.layer,
                    "answer": _plain(one.answer),
                    "layers": [_plain(layer) for layer in one.layers],
                }
                for one in self.files
            ],
        }


def compare(
    model: Model, files: Sequence[str | Path], *, pictures_NHWC: npt.NDArray[np.uint8] | None = None
) -> Compared:
    """Run a model and ONNX files on the same pictures, and compare every layer that the file has, and the answer.

    Which of a file's tensors stands for a layer is found by its order, shape, operator, the layer's name where we
    exported it, and by how alike the numbers are. Layers are compared in the file run operator by operator, without
    fusing; the answer in the file as it is. A file that is not ours is given what the model's contract says. Raises
    `ConvscopeError` for a file that is none, or takes another size.
    """
    pictures = random_pictures(model, PICTURES) if pictures_NHWC is None else pictures_NHWC
    network, outputs = watch(model.module, model.enter(pictures), target=model.spelling)
    layers = [
        Made(layer.name, layer.operator, output.float().cpu().numpy())
        for layer, output in zip(network, outputs, strict=True)
        if output.is_floating_point()
    ]
    places = {layer.name: layer.place for layer in network}
    expected = model.scores(pictures)
    return Compared(
        model.spelling,
        len(pictures),
        tuple(_compared(model, Path(path), layers, places, expected, pictures) for path in files),
    )


def _compared(
    model: Model, path: Path, layers: list[Made], places: dict[str, str], expected: npt.NDArray[np.float32],
    pictures: npt.NDArray[np.uint8],
) -> FileCompared:  # fmt: skip
    shipped = load_onnx(path)
    shipped = shipped if shipped.contract is not None else replace(shipped, contract=model.contract)
    try:
        given = shipped.scores(pictures)
        tensors = inner_tensors(shipped, pictures)
    except ConvscopeError:
        raise
    except Exception as error:  # onnxruntime's own exception classes are private
        shape = "×".join(str(length) for length in pictures.shape[1:])
        raise ConvscopeError(
            f"{path} does not take pictures of {shape}: {str(error).splitlines()[0]}",
            fix="compare it with the network that it was made from, at its size",
        ) from error
    if given.shape != expected.shape:
        raise ConvscopeError(
            f"{path} answers with {given.shape[1:]} numbers, {model.spelling} with {expected.shape[1:]}",
            fix="compare it with the network that it was made from",
        )
    pairs = matched(layers, tensors)
    found = []
    for number, layer in enumerate(layers):
        blank = Apart(layer.name, layer.operator, places.get(layer.name, ""))
        pair = pairs.get(number)
        found.append(blank if pair is None else apart(blank, layer.values, tensors[pair]))
    answer = apart(Apart("answer", ""), expected, Made("answer", "", given))
    return FileCompared(path, tuple(found), answer)


def apart(blank: Apart, values: npt.NDArray[np.float32], made: Made) -> Apart:
    """Measure how far a tensor is from what it should be.

    >>> two = np.array([[3.0, 4.0]], np.float32)
    >>> found = apart(Apart("fc", "linear"), two, Made("y", "Gemm", two + np.float32([0, 1])))
    >>> found.largest, found.relative, round(found.cosine, 4), found.where
    (1.0, 0.25, 0.9947, (0, 1))
    """
    one, other = values.astype(np.float64), made.values.reshape(values.shape).astype(np.float64)
    difference = np.abs(one - other)
    largest = float(difference.max(initial=0.0))
    where = tuple(int(place) for place in np.unravel_index(int(difference.argmax()), difference.shape))
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    cosine = float((one * other).sum() / lengths) if lengths else float(largest == 0)
    scale = float(np.abs(one).max(initial=0.0))
    relative = largest / scale if scale else (0.0 if largest == 0 else float("inf"))
    return replace(
        blank, tensor=made.name, largest=largest, relative=relative, cosine=min(cosine, 1.0),
        where=where if largest else (),
    )  # fmt: skip


def _plain(one: Apart) -> dict[str, Any]:
    plain = asdict(one)
    if not one.tensor:
        plain = {**plain, "tensor": None, "largest": None, "relative": None, "cosine": None}
    return {**plain, "where": list(one.where)}
