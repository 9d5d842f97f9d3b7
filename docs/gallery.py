"""The gallery: ways of looking, drawn when the documentation is built, each with the command that draws it.

Photographs are the two that scikit-learn carries, the digit is one of its digits; networks are those that come with
trained weights. Nothing is downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import sklearn.datasets
from PIL import Image

from convscope.verbs import Look, Session

PHOTOS = Path(sklearn.datasets.__file__).parent / "images"
DIGIT = "digit.png"


@dataclass(frozen=True)
class Entry:
    """A heading, what to notice, and the look that shows it."""

    title: str
    notice: str
    look: Look

    @property
    def name(self) -> str:
        """Name of the picture's file."""
        return f"{self.title.lower().replace(' ', '-').replace(',', '')}.png"


def _lenet(method: str, **said: Any) -> Look:
    return Look(model="lenet5:mnist", method=method, **said)


def _coloured(method: str, **said: Any) -> Look:
    return Look(model="lenet5:cifar10", method=method, **said)


def _pretrained(method: str, picture: str | None = "flower.jpg", **said: Any) -> Look:
    return Look(model="pretrained", method=method, picture=picture, **said)


ENTRIES = (
    Entry("Kernels after digits", "Strokes in several directions, each kernel its own.", _lenet("kernels")),
    Entry(
        "Kernels after photographs", "Edges without colour, blobs and edges with it.",
        _pretrained("kernels", picture=None),
    ),
    Entry(
        "Kernels after small photographs", "Of six kernels of 5 × 5 in colour some tell colours apart, some edges.",
        _coloured("kernels"),
    ),
    Entry(
        "Feature maps of a digit", "Each map is high where its kernel's stroke is.",
        _lenet("maps", picture=DIGIT, layer="relu1"),
    ),
    Entry(
        "What a unit can see", "The field grows from layer to layer until it is the whole picture.",
        _pretrained("fields"),
    ),
    Entry(
        "Deconvnet of a digit", "Parts of strokes, put back where they were by the max pools' switches.",
        _lenet("deconvnet", picture=DIGIT, layer="relu2"),
    ),
    Entry(
        "Deconvnet of a photograph", "Each unit has its edge of the petals, bright on one side and dark on the other.",
        _coloured("deconvnet", picture="flower.jpg", layer="relu2"),
    ),
    Entry("Gradient of a class", "How the answer hangs on each pixel: noisy.", _pretrained("gradient")),
    Entry(
        "Guided backpropagation of a class", "Sharper, and no proof: it draws edges of untrained networks, too.",
        _pretrained("guided-backpropagation"),
    ),
    Entry("Grad-CAM", "The places of a late layer that speak for the answer.", _pretrained("grad-cam")),
    Entry(
        "Grad-CAM of a wrong answer", "A pagoda is none of its ten classes; it says truck, mostly for the roof.",
        _coloured("grad-cam", picture="china.jpg"),
    ),
    Entry(
        "Occlusion", "What is lost where a grey square hides a part.", _pretrained("occlusion", picture="china.jpg"),
    ),
    Entry(
        "Integrated gradients", "The answer's rise, shared out over the pixels: the shares add up to it.",
        _pretrained("integrated-gradients"),
    ),
    Entry(
        "Top patches of a layer", "Each unit has its part of a digit: an end, a bend, a slant.",
        _lenet("top-patches", data="digits", layer="relu2"),
    ),
    Entry(
        "What digits answer most to", "No pen writes so: it is what this network adds up to each class.",
        _lenet("maximisation"),
    ),
    Entry(
        "What classes of small photographs answer most to", "The horse is a back on legs, the automobile has wheels.",
        _coloured("maximisation"),
    ),
    Entry(
        "What the class daisy answers most to", "Petals and dark hearts, several at once, in no order.",
        _pretrained("maximisation", picture=None, target="daisy"),
    ),
)  # fmt: skip


def draw(entry: Entry, folder: Path) -> Path:
    """Draw one entry into a folder."""
    path, picture = folder / entry.name, entry.look.picture
    if picture == DIGIT:
        digits = sklearn.datasets.load_digits()
        Image.fromarray(np.rint(digits.images[3] * 255 / 16).astype(np.uint8)).save(folder / DIGIT)
        picture = str(folder / DIGIT)
    elif picture is not None:
        picture = str(PHOTOS / picture)
    replace(entry.look, picture=picture, save=str(path)).run(Session())
    return path


def page(folder: Path) -> str:
    """Draw what is not drawn yet and write the page."""
    folder.mkdir(exist_ok=True)
    parts = ["# Gallery\n\nEach picture is made by the command above it when this page is built.\n"]
    for entry in ENTRIES:
        if not (folder / entry.name).exists():
            draw(entry, folder)
        command = replace(entry.look, save=entry.name).command()
        parts += [f"## {entry.title}", entry.notice, f"```console\n$ {command}\n```"]
        parts.append(f"![{entry.title}](gallery/{entry.name})\n")
    return "\n\n".join(parts)
