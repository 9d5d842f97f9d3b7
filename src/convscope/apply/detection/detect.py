"""The objects on many pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path

import torch
from torchvision.ops import nms

from convscope.apply.detection.detected import Detected, DetectedBox, Detections
from convscope.apply.detection.tiles import SAME, Tile, cut, joined
from convscope.apply.pictures.asked import Asked, asked_for
from convscope.apply.pictures.confidence import check_confidence
from convscope.data.recognised import plain
from convscope.errors import BrokenPicture, ConvscopeError
from convscope.loading import load
from convscope.model import Model, scaled, wrapped
from convscope.models.detectors import AsItIs, check_detector, detections, plainly
from convscope.network import evaluating
from convscope.picture import InputContract, Picture, fit, read
from convscope.picture.examine import reason
from convscope.picture.placing import placing
from convscope.training.detection.assess import AT_ONCE, on_picture
from convscope.training.detection.scores import FoundBoxes

AHEAD = 4  # pictures that are decoded before the network comes to them
QUARTER = 4  # of a tile's side that tiles overlap, where nothing is said
LEAST = 16  # pixels of a tile


class Stopped(KeyboardInterrupt):
    """Ctrl-C on the way; ``found`` is what was found until then."""

    def __init__(self, found: Detections, total: int) -> None:
        """Keep what there is."""
        self.found = found
        super().__init__(f"stopped after {len(found):,} of {total:,} pictures")


@dataclass(frozen=True)
class Detecting:
    """What is asked: boxes from a ``confidence`` on; a picture larger than ``tile`` pixels cut into tiles of that side.

    Tiles overlap by ``overlap`` pixels, by default a quarter: objects up to about that size are seen whole. Each is
    brought to the network's size as a whole picture is, so that small objects keep the size they were learnt at where
    ``tile`` is the training pictures' side. A detector may find one object as two classes; of boxes that cover one
    another by half of their union ``one_class`` keeps the surest.
    """

    confidence: float = 0.5
    tile: int | None = None
    overlap: int | None = None
    one_class: bool = False

    @property
    def seam(self) -> int:
        """The pixels by which tiles overlap."""
        return (self.tile or 0) // QUARTER if self.overlap is None else self.overlap


def detect(
    model: Model | str,
    pictures: str | Path | Sequence[str | Path],
    asked: Detecting | None = None,
    *,
    show: Callable[[object], None] = lambda _: None,
    count: Callable[[int, int], None] = lambda done, total: None,
) -> Detections:
    """Find the objects on pictures: files, folders, patterns, or ``-`` for a list on standard input.

    In short::

        import convscope as cs
        for one in cs.detect("runs/digits", "photos"):
            print(one.path, [(box.name, box.edges) for box in one.boxes])

    Each picture goes through the network by itself, so that its boxes depend on no other one. A file that cannot be
    read is told in its place and stops nothing. ``show`` is handed each `Detected`, ``count`` how many are done and all
    of them. Raises `ConvscopeError` for a network that is no detector, and for tiles that cannot be; `Stopped` at
    Ctrl-C.
    """
    begun = time.monotonic()
    asked = asked or Detecting()
    _check(asked)
    meant = asked_for(pictures)
    model = _ready(load(model) if isinstance(model, str) else model)
    done: list[Detected] = []
    try:
        with evaluating(model.module, training=False), torch.inference_mode():
            for path, opened in _decoded(meant.paths):
                done.append(_one(model, path, opened, asked))
                show(done[-1])
                count(len(done), len(meant.paths))
    except KeyboardInterrupt:
        raise Stopped(_detections(model, meant, done, asked, begun), len(meant.paths)) from None
    return _detections(model, meant, done, asked, begun)


def boxes_on(model: Model, picture_HWC: Picture, asked: Detecting | None = None) -> tuple[DetectedBox, ...]:
    """Find the objects on one picture that is there already, the surest first.

    Raises `ConvscopeError` for a network that is no detector, and for a picture that does not fit it.
    """
    asked = asked or Detecting()
    _check(asked)
    model = _ready(model)
    with evaluating(model.module, training=False), torch.inference_mode():
        return _found(model, picture_HWC, asked)[0]


def _ready(model: Model) -> Model:
    """Have a detector take pictures as they come; of one for any size they are brought whole onto the input."""
    check_detector(model.module, model.spelling)
    if not isinstance(model.module.transform, AsItIs):
        plainly(model.module)
    return replace(model, contract=replace(model.contract, resize=model.contract.resize or "letterbox"))


def _check(asked: Detecting) -> None:
    check_confidence(asked.confidence)
    if asked.tile is None:
        if asked.overlap is not None:
            raise ConvscopeError("overlap came, and no tile", fix="say the tiles' side: --tile 320")
        return
    if asked.tile < LEAST:
        raise ConvscopeError(f"tile = {asked.tile} came", fix=f"give {LEAST} pixels or more")
    if not 0 <= asked.seam <= asked.tile // 2:
        raise ConvscopeError(f"overlap = {asked.seam} came", fix=f"give 0 to {asked.tile // 2} pixels, half a tile")


def _decoded(paths: Sequence[Path]) -> Iterator[tuple[Path, Picture | str]]:
    """Read files a few ahead, in order; in place of one that cannot be read comes the reason."""
    with ThreadPoolExecutor(1, "convscope pictures") as pool:
        waiting: list[tuple[Path, Future[Picture | str]]] = []
        for path in paths:
            waiting.append((path, pool.submit(_opened, path)))
            if len(waiting) > AHEAD:
                first, opened = waiting.pop(0)
                yield first, opened.result()
        for first, opened in waiting:
            yield first, opened.result()


def _opened(path: Path) -> Picture | str:
    try:
        return read(path)
    except BrokenPicture as error:
        return reason(error, path)
    except MemoryError:
        return "is too large for this memory"


def _one(model: Model, path: Path, opened: Picture | str, asked: Detecting) -> Detected:
    """Find what is on a file's picture, or say why there is none."""
    if isinstance(opened, str):
        return Detected(plain(path), fault=opened)
    try:
        boxes, tiles = _found(model, opened, asked)
    except ConvscopeError as error:
        return Detected(plain(path), fault=str(error))
    return Detected(plain(path), (opened.shape[0], opened.shape[1]), boxes, tiles)


def _found(model: Model, picture: Picture, asked: Detecting) -> tuple[tuple[DetectedBox, ...], int]:
    """Find what is on a picture, whole or in tiles; give how many of them, too."""
    height, width = picture.shape[:2]
    side = asked.tile if asked.tile is not None else max(height, width)
    tiles = cut(height, width, side=side, overlap=asked.seam)
    found = joined(tiles, list(_on_tiles(model, picture, tiles)), size=(height, width), overlap=asked.seam)
    if asked.one_class:
        scores = torch.from_numpy(found.scores).double()
        found = found.at(nms(torch.from_numpy(found.edges), scores, SAME).numpy())
    boxes = [
        DetectedBox(_name(model, label), label, score, (left, top, right, bottom))
        for (left, top, right, bottom), score, label in zip(
            found.edges.tolist(), found.scores.tolist(), found.classes.tolist(), strict=True
        )
        if score >= asked.confidence
    ]
    return tuple(sorted(boxes, key=lambda box: -box.score)), len(tiles)


def _on_tiles(model: Model, picture: Picture, tiles: Sequence[Tile]) -> Iterator[FoundBoxes]:
    """Give what is found on each tile, in the tile's pixels; some go through the network at once."""
    contract: InputContract = model.contract
    size = max(1, AT_ONCE // prod(contract.input_shape))
    for start in range(0, len(tiles), size):
        some = tiles[start : start + size]
        pieces = [picture[tile.top : tile.bottom, tile.left : tile.right] for tile in some]
        fitted = torch.stack([wrapped(fit(piece, contract)) for piece in pieces])
        answers = detections(model.module, scaled(fitted.to(model.device), contract))
        for piece, answer in zip(pieces, answers, strict=True):
            yield on_picture(answer, placing(piece.shape[0], piece.shape[1], contract), 0)


def _name(model: Model, label: int) -> str:
    return model.classes[label] if label < len(model.classes) else f"class {label}"


def _detections(model: Model, meant: Asked, done: Sequence[Detected], asked: Detecting, begun: float) -> Detections:
    notes = () if model.trained else ("the weights are random: nothing was learnt",)
    return Detections(
        model.spelling, model.classes, tuple(done), asked.confidence, meant.paths[: len(done)], meant.skipped, notes,
        seconds=time.monotonic() - begun,
    )  # fmt: skip
