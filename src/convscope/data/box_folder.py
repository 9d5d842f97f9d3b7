"""A folder of pictures with boxes as a data set: boxes brought within their pictures, classes numbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from convscope.data.box import Boxes, within
from convscope.data.dataset import Dataset, Skipped
from convscope.data.files import FilePictures
from convscope.data.notes import shown
from convscope.data.parting import parted
from convscope.data.recognised import Item, counted
from convscope.data.surveyed import Surveyed
from convscope.errors import ConvscopeError
from convscope.picture import Examined

NO_SIZE, CUT = "without width or height, left out", "reaching out of the picture, cut off at its border"


def with_boxes(surveyed: Surveyed, *, rehash: bool) -> tuple[Dataset, list[str], tuple[Skipped, ...]]:
    """Give the data set, what there is to say of it, and what was skipped.

    A box that reaches out of its picture is cut off at the border, one without width or height left out; both are told.
    Raises `BrokenData` for one that is no box or lies beside its picture, `ConvscopeError` where there is none at all.
    """
    recognised = surveyed.recognised
    folder = recognised.folder
    items, examined, skipped = _of_their_size(surveyed)
    classes = recognised.classes
    boxes, told = boxes_of(items, examined, classes)
    if not len(boxes.edges):
        raise ConvscopeError(
            f"{recognised.sentence}; there is no box to learn from", fix="a detector needs boxes: add some"
        )
    test, validation, more = parted([item.part for item in items], [""] * len(items), _groups(surveyed, items))
    empty = len(items) - len(np.unique(boxes.pictures))
    if empty:
        told.append(f"{counted(empty, 'picture')} without a box: kept, there is nothing to be found on them")
    crowds = int(boxes.crowd.sum())
    if crowds:
        told.append(f"{counted(crowds, 'crowd')}: not learnt from, and nothing found there counts as wrong")
    everything = (*recognised.skipped, *skipped)
    sizes = Counter((one.height, one.width) for one in examined)
    dataset = Dataset(
        folder.resolve().name if folder.is_dir() else folder.stem,
        FilePictures(tuple(item.path for item in items), rehash),
        np.zeros(len(items), dtype=np.int64), classes, test, validation, everything, str(folder),
        size=sizes.most_common(1)[0][0], boxes=boxes,
    )  # fmt: skip
    return dataset, [recognised.sentence, *recognised.notes, *told, *more], everything


def boxes_of(items: Sequence[Item], examined: Sequence[Examined], classes: tuple[str, ...]) -> tuple[Boxes, list[str]]:
    """Bring all boxes within their pictures and number their classes; say what was done to some of them."""
    number = {name: place for place, name in enumerate(classes)}
    edges: list[tuple[float, float, float, float]] = []
    rows: list[tuple[int, bool, int]] = []
    changed: dict[str, list[str]] = {NO_SIZE: [], CUT: []}
    for place, (item, one) in enumerate(zip(items, examined, strict=True)):
        for box in item.boxes:
            inside, beyond = within(box, one.height, one.width)
            if inside is None:
                changed[NO_SIZE].append(box.where)
                continue
            if beyond:
                changed[CUT].append(box.where)
            edges.append(inside)
            rows.append((number[box.label], box.crowd, place))
    kept = list(zip(*rows, strict=True)) or [(), (), ()]
    boxes = Boxes(
        np.array(edges, dtype=np.float64).reshape(-1, 4), np.array(kept[0], dtype=np.int64),
        np.array(kept[1], dtype=np.bool_), np.array(kept[2], dtype=np.int64),
        np.array([(one.height, one.width) for one in examined], dtype=np.int64).reshape(-1, 2),
    )  # fmt: skip
    return boxes, [
        f"{len(which):,} box{'' if len(which) == 1 else 'es'} {what}, such as {which[0]}"
        for what, which in changed.items()
        if which
    ]


def _of_their_size(surveyed: Surveyed) -> tuple[list[Item], list[Examined], list[Skipped]]:
    """Leave out pictures of another size than the data say: their boxes are another picture's."""
    items: list[Item] = []
    examined: list[Examined] = []
    skipped: list[Skipped] = []
    folder = surveyed.recognised.folder
    for item, one in zip(surveyed.recognised.items, surveyed.examined, strict=True):
        if item.size is not None and item.size != (one.height, one.width):
            said = f"is {one.height} × {one.width}, its boxes are for {item.size[0]} × {item.size[1]}"
            skipped.append(Skipped(shown(item.path, folder), said))
        else:
            items.append(item)
            examined.append(one)
    if not items:
        first = f": {skipped[0].path} {skipped[0].reason}" if skipped else ""
        raise ConvscopeError(f"{surveyed.recognised.sentence}; no picture can be used{first}", fix="mend them")
    return items, examined, skipped


def _groups(surveyed: Surveyed, items: Sequence[Item]) -> list[tuple[int, ...]]:
    """Number the pictures that are there twice as they are now."""
    places = {item.path: place for place, item in enumerate(items)}
    before = [item.path for item in surveyed.recognised.items]
    groups = [
        tuple(places[before[one]] for one in group if before[one] in places) for group in surveyed.duplicates.near
    ]
    return [group for group in groups if len(group) > 1]
