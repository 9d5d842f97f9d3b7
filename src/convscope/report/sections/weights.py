"""How a run's weights came about: its first kernels at moments of its training, and figures of every layer's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from convscope.draw import bands_svg
from convscope.look import kernels
from convscope.look.kernels import on_one_scale
from convscope.report.blocks import Block, Charts, Prose, Tiles
from convscope.report.page import Section

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.runs import Run, Statistics

MOST_CHARTS = 60
NO_WEIGHTS = ("running_mean", "running_var")


def first_kernels(run: Run, model: Model) -> Section | None:
    """Show the first convolution's kernels at a few kept epochs, on one scale; None where it has none or kept none."""
    kept = {epoch: weights for epoch, weights in run.history().items() if epoch <= run.record.epochs}
    learnt = kernels(model)
    if not all(f"{learnt.layer}.weight" in weights for weights in kept.values()) or len(kept) < 2:
        return None
    chosen = max(kept) if run.record.best_epoch is None else run.record.best_epoch
    name = f"{learnt.layer}.weight"
    own = model.module.state_dict()[name].cpu().float()
    weights = {epoch: kept[epoch][name] for epoch in moments(sorted(kept)) if epoch < chosen} | {chosen: own}
    views = [kernels(model, learnt.layer, weights={name: weight}) for weight in weights.values()]
    moved = float((own - kept[min(kept)][name].float()).abs().mean())
    blocks: list[Block] = [
        Prose(
            f"The kernels of {learnt.layer} through training, on one scale. Each weight moved by {moved:.2g} on "
            "average from where it started."
        )
    ]
    for epoch, view in zip(weights, on_one_scale(views, list(weights.values())), strict=True):
        last = epoch == chosen
        title = "before training" if epoch == 0 else f"epoch {epoch}{', the weights that were kept' if last else ''}"
        blocks.append(Tiles(replace(view, captions=()), side=96 if last else 48, title=title, told=last))
    return Section("The kernels it learnt", blocks)


def moments(kept: Sequence[int]) -> list[int]:
    """Choose a few kept epochs: the first ones close together, as that is when kernels move most.

    >>> moments([0, 2, 5, 8, 10, 12, 15])
    [0, 2, 5, 10]
    """
    return sorted({kept[min(step, len(kept) - 1)] for step in (0, 1, 2, 4)})


def figures(run: Run) -> Section | None:
    """Show how every layer's weights and biases spread through training; None where fewer than two epochs are kept."""
    found = run.statistics()
    if len(found.epochs) < 2:
        return None
    names = [name for name in found.names if not name.endswith(NO_WEIGHTS)]
    shown = names[:MOST_CHARTS]
    more = (
        f" {len(names) - len(shown)} more are not shown; run.statistics() has them." if len(names) > len(shown) else ""
    )
    return Section(
        "Its weights through training",
        [
            Prose(
                f"A chart a tensor, from before training to epoch {found.epochs[-1]}: the line is the median, the dark "
                "band half of the numbers, the light one nine tenths; each has its own range, a thin line being zero. "
                f"Below it the mean, the standard deviation and the Euclidean norm, before and after.{more}"
            ),
            Charts([(name, _drawn(found, name), _before_and_after(found, name)) for name in shown]),
        ],
    )


def _drawn(found: Statistics, name: str) -> str:
    low, lower, middle, upper, high = (
        found.of(name, figure).tolist() for figure in ("q05", "q25", "q50", "q75", "q95")
    )
    return bands_svg(found.epochs, [(low, high), (lower, upper)], middle, title=name)


def _before_and_after(found: Statistics, name: str) -> str:
    ends = {figure: found.of(name, figure)[[0, -1]] for figure in ("mean", "std", "norm")}
    told = [f"{figure} {_short(before)} → {_short(after)}" for figure, (before, after) in ends.items()]
    return "\n".join(told)


def _short(value: float) -> str:
    return f"{value:.2g}".replace("-", "−") if np.isfinite(value) else "not finite"
