"""A picture painted back from a layer's numbers alone: what the layer still knows of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from convscope.draw import View
from convscope.errors import ConvscopeError
from convscope.look.cut_short import CutShort
from convscope.look.painted import Painting, roughness
from convscope.look.shown import in_colour
from convscope.network import evaluating
from convscope.network.recording import Call, Recording, record
from convscope.network.tap import until
from convscope.picture.workers import Progress
from convscope.training.interrupts import Interrupts, interrupts

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.network import Layer
    from convscope.picture import Picture

AT_ONCE, MEMORY = 10, 20  # steps between two words of progress; steps that L-BFGS remembers
NOISIER = 10.0  # how much stronger the noise of the third start is
SMOOTH = 0.05  # how much roughness weighs against the share of the numbers that is missed
LAYERS = 6  # that are shown, if none is named


def inversion(
    model: Model, picture_HWC: Picture, *, layer: str | None = None, steps: int = 150, progress: Progress | None = None
) -> View:
    """Paint pictures that give a layer the numbers that this one gives it: Mahendran and Vedaldi, arXiv 1412.0035.

    From noise, by L-BFGS, ‖Φ(x) − Φ(x₀)‖² / ‖Φ(x₀)‖² plus a little total variation is brought down. It begins around
    the mean of the training pictures (the contract has it), around mid-grey, and around that with stronger noise, for
    on an even picture every ReLU may be off; what has come nearest after ten steps goes on. What comes out alike the
    layer knows; what does not is lost to it, as where
    exactly a thing lies, after pools, or the search did not find it: see what it missed. Without ``layer``
    six are shown, at even distances, the picture itself first. ``progress`` is told (steps done, in all).

    Raises `UnknownName` for a layer there is not, `ConvscopeError` for one whose numbers no pixel moves, and
    `CutShort`, with the view so far, on Ctrl-C.
    """
    if steps < 1:
        raise ConvscopeError(f"steps = {steps} came", fix="give at least 1; a few hundred paint more")
    fitted = model.fit(picture_HWC)
    recorded = record(model.module, model.enter(fitted[None]), target=model.spelling, keep=True)
    layers = _spread(recorded) if layer is None else [recorded.network.last_of(layer)]
    tiles, captions, ended = [_shown(fitted)], ["the picture"], ""
    with interrupts() as heard:
        for number, one in enumerate(layers):
            painted, missed = painted_back(
                model, recorded.call(one.name), recorded.outputs[one.index], steps=steps,
                going=_going(progress, heard, number * steps, len(layers) * steps),
            )  # fmt: skip
            tiles.append(_shown(painted[0]))
            captions.append(f"{one.name}: {missed[0]:.1%} missed")
            if heard.asked:
                heard.asked = False
                ended = f"stopped in layer {one.name}, {number + 1} of {len(layers)}; the pictures so far are kept"
                break
    view = View(
        np.stack(tiles), "inversion", "" if layer is None else layers[0].name,
        "After the picture, what is painted back from a layer's numbers alone; above, the share of them (squared) that "
        "it misses. What looks alike the layer still knows; what does not is lost to it.",
        "picture", tuple(captions), fitted,
    )  # fmt: skip
    if ended:
        raise CutShort(ended, (view,))
    return view


def painted_back(
    model: Model, call: Call, wanted: Tensor, *, steps: int, going: Callable[[int], bool] = lambda done: True
) -> tuple[npt.NDArray[np.uint8], list[float]]:
    """Paint a picture for each output (N, …): uint8 (N, H, W, C), and the share that each misses of its numbers.

    ``going`` is told the steps done, and answers whether to go on.
    """
    generator = torch.Generator().manual_seed(torch.initial_seed() % 2**63)
    size = wanted.float().flatten(1).square().sum(1).clamp(min=1e-12)

    def missed(painting: Painting) -> Tensor:
        output = until(model.module, painting.images(), call).float()
        return (output - wanted.float()).flatten(1).square().sum(1) / size

    def lost(painting: Painting) -> Tensor:
        before = missed(painting)
        if not before.requires_grad:
            raise ConvscopeError("no pixel moves the layer's numbers", fix="choose an earlier layer")
        total: Tensor = before + SMOOTH * roughness(painting.pixels())
        return total

    first = min(AT_ONCE, steps)
    with evaluating(model.module, training=False), torch.enable_grad():
        starts = _starts(model, len(wanted), generator)
        for painting in starts:
            _descend(painting, lost, _optimizer(painting), first)
        painting = _nearest(starts, [lost(one).detach() for one in starts])
        optimizer, done = _optimizer(painting), first
        while going(done) and done < steps:
            _descend(painting, lost, optimizer, min(AT_ONCE, steps - done))
            done = min(done + AT_ONCE, steps)
    with evaluating(model.module, training=False), torch.no_grad():
        pixels = painting.pixels().mul(255).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()
        return pixels, [float(one) for one in missed(painting)]


def _starts(model: Model, count: int, generator: torch.Generator) -> list[Painting]:
    """Begin from faint noise around the mean of the training pictures, where it is known, and around mid-grey twice."""
    mean = model.contract.mean
    starts = []
    for tint, louder in ((mean, 1.0), (None, 1.0), (None, NOISIER)):
        if tint is not None and not any(tint):
            continue
        painting = Painting(model.contract, count, device=model.device, generator=generator)
        with torch.no_grad():
            painting.waves.mul_(louder)
        if tint is not None:
            painting.tint(torch.tensor(tint))
        starts.append(painting)
    return starts


def _nearest(starts: Sequence[Painting], lost: Sequence[Tensor]) -> Painting:
    """Give one painting that has, of each picture, the start that has come nearest."""
    best = torch.stack(list(lost)).nan_to_num(torch.inf).argmin(0)
    with torch.no_grad():
        waves = torch.stack([one.waves for one in starts])[best, torch.arange(len(best), device=best.device)]
        starts[0].waves.copy_(waves)
    return starts[0]


def _optimizer(painting: Painting) -> torch.optim.LBFGS:
    return torch.optim.LBFGS([painting.waves], max_iter=AT_ONCE, history_size=MEMORY, line_search_fn="strong_wolfe")


def _descend(painting: Painting, lost: Callable[[Painting], Tensor], optimizer: torch.optim.LBFGS, steps: int) -> None:
    """Bring down what is lost, by so many steps."""

    def closure() -> Tensor:
        total = lost(painting).sum()
        (slope,) = torch.autograd.grad(total, painting.waves)
        if not bool(slope.isfinite().all()):
            raise ConvscopeError("the layer's numbers have no finite slope", fix="choose another layer")
        painting.waves.grad = slope
        return total.detach()

    optimizer.param_groups[0]["max_iter"] = steps
    optimizer.step(closure)  # type: ignore[no-untyped-call]


def _going(progress: Progress | None, heard: Interrupts, before: int, total: int) -> Callable[[int], bool]:
    """Make the listener of one painting of several: it tells how far all of it is, and goes on unless Ctrl-C came."""

    def going(done: int) -> bool:
        if progress is not None:
            progress(before + done, total)
        return not heard.asked

    return going


def _spread(recorded: Recording) -> Sequence[Layer]:
    """Choose layers at even distances, the last among them, that a single call makes and that have numbers."""
    able = [one for one in recorded.network.layers if one.index in recorded.calls and _smooth(recorded, one)]
    chosen = np.linspace(0, len(able) - 1, min(LAYERS, len(able))).round().astype(int)
    return [able[index] for index in chosen]


def _smooth(recorded: Recording, layer: Layer) -> bool:
    return recorded.outputs[layer.index].is_floating_point() and layer.operator not in ("flatten", "reshape", "view")


def _shown(picture_HWC: npt.NDArray[np.uint8]) -> npt.NDArray[Any]:
    return in_colour(picture_HWC)
