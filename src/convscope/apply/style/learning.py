"""A network learns to paint in one style: pictures in, and what a network that looks sees of what comes out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from convscope.apply.pictures.asked import asked_for
from convscope.apply.style.asked import Styling
from convscope.apply.style.entering import LEAST, entered, fitted
from convscope.apply.style.features import Features
from convscope.apply.style.grams import mixed
from convscope.apply.style.loss import LEAST as TINY
from convscope.apply.style.loss import Region
from convscope.apply.style.seeing import AUTO, LAYERS, seeing
from convscope.apply.style.stylenet import StyleNet
from convscope.errors import BrokenPicture, ConvscopeError
from convscope.model import Model, scaled, wrapped
from convscope.models import build
from convscope.picture import InputContract, Picture, read
from convscope.runs import Run, RunWriter, create_run, refuse_occupied
from convscope.runs.record import Record
from convscope.training.interrupts import interrupts
from convscope.training.keeping import failure_kept

CONTRACT = InputContract(3, 256, 256, "stretch", (0.5,), (0.25,))
CONTENT = 0.6  # how much content weighs at strength 1; one network for all pictures keeps less of it than one each
ROUGH = 0.3
RATE, NORM = 2e-3, 1.0  # of Adam; gradients are no longer than that
EPOCH = 50  # steps that a line of the metrics is the mean of
LARGER = 2.0  # than what is cut from it a picture is at most, its shorter side
Count = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Learning:
    """How long and on what: ``side`` pixels of ``batch`` pictures a step; ``width`` is that of the network."""

    steps: int = 2000
    side: int = 128
    batch: int = 4
    width: int = 16
    overwrite: bool = False
    seed: int = 0
    command: str = ""


@dataclass(frozen=True)
class Learnt:
    """A network that has learnt a style: its run."""

    run: Run

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return self.run.as_dict()


def learn(
    pictures: str | Path, styles: Sequence[str | Path], out: str | Path, asked: Styling | None = None,
    learning: Learning | None = None, *, features: Model | str = AUTO, count: Count | None = None,
) -> Run:  # fmt: skip
    """Train a `StyleNet` to paint any picture in a style, on pictures of a folder; give the run.

    The loss is that of `style`, on crops; ``asked.size`` is the longer side at which the style is seen: what it paints
    is as large in pixels as that. After Ctrl-C the run holds what it had learnt.

    Raises `ConvscopeError`, `BrokenPicture`, `RunExists`, and `KeyboardInterrupt` once the run is whole.
    """
    asked, learning = asked or Styling(size=256), learning or Learning()
    asked.check(len(styles))
    if learning.steps < 1:
        raise ConvscopeError(f"steps = {learning.steps} came", fix="give at least 1; 2000 is usual")
    refuse_occupied(out, overwrite=learning.overwrite)
    model = seeing(features) if isinstance(features, str) else features
    known = LAYERS.get(model.spelling, ((), None))
    watching = Features(model, asked.layers or known[0], asked.content_layer or known[1])
    if learning.side % max(watching.step):
        raise ConvscopeError(f"side = {learning.side} came", fix=f"give one that divides by {max(watching.step)}")
    files = asked_for(pictures).paths
    painter, region = _painter(learning, model), _region(watching, styles, asked)
    weights = asked.weights or (1.0,) * len(styles)
    record = _record(str(pictures), [str(one) for one in styles], weights, asked, learning, painter, len(files))
    crops = _crops(files, learning)
    crops = chain([next(crops)], crops)  # pictures that cannot be read are told before there is a run
    writer = create_run(out, record, overwrite=learning.overwrite)
    with failure_kept(writer):
        done = _learnt(painter, watching, region, crops, asked, learning, writer, count)
        writer.update(status="done" if done == learning.steps else "interrupted")
    run = writer.close()
    if done < learning.steps:
        raise KeyboardInterrupt(f"stopped after {done} of {learning.steps} steps, kept in {run.folder}")
    return run


def _painter(learning: Learning, model: Model) -> Model:
    with torch.random.fork_rng():
        torch.manual_seed(learning.seed)
        spelling = f"{StyleNet.__module__}:StyleNet(width={learning.width})"
        module = build(spelling).module.to(model.device)
    return Model(module, CONTRACT, (), spelling, answers="pixel")


def _region(features: Features, styles: Sequence[str | Path], asked: Styling) -> Region:
    shown = []
    for one in styles:
        picture = entered(one, str(one))
        share = min(1.0, asked.size / max(picture.shape[2:]))
        size = (max(LEAST, round(picture.shape[2] * share)), max(LEAST, round(picture.shape[3] * share)))
        shown.append(fitted(picture, size).to(features.model.device))
    return Region(*mixed(features, shown, asked.weights or (1.0,) * len(shown), side=asked.tile))


def batch_loss(
    features: Features, painted_NCHW: Tensor, pictures_NCHW: Tensor, region: Region, weight: float
) -> Tensor:
    """Give how far painted pictures are, on average, from a style, from their contents, and from smooth."""
    with torch.no_grad():
        content = features(pictures_NCHW)[features.chosen.content.index]
    maps = features(painted_NCHW)
    style = []
    for layer in features.chosen.style:
        flat = (maps[layer.index] - region.shifts[layer.index]).flatten(2)
        grams = flat @ flat.transpose(1, 2) / flat.shape[2]
        off = (grams - region.grams[layer.index]).square().sum((1, 2)).mean()
        style.append(off / region.size(layer.index))
    missed = (maps[features.chosen.content.index] - content).square().sum() / content.square().sum().clamp(min=TINY)
    rough = painted_NCHW.diff(dim=2).square().mean() + painted_NCHW.diff(dim=3).square().mean()
    return torch.stack(style).mean() + weight * missed + ROUGH * rough


def _learnt(
    painter: Model, features: Features, region: Region, crops: Iterator[Tensor], asked: Styling, learning: Learning,
    writer: RunWriter, count: Count | None,
) -> int:  # fmt: skip
    """Train; give the steps that were taken before Ctrl-C."""
    module = painter.module.train()
    optimizer = torch.optim.Adam(module.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, learning.steps)
    losses: list[float] = []
    parameters = list(module.parameters())
    begun, step = time.monotonic(), 0
    with interrupts() as heard:
        for step in range(1, learning.steps + 1):
            pictures = next(crops).to(painter.device)
            painted = module(scaled(pictures, CONTRACT))
            pixels = pictures.permute(0, 3, 1, 2).float() / 255
            loss = batch_loss(features, painted, pixels, region, CONTENT / asked.strength)
            if not bool(loss.isfinite()):
                raise ConvscopeError(f"the loss is no finite number in step {step}", fix="give less --strength")
            for weights, slope in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
                weights.grad = slope  # of these alone: the network that looks stays as it is
            torch.nn.utils.clip_grad_norm_(module.parameters(), NORM)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if count is not None:
                count(step, learning.steps, losses[-1])
            stop, heard.asked = heard.asked, False
            if len(losses) == EPOCH or step == learning.steps or stop:
                _log(writer, module, losses, time.monotonic() - begun)
                losses = []
            if stop:
                break
    module.eval()
    return step


def _log(writer: RunWriter, module: torch.nn.Module, losses: Sequence[float], seconds: float) -> None:
    epoch = writer.record.epochs + 1
    writer.log({"epoch": epoch, "train_loss": float(np.mean(losses))})
    writer.save_weights(module.state_dict())
    writer.update(epochs=epoch, best_epoch=epoch, seconds=seconds)


def _crops(files: Sequence[Path], learning: Learning) -> Iterator[Tensor]:
    """Give batches of crops, (N, side, side, 3) uint8, for ever; files that cannot be read are passed over."""
    random = np.random.default_rng(learning.seed)
    broken: set[Path] = set()
    while True:
        chosen: list[Picture] = []
        while len(chosen) < learning.batch:
            path = files[int(random.integers(len(files)))]
            if path in broken:
                continue
            try:
                chosen.append(_crop(read(path), learning.side, random))
            except (BrokenPicture, ValueError):
                broken.add(path)
                if len(broken) == len(files):
                    raise ConvscopeError(
                        "none of the pictures can be read", fix="give a folder of photographs"
                    ) from None
        yield wrapped(np.stack(chosen))


def _crop(picture: Picture, side: int, random: np.random.Generator) -> Picture:
    """Cut a square out of a picture whose shorter side is at most twice as long, and mirror it by chance."""
    if picture.shape[2] not in (1, 3):
        raise ValueError(picture.shape)
    image = Image.fromarray(picture[..., 0] if picture.shape[2] == 1 else picture).convert("RGB")
    shorter = random.uniform(1.0, LARGER) * side
    share = shorter / min(image.size)
    image = image.resize((max(side, round(image.width * share)), max(side, round(image.height * share))))
    left, top = random.integers(image.width - side + 1), random.integers(image.height - side + 1)
    cut = np.asarray(image)[top : top + side, left : left + side]
    return np.ascontiguousarray(cut[:, ::-1] if random.integers(2) else cut)


def _record(
    pictures: str, styles: Sequence[str], weights: Sequence[float], asked: Styling, learning: Learning, painter: Model,
    count: int,
) -> Record:  # fmt: skip
    recipe = {
        "style": list(styles), "weights": list(weights), "size": asked.size, "strength": asked.strength,
        "steps": learning.steps, "side": learning.side, "batch": learning.batch,
    }  # fmt: skip
    return Record(
        convscope=version("convscope"), torch=torch.__version__,
        started=datetime.now(UTC).isoformat(timespec="seconds"), command=learning.command, data=pictures,
        origin=pictures, model=painter.spelling, classes=(), answers="pixel", contract=painter.contract.as_dict(),
        recipe=recipe, seed=learning.seed, device=str(painter.device), threads=torch.get_num_threads(),
        pictures={"train": count, "validation": 0, "test": 0},
    )  # fmt: skip
