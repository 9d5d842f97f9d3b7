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
    """An open session; takes fitted uint8 pictures (N, height, width, channels), normalises inside."""

    session: Any
    contract: InputContract
    classes: tuple[str, ...]

    def fit(self, picture_HWC: Picture) -> Picture:
        """Bring a uint8 picture to the network's channels and size."""
        return fit(picture_HWC, self.contract)

    def scores(self, pictures_NHWC: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Answer fitted pictures; (N, classes) logits."""
        name = self.session.get_inputs()[0].name
        answers: npt.NDArray[np.float32] = self.session.run(None, {name: np.ascontiguousarray(pictures_NHWC)})[0]
        return answers


def load_onnx(path: str | Path, *, threads: int | None = None) -> OnnxModel:
    """Open an ONNX file that convscope shipped; `ConvscopeError` where it is not one."""
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
    if METADATA not in metadata:
        raise ConvscopeError(
            f"{path} does not say what pictures it expects: it was not shipped by convscope",
            fix="ship it with convscope ship MODEL --to onnx",
        )
    said = json.loads(metadata[METADATA])
    return OnnxModel(session, InputContract.from_dict(said["contract"]), tuple(said["classes"]))
