"""A picture painted anew so that a network sees one's content and another's style in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from convscope.apply.style.asked import Styling
from convscope.apply.style.colours import like_luminance, luminance, matched, with_luminance
from convscope.apply.style.entering import entered, fitted, scales, style_size
from convscope.apply.style.features import Features
from convscope.apply.style.grams import content_of, mixed
from convscope.apply.style.learnt import is_learnt, paint_at_once
from convscope.apply.style.loss import Region, Share, Wanted
from convscope.apply.style.masks import read_regions, resized
from convscope.apply.style.painting import Brush, paint
from convscope.apply.style.seeing import AUTO, HOW, LAYERS, seeing
from convscope.apply.style.styled import Step, Stopped, Styled, check_folder, write_picture
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.models.pretrained import NAME as PRETRAINED
from convscope.picture import Picture
from convscope.training.interrupts import interrupts

CONTENT = 0.3  # how much content weighs at strength 1
FEWER = 0.6  # steps of each finer scale, as a share
KEEP_EVERY = 20  # steps from a picture on the way to the next
Count = Callable[[int, int, float], None]


def style(
    content: str | Path | Picture,
    styles: Sequence[str | Path | Picture],
    asked: Styling | None = None,
    *,
    features: Model | str = AUTO,
    count: Count | None = None,
) -> Styled:
    """Paint a picture in the style of others: Gatys, Ecker, Bethge, CVPR 2016, from coarse to fine.

    Content is the map that a layer gives for it; style are the Gram matrices of several layers, which say what occurs
    together and not where. The picture's pixels are moved by L-BFGS, or Adam, until the network sees both. ``features``
    is the network: *auto* (VGG-19 where its weights are here, else *pretrained*), a spelling, or a `Model`. ``count``
    is told the steps done, in all, and the loss. A style may also be what has learnt one, a run or an ``.onnx``.

    Raises `BrokenPicture`, `ConvscopeError` with what is wrong, and `Stopped`, with the picture so far, on Ctrl-C.
    """
    asked = asked or Styling()
    asked.check(len(styles))
    if len(styles) == 1 and is_learnt(styles[0]):
        return paint_at_once(content, str(styles[0]), size=asked.size)
    if asked.progress is not None:
        check_folder(asked.progress)
    begun = time.monotonic()
    scene, names = entered(content, "the content"), [_name(one, number) for number, one in enumerate(styles)]
    pictures = [entered(one, name) for one, name in zip(styles, names, strict=True)]
    sides = scales(scene, asked.size, _name(content, -1))
    regions = None if asked.mask is None else read_regions(asked.mask, names, sides[-1])
    model = seeing(features) if isinstance(features, str) else features
    known = LAYERS.get(model.spelling, ((), None))
    watching = Features(model, asked.layers or known[0], asked.content_layer or known[1])
    notes = _notes(model, watching, asked, sides[-1])
    work = _Work(asked, watching, scene, pictures, regions, count, len(sides))
    with interrupts() as heard:
        for number, size in enumerate(sides):
            work.scale(number, size, lambda: heard.asked)
            if heard.asked:
                break
        stopped, heard.asked = heard.asked, False
    picture = work.finished()
    styled = Styled(
        picture, tuple(work.steps), model.spelling, tuple(layer.name for layer in watching.chosen.style),
        watching.chosen.content.name, time.monotonic() - begun, notes,
    )  # fmt: skip
    if stopped:
        raise Stopped(f"stopped after {len(work.steps)} of {work.total} steps", styled)
    return styled


class _Work:
    """A picture on its way from scale to scale."""

    def __init__(
        self, asked: Styling, features: Features, scene: Tensor, pictures: Sequence[Tensor], regions: Tensor | None,
        count: Count | None, scales: int,
    ) -> None:  # fmt: skip
        self.asked, self.features, self.scene, self.pictures = asked, features, scene, pictures
        self.regions, self.count = regions, count
        self.each = [max(1, round(asked.steps * FEWER**number)) for number in range(scales)]
        self.total = sum(self.each)
        self.steps: list[Step] = []
        self.painted: Tensor | None = None
        self.content = scene
        self.brush = Brush(asked.optimizer, asked.smooth, asked.tile, asked.keep_colours == "luminance")
        self.device = features.model.device

    def scale(self, number: int, size: tuple[int, int], stop: Callable[[], bool]) -> None:
        """Paint one scale."""
        grey = self.asked.keep_colours == "luminance"
        self.content = fitted(self.scene, size).to(self.device)
        seen = luminance(self.content).expand(-1, 3, -1, -1) if grey else self.content
        masks = None if self.regions is None else resized(self.regions, size).to(self.device)
        wanted = Wanted(
            self.features, self._regions(size), content_of(self.features, seen, side=self.asked.tile), size,
            content_weight=CONTENT / self.asked.strength, masks=masks,
        )  # fmt: skip

        def going(share: Share, pixels: Tensor) -> bool:
            self.steps.append(Step(max(size), share.total, share.content, share.style))
            if self.count is not None:
                self.count(len(self.steps), self.total, share.total)
            if self.asked.progress is not None and len(self.steps) % KEEP_EVERY == 0:
                self._keep(pixels)
            return not stop()

        start = self._start(seen, size)
        self.painted = paint(self.features, start, wanted, self.brush, self.each[number], going)

    def finished(self) -> Picture:
        """Give the picture as bytes."""
        assert self.painted is not None
        return self._shown(self.painted)

    def _start(self, seen: Tensor, size: tuple[int, int]) -> Tensor:
        if self.painted is not None:
            return F.interpolate(self.painted, size=size, mode="bicubic", align_corners=False).clamp(0, 1)
        if self.asked.start == "content":
            return seen
        generator = torch.Generator().manual_seed(torch.initial_seed() % 2**63)
        return torch.rand(seen.shape, generator=generator).to(self.device)

    def _regions(self, size: tuple[int, int]) -> list[Region]:
        """Find what each region should come to at this scale."""
        shown = [
            fitted(one, style_size(one, size, self.asked.style_size)).to(self.device) for one in self.pictures
        ]  # never enlarged
        if self.asked.keep_colours == "luminance":
            shown = [like_luminance(one, self.content) for one in shown]
        elif self.asked.keep_colours == "matched":
            shown = [matched(one, self.content) for one in shown]
        tile = self.asked.tile
        if self.regions is not None:
            return [Region(*mixed(self.features, [one], [1.0], side=tile)) for one in shown]
        weights = self.asked.weights or (1.0,) * len(shown)
        return [Region(*mixed(self.features, shown, weights, side=tile))]

    def _shown(self, painted: Tensor) -> Picture:
        """Put the content's colours back where they are kept, and the content where a mask has no style."""
        painted = painted.to(self.content)
        if self.asked.keep_colours == "luminance":
            painted = with_luminance(self.content, luminance(painted))
        if self.regions is not None and len(self.regions) == 1:
            where = resized(self.regions, (painted.shape[2], painted.shape[3])).to(painted)[None]
            painted = where * painted + (1 - where) * self.content
        numbers = painted[0].clamp(0, 1).mul(255).round().to(torch.uint8).permute(1, 2, 0).cpu().numpy()
        return np.ascontiguousarray(numbers)

    def _keep(self, pixels: Tensor) -> None:
        write_picture(self._shown(pixels), Path(self.asked.progress or ".") / f"step-{len(self.steps):04d}.png")


def _notes(model: Model, features: Features, asked: Styling, size: tuple[int, int]) -> tuple[str, ...]:
    """Say what one should know of the network; refuse tiles that would not be exact."""
    notes = [HOW] if model.spelling == PRETRAINED else []
    if not model.trained:
        notes.append(f"{model.spelling} has random weights: its Gram matrices say little of style")
    whole = features.tileable
    if asked.tile and max(size) > asked.tile and whole is not None:
        raise ConvscopeError(
            f"{whole.name} reads the whole picture at once, which cannot go through in tiles",
            fix="choose earlier --layers, a smaller --size, or --tile 0 with the memory for it",
        )
    return tuple(notes)


def _name(picture: str | Path | Picture, number: int) -> str:
    if isinstance(picture, str | Path):
        return str(picture)
    return "the content" if number < 0 else f"style {number + 1}"
