"""Test pictures under their classes: as they are, and as a run answered every pixel of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from convscope.draw import View
from convscope.draw.class_colours import class_colours
from convscope.errors import ConvscopeError
from convscope.picture import InputContract, fit
from convscope.picture.masks import IGNORED, Labels
from convscope.training.pixel_scores import confusion_of, pixel_scores

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.runs import Run

THROUGH = 0.45  # how much of the picture is seen through the classes
NOTHING = (128, 128, 128)  # where nothing is said


def overlays(run: Run, dataset: Dataset, *, which: Literal["worst", "best"] = "worst", count: int = 3) -> View:
    """Show the test pictures of lowest or highest mean IoU: the picture, what it is, what was said of it, in a row.

    A picture's mean IoU is over the classes that are in it or were said to be. Raises `ConvscopeError` where the run
    answers pictures, or the data have no masks.
    """
    if dataset.masks is None:
        raise ConvscopeError(f"{dataset.name} has no masks", fix="give the data that the run was trained on")
    labels, _, indices = run.labelled()
    contract = InputContract.from_dict(run.record.contract)
    masks = dataset.masks.fitted(contract)
    scores = np.array(
        [_score(said, masks[index], len(dataset.classes)) for said, index in zip(labels, indices, strict=True)]
    )
    order = np.argsort(scores if which == "worst" else -scores, kind="stable")
    chosen = [place for place in order.tolist() if scores[place] == scores[place]][:count]
    colours = np.array([*(run.record.colours or class_colours(len(dataset.classes)))], dtype=np.float64)
    tiles, captions = [], []
    for place in chosen:
        picture = fit(dataset.pictures[int(indices[place])], contract)
        shown = picture[..., :3] if picture.shape[2] >= 3 else np.repeat(picture[..., :1], 3, axis=2)
        true, said = masks[indices[place]], labels[place]
        tiles += [shown / 255, _over(shown, true, colours), _over(shown, said, colours)]
        captions += ["the picture", "what it is", f"what was said, mean IoU {scores[place]:.1%}"]
    here = np.unique(np.concatenate([masks[indices[chosen]].ravel(), labels[chosen].ravel()]))
    named = ", ".join(
        f"{dataset.classes[number]} #{''.join(f'{int(part):02x}' for part in colours[number])}"
        for number in here.tolist()
        if number != IGNORED
    )
    return View(
        np.stack(tiles),
        f"{which} pictures",
        "",
        f"Test pictures of {'lowest' if which == 'worst' else 'highest'} mean IoU: the picture, what it is, what was "
        f"said of it. Colours: {named}; grey where nothing is said.",
        "picture",
        tuple(captions),
        columns=3,
    )


def _score(said: Labels, true: Labels, classes: int) -> float:
    import torch

    return pixel_scores(confusion_of(torch.from_numpy(said), torch.from_numpy(np.array(true)), classes))["mean_iou"]


def _over(
    picture_HWC: npt.NDArray[np.uint8], labels_HW: Labels, colours: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Lay the classes' colours on a picture, in 0 … 1."""
    table = np.concatenate([colours, np.tile(np.array(NOTHING, dtype=np.float64), (IGNORED + 1 - len(colours), 1))])
    laid: npt.NDArray[np.float64] = (THROUGH * picture_HWC + (1 - THROUGH) * table[labels_HW]) / 255
    return laid
