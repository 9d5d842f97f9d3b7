"""One HTML file: WebAssembly, weights and page together."""

from __future__ import annotations

import base64
import html as escaping
import json
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from convscope.draw.writing import write_whole
from convscope.errors import ConvscopeError, NotTheSame
from convscope.model import Model
from convscope.runtime.c import compiler, load_c
from convscope.ship.browser.wasm import clang, to_wasm
from convscope.ship.bundle import Bundle, small
from convscope.ship.c99.folding import folded
from convscope.ship.c99.lowering import lowered
from convscope.ship.c99.source import source
from convscope.ship.c99.written import RELATIVE, random_pictures
from convscope.ship.latency import interleaved
from convscope.ship.progress import Progress

ROUNDED = 1e-2  # of the largest score: what half precision may cost
SMALL = 64  # pixels a side, of one channel: what is drawn on a pad


def html(model: Model, path: str | Path, *, pictures_NHWC: npt.NDArray[np.uint8] | None = None) -> Bundle:
    """Write a model as one HTML file that opens from the disk, on a phone too.

    The C that `convscope.ship.c` writes is compiled to WebAssembly; weights are kept in half precision. On this
    machine the same C is run twice beside PyTorch: with the weights as they are, which must answer within 1e-4 of the
    largest score, and with the rounded ones, whose difference the `Bundle` tells. Raises `NotTheSame` and
    `ConvscopeError` as `convscope.ship.c` does, also where clang or lld is missing; nothing is left then.
    """
    path = Path(path)
    if path.suffix not in (".html", ".htm"):
        raise ConvscopeError(f"{path} does not end in .html", fix=f"name it {path.with_suffix('.html')}")
    compiler()
    clang()
    progress = Progress("exporting", "compiling", "comparing", "timing")
    progress.begin("exporting")
    made = source(folded(lowered(model)), model, "net", blob=True)
    pictures = random_pictures(model) if pictures_NHWC is None else pictures_NHWC
    half = made.weights.astype("<f2")
    folder = Path(tempfile.mkdtemp())
    try:
        progress.begin("compiling")
        (folder / "net.c").write_text(made.c, encoding="utf-8")
        (folder / "net.h").write_text(made.header, encoding="utf-8")
        exact = load_c(folder / "net.c", "net", made.answers, weights=made.weights)
        progress.begin("comparing")
        expected = model.scores(pictures).reshape(len(pictures), -1)
        largest = max(float(np.abs(expected).max()), 1.0)
        _held(float(np.abs(exact.scores(pictures) - expected).max()), RELATIVE * largest, "the C's answers")
        rounded = load_c(folder / "net.c", "net", made.answers, weights=half.astype(np.float32))
        difference = float(np.abs(rounded.scores(pictures) - expected).max())
        _held(difference, ROUNDED * largest, "with weights of half precision, the answers")
        written = _page(model, made.answers, to_wasm(folder, "net"), half.tobytes())
        one = np.ascontiguousarray(pictures[:1])
        progress.begin("timing")
        original, shipped = interleaved(lambda: model.scores(one), lambda: rounded.scores(one))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    write_whole(path, written)
    return Bundle(
        path, "html", len(written), difference, ROUNDED * largest, len(pictures), original, shipped,
        torch.get_num_threads(), flash=half.nbytes, ram=made.ram,
    )  # fmt: skip


def _held(difference: float, tolerance: float, who: str) -> None:
    if not difference <= tolerance:
        raise NotTheSame(
            f"{who} differ from PyTorch's by {small(difference)}, more than {small(tolerance)}",
            fix="nothing was written",
        )


def _page(model: Model, answers: int, wasm: bytes, weights: bytes) -> bytes:
    contract = model.contract
    classes = list(model.classes) if len(model.classes) == answers else [str(number) for number in range(answers)]
    said = {
        "contract": contract.as_dict(),
        "classes": classes,
        "model": model.spelling,
        "pad": contract.channels == 1 and max(contract.height, contract.width) <= SMALL,
        "trained": model.trained,
    }
    page = (files("convscope.ship.browser") / "page.html").read_text("utf-8")
    holes = {
        "TITLE": escaping.escape(model.spelling),
        "SAID": json.dumps(said, ensure_ascii=False).replace("<", "\\u003c"),
        "WASM": base64.b64encode(wasm).decode(),
        "WEIGHTS": base64.b64encode(weights).decode(),
    }
    for name, value in holes.items():
        page = page.replace(f"@{name}@", value)
    return page.encode("utf-8")
