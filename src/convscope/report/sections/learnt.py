"""How a run learnt: its figures and curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.draw import panel_svg
from convscope.look import learning
from convscope.look.learning import score_of
from convscope.report.blocks import Block, Curves, Facts, Prose
from convscope.report.page import Section

if TYPE_CHECKING:
    from convscope.runs import Run

ENDED = {
    "early stop": "It stopped early: validation got no better for as many epochs as the recipe's patience.",
    "time limit": "It ended where it was when its time was up.",
}


def learnt(run: Run) -> Section:
    """Show accuracy, loss and learning rate over the epochs, and say how to read them."""
    record = run.record
    if not run.metrics:
        return Section(
            "How it learnt", [Prose("It was stopped before its first epoch ended: there are no curves yet.")]
        )
    blocks: list[Block] = [Facts(_facts(run)), Curves([panel_svg(panel) for panel in learning(run).panels])]
    ended = ENDED.get(record.ended, "")
    if record.status == "interrupted":
        ended = f"It was stopped after {record.epochs} of {record.recipe.get('epochs', record.epochs)} epochs."
    elif run.state == "cut off":
        ended = "Its process ended without a word, as one that is killed: it goes on from its last checkpoint."
    elif record.status == "failed":
        ended = f"It failed: {record.reason}."
    blocks.append(Prose(" ".join(part for part in (_reading(run), ended) if part)))
    return Section("How it learnt", blocks)


def _facts(run: Run) -> list[tuple[str, str]]:
    record = run.record
    score, told = score_of(run)
    facts = []
    if f"test_{score}" in record.results:
        facts.append((f"{record.results[f'test_{score}']:.2%}", f"test {told}"))
    if record.best_epoch:
        best = next(line for line in run.metrics if line["epoch"] == record.best_epoch)
        facts.append((f"{best[f'validation_{score}']:.2%}", f"validation, epoch {record.best_epoch}"))
    elif f"validation_{score}" in record.head:
        facts.append((f"{record.head[f'validation_{score}']:.2%}", "validation, the last layer alone"))
    speed = float(np.median([line["images_per_second"] for line in run.metrics]))
    facts += [
        (f"{record.epochs:,}", "epochs"),
        (_time(record.seconds), "of training"),
        (f"{speed:,.0f}", "pictures a second"),
    ]
    return facts


def _time(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _reading(run: Run) -> str:
    """Say how to read the curves, and why training's are the worse ones where they are."""
    best = run.record.best_epoch
    kept = "Full lines are validation, dashed ones training."
    if best:
        kept += f" The dotted line is epoch {best}, best on validation, whose weights were kept."
    elif best == 0:
        kept += " No epoch was better on validation than the last layer alone, before the first: its weights were kept."
    if best == 0:
        kept += " The weights that were kept are those before the first epoch, of the last layer alone."
    last, recipe = run.metrics[-1], run.record.recipe
    if last["train_loss"] <= last["validation_loss"]:
        return kept
    changes = [told for told, names in HARDER.items() if any(recipe.get(name) for name in names)]
    if not changes:
        return kept
    return (
        f"{kept} The training curves are the worse ones because {' and '.join(changes)}: the network learns from "
        "harder pictures than it is judged on."
    )


HARDER = {
    "training pictures are changed a little each time": (
        "flip", "alternating_flip", "shift", "rotate", "zoom", "shear", "resized_crop", "crop", "brightness",
        "contrast", "saturation", "cutout",
    ),
    "they are mixed": ("mixup", "cutmix"),
    "their labels are softened": ("label_smoothing",),
}  # fmt: skip
