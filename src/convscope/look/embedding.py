"""A data set's pictures laid out in a plane by what a layer makes of them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageOps

from convscope.draw import View
from convscope.draw.class_colours import Colour, class_colours
from convscope.errors import ConvscopeError, UnknownName
from convscope.look.features import Rows, features
from convscope.look.shown import in_colour
from convscope.picture.workers import Progress

if TYPE_CHECKING:
    from convscope.data import Dataset
    from convscope.model import Model

SHEET = 960  # pixels of the plane's side
FRAME = 3  # pixels around a picture, in its class's colour
NAMED, LONGEST = 30, 24  # classes in the legend, letters of a name
WAYS = ("pca", "tsne")
KEPT = 50  # directions that t-SNE starts from


def embedding(
    model: Model, dataset: Dataset, *, layer: str | None = None, way: str = "pca", count: int = 400,
    progress: Progress | None = None,
) -> View:  # fmt: skip
    """Lay pictures out so that those near each other are alike to a layer, by scikit-learn's PCA or t-SNE.

    *pca*: the two directions in which the layer's numbers vary most; distances are a projection of the true ones.
    *tsne* (van der Maaten and Hinton 2008), of the first 50 of these: neighbours are kept, distances between groups
    mean nothing. At most ``count`` pictures, at even distances in the data, framed in the colours of their classes
    where each has one. Without ``layer``, by what the last layer reads.

    Raises `UnknownName` for a layer or way there is not, `ConvscopeError` where there are fewer than four pictures.
    """
    if way not in WAYS:
        raise UnknownName("way", way, list(WAYS))
    pictures = dataset.fitted(model.contract)
    if min(len(pictures), count) < 4:
        raise ConvscopeError(f"{min(len(pictures), count)} pictures came", fix="an embedding needs at least four")
    chosen = np.linspace(0, len(pictures) - 1, min(count, len(pictures))).round().astype(int)
    pictures = np.asarray(pictures[chosen])
    rows, name = features(model, pictures, layer=layer, progress=progress)
    places, told = _laid_out(rows, way)
    labels = _labels(dataset, chosen)
    colours = {} if labels is None else _colours(labels)
    sheet = _sheet(pictures, places, [] if labels is None else [colours[number] for number in labels.tolist()])
    sentence = f"{len(pictures)} pictures of {dataset.name}, those near each other alike to {name}: {told}"
    if labels is not None:
        sentence += " Frames have the colours of the classes, which move no picture."
        names = [dataset.classes[number] for number in colours]
        sheet = np.concatenate([sheet, _legend(names, list(colours.values()))])
    return View(sheet[None], "embedding", name, sentence, "picture")


def _labels(dataset: Dataset, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | None:
    """Give the pictures' classes, where each has one and there are several."""
    if dataset.masks is not None or dataset.labels.ndim != 1:
        return None
    labels = dataset.labels[chosen]
    return labels if len(np.unique(labels)) > 1 else None


def _colours(labels: npt.NDArray[np.int64]) -> dict[int, Colour]:
    """Give each class that is there a colour, in the order of the classes."""
    there = np.unique(labels).tolist()
    return dict(zip(there, class_colours(len(there)), strict=True))


def _legend(names: list[str], colours: list[Colour]) -> npt.NDArray[Any]:
    """Draw which colour is which class, as wide as the sheet, in 0 … 1; of many classes the first."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    from convscope.draw.figures import fonts

    told = [name[:LONGEST] for name in names[:NAMED]]
    shown = [
        Patch(color=(red / 255, green / 255, blue / 255), label=name)
        for name, (red, green, blue) in zip(told, colours, strict=False)
    ]
    if len(names) > NAMED:
        shown.append(Patch(alpha=0, label=f"and {len(names) - NAMED} more"))
    columns = max(1, min(len(shown), 60 // (max(map(len, told)) + 4)))
    with mpl.rc_context({"font.family": fonts(), "text.parse_math": False}):
        figure = Figure(figsize=(SHEET / 100, 0.3 * -(-len(shown) // columns) + 0.15), dpi=100, facecolor="white")
        figure.legend(handles=shown, loc="center", ncols=columns, frameon=False, fontsize=12)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=100)
    with Image.open(buffer) as image:
        return np.asarray(image.convert("RGB").resize((SHEET, image.height))) / 255.0


def _laid_out(rows: Rows, way: str) -> tuple[npt.NDArray[np.float64], str]:
    """Give each picture's place, (N, 2), and how to read it."""
    from sklearn.decomposition import PCA

    seed = torch.initial_seed() % 2**32
    most = min(KEPT, *rows.shape)
    if most < 2:
        raise ConvscopeError("the layer gives one number a picture", fix="choose one that gives two or more")
    kept = PCA(most, random_state=seed).fit(rows)
    scores = kept.transform(rows)
    if way == "pca":
        share = float(kept.explained_variance_ratio_[:2].sum())
        return scores[:, :2], f"the two directions in which its numbers vary most, {share:.0%} of all variance (PCA)."
    from sklearn.manifold import TSNE

    perplexity = min(30.0, (len(rows) - 1) / 3)
    places = TSNE(2, perplexity=perplexity, init="pca", random_state=seed).fit_transform(scores)
    return np.asarray(places, np.float64), "neighbours are kept, distances between groups mean nothing (t-SNE)."


def _sheet(
    pictures_NHWC: npt.NDArray[np.uint8], places: npt.NDArray[np.float64], colours: list[Colour]
) -> npt.NDArray[Any]:
    """Put small pictures onto a white plane, later ones over earlier ones, each in a frame where it has a colour."""
    side = int(np.clip(SHEET / np.sqrt(len(places)) * 0.9, 16, 64))
    low, high = places.min(0), places.max(0)
    span = np.maximum(high - low, 1e-12)
    sheet = Image.new("RGB", (SHEET, SHEET), "white")
    for number, (picture, place) in enumerate(zip(pictures_NHWC, (places - low) / span, strict=True)):
        pixels = np.rint(in_colour(picture) * 255).astype(np.uint8)
        small = Image.fromarray(pixels)
        small.thumbnail((side, side))
        small = small if max(small.size) >= side else small.resize((side, side), Image.Resampling.NEAREST)
        if colours:
            small = ImageOps.expand(small, FRAME, colours[number])
        across, down = place[0], 1 - place[1]
        sheet.paste(small, (round(across * (SHEET - small.width)), round(down * (SHEET - small.height))))
    return np.asarray(sheet) / 255.0
