"""The runtimes that are tried: each makes, of a model, a function from pictures to answers, or says what is missing."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from convscope.errors import ConvscopeError
from convscope.model import Model, wrapped
from convscope.runtime import load_onnx
from convscope.runtime.c import FLAGS, load_c
from convscope.ship.c99 import c
from convscope.ship.exporting import Uint8Front, quiet
from convscope.ship.onnx import onnx

NAMES = ("torch", "compile", "onnxruntime", "openvino", "c")
DEFAULT_OPENVINO = "openvino, its default"  # runs beside openvino: a processor with bfloat16 is used so, unasked
Answers = npt.NDArray[np.float32]


class Missing(ConvscopeError):
    """A runtime that is not there, or does not take this network."""


@dataclass(frozen=True)
class Ready:
    """A runtime with the network in it: ``run`` answers uint8 pictures (N, height, width, channels) at any N.

    ``bytes`` is the size of what is shipped, ``load_seconds`` from there to the first answer, by which this process has
    ``grown``; ``remark`` is said beside.
    """

    name: str
    run: Callable[[npt.NDArray[np.uint8]], Answers]
    bytes: int
    load_seconds: float
    grown: int = 0
    remark: str = ""


class Workshop:
    """Makes contenders of one model on a number of threads; the ONNX file that several read is written once."""

    def __init__(self, model: Model, folder: Path, *, file: Path | None = None) -> None:
        self.model = model
        self.folder = folder
        self._file = file

    @property
    def file(self) -> Path:
        """The model's ONNX file."""
        if self._file is None:
            self._file = onnx(self.model, self.folder / "net.onnx", pictures_NHWC=self._pictures(4)).path
        return self._file

    def made(self, name: str, threads: int) -> Ready:
        """Make a contender; `Missing` where it is not to be had."""
        makers: dict[str, Callable[[int], tuple[Callable[[npt.NDArray[np.uint8]], Answers], int, str]]] = {
            "torch": self._torch,
            "compile": self._compiled,
            "onnxruntime": self._onnxruntime,
            "openvino": lambda threads: self._openvino(threads, {"INFERENCE_PRECISION_HINT": "f32"}),
            DEFAULT_OPENVINO: lambda threads: self._openvino(threads, {}),
            "c": self._c,
        }
        if name in ("onnxruntime", "openvino", DEFAULT_OPENVINO):
            _ = self.file  # writing it is not loading
        before, begun = resident(), time.perf_counter()
        try:
            run, size, remark = makers[name](threads)
            run(self._pictures(1))
        except ConvscopeError as error:
            raise error if isinstance(error, Missing) else Missing(error.problem, fix=error.fix) from error
        except Exception as error:  # a compiler's or a runtime's own: this network is not for it, here
            said = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise Missing(f"it does not run this network here: {type(error).__name__}: {said}") from error
        return Ready(name, run, size, time.perf_counter() - begun, max(resident() - before, 0), remark)

    def _pictures(self, count: int) -> npt.NDArray[np.uint8]:
        contract = self.model.contract
        size = (count, contract.height, contract.width, contract.channels)
        return np.random.default_rng(0).integers(0, 256, size, dtype=np.uint8)

    def _front(self) -> tuple[Any, int]:
        front = Uint8Front(self.model).eval()
        return front, sum(tensor.numel() * tensor.element_size() for tensor in front.state_dict().values())

    def _torch(self, threads: int) -> tuple[Callable[[npt.NDArray[np.uint8]], Answers], int, str]:
        front, size = self._front()
        return _through(front, threads), size, ""

    def _compiled(self, threads: int) -> tuple[Callable[[npt.NDArray[np.uint8]], Answers], int, str]:
        front, size = self._front()
        with quiet():
            compiled = torch.compile(copy.deepcopy(front), dynamic=False, options={"freezing": True})
        return _through(compiled, threads), size, "each batch is compiled for itself"

    def _onnxruntime(self, threads: int) -> tuple[Callable[[npt.NDArray[np.uint8]], Answers], int, str]:
        shipped = load_onnx(self.file, threads=threads)
        return shipped.scores, self.file.stat().st_size, ""

    def _openvino(
        self, threads: int, settings: dict[str, Any]
    ) -> tuple[Callable[[npt.NDArray[np.uint8]], Answers], int, str]:
        if find_spec("openvino") is None:
            raise Missing("openvino is not installed", fix="pip install 'convscope[openvino]'")
        import openvino

        core = openvino.Core()
        compiled = core.compile_model(
            core.read_model(str(self.file)), "CPU",
            {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", **settings},
        )  # fmt: skip
        request = compiled.create_infer_request()
        precision = str(compiled.get_property("INFERENCE_PRECISION_HINT")).rpartition("'")[0].rpartition("'")[2]

        def run(pictures_NHWC: npt.NDArray[np.uint8]) -> Answers:
            found = request.infer([pictures_NHWC])
            return np.asarray(found[compiled.outputs[0]])

        return run, self.file.stat().st_size, precision and f"computes in {precision}"

    def _c(self, threads: int) -> tuple[Callable[[npt.NDArray[np.uint8]], Answers], int, str]:
        folder = self.folder / "net_c"
        answers = self.model.scores(self._pictures(1))
        made = c(self.model, folder, pictures_NHWC=self._pictures(2))
        blob = folder / "net_c.bin"
        weights = np.fromfile(blob, "<f4") if blob.exists() else None
        opened = load_c(folder / "net_c.c", "net_c", answers.size, weights=weights)

        def run(pictures_NHWC: npt.NDArray[np.uint8]) -> Answers:
            return np.asarray(opened.scores(pictures_NHWC)).reshape(-1, *answers.shape[1:])

        return run, made.bytes, " ".join(FLAGS) + ("; one thread, whatever is asked" if threads > 1 else "")


def _through(front: Any, threads: int) -> Callable[[npt.NDArray[np.uint8]], Answers]:
    def run(pictures_NHWC: npt.NDArray[np.uint8]) -> Answers:
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
        with torch.inference_mode():
            return np.asarray(front(wrapped(pictures_NHWC))[0])

    return run


def resident() -> int:
    """Bytes of this process in memory; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
