"""The pictures of a data set that a layer finds most like one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convscope.draw import View
from convscope.errors import ConvscopeError
from convscope.look.features import features
from convscope.look.shown import in_colour
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.model import Model
    from convscope.picture import Picture


def neighbours(
    model: Model, picture_HWC: Picture, dataset: Dataset, *, layer: str | None = None, count: int = 9,
    progress: Progress | None = None,
) -> View:  # fmt: skip
    """Show the pictures whose numbers in a layer point most in the same direction as this one's: cosine similarity.

    Without ``layer``, in what the last layer reads. The same picture, if it is among them, is its own nearest. Raises
    `UnknownName` for a layer there is not, `ConvscopeError` where there are no pictures.
    """
    if count < 1:
        raise ConvscopeError(f"count = {count} came", fix="ask for at least 1")
    fitted = model.fit(picture_HWC)
    pictures = dataset.fitted(model.contract)
    own, name = features(model, fitted[None], layer=layer)
    rows, _ = features(model, pictures, layer=name, progress=progress)
    length = np.maximum(np.linalg.norm(rows, axis=1) * np.linalg.norm(own), 1e-12)
    alike = rows @ own[0] / length
    nearest = np.argsort(-alike, kind="stable")[:count]
    tiles = [in_colour(fitted), *(in_colour(pictures[index]) for index in nearest)]
    captions = ("the picture", *(f"{label_of(dataset, int(index))}: {alike[index]:.3f}" for index in nearest))
    return View(
        np.stack(tiles), "nearest neighbours", name,
        f"After the picture, those of {len(pictures):,} of {dataset.name} whose numbers in {name} point most in the "
        "same direction; above, their class and the cosine between them, 1 for the same.",
        "picture", captions, fitted,
    )  # fmt: skip


def label_of(dataset: Dataset, index: int) -> str:
    """Name a picture's class, or its classes."""
    label = dataset.labels[index]
    if np.ndim(label) == 0:
        return dataset.classes[int(label)]
    return ", ".join(name for name, has in zip(dataset.classes, label, strict=True) if has) or "none"
