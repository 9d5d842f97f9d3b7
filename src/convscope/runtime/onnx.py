"""Run a shipped ONNX file in ONNX Runtime."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from convscope.errors import ConvscopeError
from convscope.picture import InputContract, Picture, fit

METADATA = "convscope"  # the key under which contract and class names stand in the file


@dataclass(frozen=True)
class OnnxModel:
    """An open session on ``path``.

    A file that convscope shipped takes fitted uint8 pictures (N, height, width, channels) and normalises inside.
    Another's takes float32 (N, channels, height, width), which is made here as ``contract`` says; until it is known
    what pictures that one expects, ``contract`` is None. ``several``: a picture may have several labels.
    """

    session: Any
    path: Path
    contract: InputContract | None
    classes: tuple[str, ...] = ()
    several: bool = False

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """(channels, height, width) as the file has it; None where it leaves a length open."""
        lengths = [length if isinstance(length, int) else None for length in self.session.get_inputs()[0].shape[1:]]
        return tuple(lengths if self._floating else lengths[-1:] + lengths[:-1])

    @property
    def output_shape(self) -> tuple[int | None, ...]:
        """Shape of the first output, without the batch; None where the file leaves a length open."""
        return tuple(length if isinstance(length, int) else None for length in self.session.get_outputs()[0].shape[1:])

    @property
    def _floating(self) -> bool:
        return bool(self.session.get_inputs()[0].type == "tensor(float)")

    def fit(self, picture_HWC: Picture) -> Picture:
        """Bring a uint8 picture to the network's channels and size."""
        return fit(picture_HWC, self._known)

    def scores(self, pictures_NHWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Answer fitted pictures; (N, classes) logits. A file made for one picture at a time is run once for each."""
        return next(iter(self.answers(pictures_NHWC).values()))

    def answers(self, pictures_NHWC: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        """Answer fitted pictures with every output of the file, by name."""
        entering = self.entering(pictures_NHWC)
        one = self.session.get_inputs()[0].shape[0] == 1
        batches = [entering[number : number + 1] for number in range(len(entering))] if one else [entering]
        taken = self.session.get_inputs()[0].name
        found = [self.session.run(None, {taken: batch}) for batch in batches]
        names = [output.name for output in self.session.get_outputs()]
        return {name: np.concatenate([parts[number] for parts in found]) for number, name in enumerate(names)}

    def entering(self, pictures_NHWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8] | npt.NDArray[np.float32]:
        """Turn fitted pictures into what the file's input takes: themselves, or scaled floats, channels first."""
        pictures_NHWC = np.ascontiguousarray(pictures_NHWC)
        if not self._floating:
            return pictures_NHWC
        mean, std = (np.array(numbers, np.float32) for numbers in (self._known.mean, self._known.std))
        scaled: npt.NDArray[np.float32] = (pictures_NHWC.astype(np.float32) / np.float32(255) - mean) / std
        return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))

    @property
    def _known(self) -> InputContract:
        if self.contract is None:
            raise ConvscopeError(f"what pictures {self.path} expects is not known", fix="say it: cs.load_shipped(…)")
        return self.contract


def load_onnx(path: str | Path, *, threads: int | None = None) -> OnnxModel:
    """Open an ONNX file of a network that takes pictures; `ConvscopeError` where it is none."""
    path = Path(path)
    if not path.is_file():
        raise ConvscopeError(f"there is no file {path}", fix="ship one with convscope ship MODEL --to onnx")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if threads is not None:
        options.intra_op_num_threads = threads
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own exception classes are private
        raise ConvscopeError(f"{path} cannot be run by ONNX Runtime: {str(error).splitlines()[0]}") from error
    metadata = session.get_modelmeta().custom_metadata_map
    if METADATA in metadata:
        return OnnxModel(session, path, *_understood(metadata[METADATA], path))
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or len(inputs[0].shape) != 4:
        taken = "; ".join(f"{one.name} {one.type} {one.shape}" for one in inputs)
        raise ConvscopeError(
            f"{path} was not shipped by convscope, and takes {taken}",
            fix="one input of float32 (N, channels, height, width) can be run",
        )
    return OnnxModel(session, path, None)


def _understood(written: str, path: Path) -> tuple[InputContract, tuple[str, ...], bool]:
    """Read what convscope wrote into the file: contract, class names, and whether a picture may have several."""
    try:
        said = json.loads(written)
        classes = tuple(str(name) for name in said["classes"])
        return InputContract.from_dict(said["contract"]), classes, said.get("several") is True
    except (ValueError, KeyError, TypeError) as error:
        raise ConvscopeError(f"what {path} says of its pictures cannot be read", fix="ship it again") from error
