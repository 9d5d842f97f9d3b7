"""A scene cut into blocks for training, validation and test that keep a distance, and windows within them.

Neighbouring pixels of a scene are alike, so that windows beside each other would be asked of what was learnt. So no
window of one part lies nearer than a window's side to one of another (Roberts et al., Ecography 40, 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from convscope.errors import ConvscopeError
from convscope.picture.masks import IGNORED, Labels

TEST, VALIDATION = 0.2, 0.15  # shares of the labelled pixels
TRIES = 300  # ways of choosing blocks, of which the one is kept whose parts are most alike
FEW_BLOCKS = 24  # below which blocks are one window wide instead of two
LEAST_KNOWN = 0.05  # share of a window's pixels of which something is said
SEED = 0
Corners = npt.NDArray[np.int64]  # (windows, 2): top, left


@dataclass(frozen=True)
class Windows:
    """The upper left corners of each part's windows; ``told`` says in words how the scene was cut."""

    train: Corners
    validation: Corners
    test: Corners
    told: str


def cut_scene(labels_HW: Labels, window: int, *, classes: int, count: int | None = None) -> Windows:
    """Cut a scene by a fixed seed: blocks for validation and test, windows drawn by class from what is left.

    Test and validation windows lie side by side in their blocks. Training windows, as many as cover what is left four
    times unless ``count`` says how many, are drawn so that all classes come equally often, and overlap. Raises
    `ConvscopeError` where the scene is too small for its windows.
    """
    height, width = labels_HW.shape
    side = 2 * window if (height // (2 * window)) * (width // (2 * window)) >= FEW_BLOCKS else window
    rows, columns = height // side, width // side
    if rows * columns < 6:
        raise ConvscopeError(
            f"a scene of {height} × {width} is too small for parts with windows of {window} that keep their distance",
            fix=f"smaller windows, as in window={max(16, min(height, width) // 8 // 8 * 8)}",
        )
    counts = _counts(labels_HW, rows, columns, side, classes)
    owner = _chosen(counts, rows, columns, reach=-(-window // side), seed=SEED)
    inner = {part: _inside(labels_HW, owner == part, side, window) for part in (1, 2)}
    inner[1] = _far_from(inner[1], inner[2], window)
    taken = np.zeros((height, width), dtype=bool)
    for part in (1, 2):
        for top, left in inner[part].tolist():
            taken[max(top - window, 0) : top + 2 * window, max(left - window, 0) : left + 2 * window] = True
    train = _drawn(labels_HW, ~taken, window, classes, count)
    if not (len(train) and len(inner[1]) and len(inner[2])):
        raise ConvscopeError(
            f"no windows of {window} that keep their distance are left for each part of the scene",
            fix=f"smaller windows, as in window={max(16, window // 2)}, or more labels",
        )
    told = (
        f"cut into blocks of {side} × {side} that keep {window} pixels apart: {len(train):,} windows of {window} to "
        f"train on, drawn by class, {len(inner[1]):,} for validation, {len(inner[2]):,} to test"
    )
    return Windows(train, inner[1], inner[2], told)


def _counts(labels_HW: Labels, rows: int, columns: int, side: int, classes: int) -> npt.NDArray[np.int64]:
    """Count each block's pixels a class, (rows · columns, classes)."""
    found = np.zeros((rows * columns, classes), dtype=np.int64)
    for block in range(rows * columns):
        top, left = block // columns * side, block % columns * side
        cut = labels_HW[top : top + side, left : left + side]
        found[block] = np.bincount(cut.ravel(), minlength=IGNORED + 1)[:classes]
    return found


def _chosen(counts: npt.NDArray[np.int64], rows: int, columns: int, *, reach: int, seed: int) -> npt.NDArray[np.int64]:
    """Give each block's part, (rows, columns): 0 training, 1 validation, 2 test.

    Of many random choices the one whose parts have the classes most nearly as the whole has, and which leaves the most
    to train on; a class that a part lacks counts most.
    """
    random = np.random.default_rng(seed)
    labelled = np.flatnonzero(counts.sum(1))
    total = counts.sum()
    overall = counts.sum(0) / max(total, 1)
    best, best_cost = np.zeros((rows, columns), dtype=np.int64), np.inf
    for _ in range(TRIES):
        owner = np.zeros(rows * columns, dtype=np.int64)
        order = random.permutation(labelled)
        sums = counts[order].sum(1).cumsum()
        last_test = int(np.searchsorted(sums, TEST * total)) + 1
        last_validation = int(np.searchsorted(sums, (TEST + VALIDATION) * total)) + 1
        owner[order[:last_test]], owner[order[last_test : max(last_validation, last_test + 1)]] = 2, 1
        grid = owner.reshape(rows, columns)
        near = _dilated(grid > 0, reach)
        left = np.where((grid == 0) & ~near, 1, 0).ravel()
        cost = 0.0
        checked = ((grid == 1) & ~_dilated(grid == 2, reach)).ravel()  # validation windows beside test blocks are lost
        for chosen in (left == 1, checked, owner == 2):
            part = counts[chosen].sum(0)
            cost += float(np.abs(part / max(part.sum(), 1) - overall).sum()) + 4.0 * int(
                ((part == 0) & (overall > 0)).sum()
            )
        cost -= float((counts[left == 1].sum() + min(counts[checked].sum(), VALIDATION * total)) / max(total, 1))
        if cost < best_cost:
            best, best_cost = grid.copy(), cost
    return best


def _dilated(marked: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.bool_]:
    padded, (rows, columns) = np.pad(marked, reach), marked.shape
    steps = range(2 * reach + 1)
    found: npt.NDArray[np.bool_] = np.logical_or.reduce(
        [padded[down : down + rows, right : right + columns] for down in steps for right in steps]
    )
    return found


def _inside(labels_HW: Labels, blocks: npt.NDArray[np.bool_], side: int, window: int) -> Corners:
    """List the windows that lie side by side in the blocks and of which something is said."""
    found = []
    for row, column in np.argwhere(blocks).tolist():
        for top in range(row * side, (row + 1) * side - window + 1, window):
            for left in range(column * side, (column + 1) * side - window + 1, window):
                if (labels_HW[top : top + window, left : left + window] != IGNORED).mean() >= LEAST_KNOWN:
                    found.append((top, left))
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def _far_from(corners: Corners, others: Corners, window: int) -> Corners:
    """Keep the windows that are at least a window's side away from all others."""
    if not len(corners) or not len(others):
        return corners
    apart = np.abs(corners[:, None] - others[None]).max(2) - window  # pixels between them, along the farther axis
    kept: Corners = corners[(apart >= window).all(1)]
    return kept


def _drawn(labels_HW: Labels, free_HW: npt.NDArray[np.bool_], window: int, classes: int, count: int | None) -> Corners:
    """Draw windows that lie wholly where it is free, so that each class is in the middle of its share of them."""
    random = np.random.default_rng(SEED)
    blocked = np.pad((~free_HW).astype(np.int64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    summed = (
        blocked[window:, window:]
        - blocked[:-window, window:]
        - blocked[window:, :-window]
        + blocked[:-window, :-window]
    )
    possible = summed == 0
    if not possible.any():
        return np.zeros((0, 2), dtype=np.int64)
    wanted = count or max(64, min(4000, round(4 * int(free_HW.sum()) / window**2)))
    found: list[tuple[int, int]] = []
    places = [np.flatnonzero(((labels_HW == number) & free_HW).ravel()) for number in range(classes)]
    places = [place for place in places if len(place)]
    width = labels_HW.shape[1]
    for number in range(8 * wanted):
        if len(found) >= wanted or not places:
            break
        pixel = int(random.choice(places[number % len(places)]))
        shift = random.integers(0, window, 2)
        top = int(np.clip(pixel // width - shift[0], 0, possible.shape[0] - 1))
        left = int(np.clip(pixel % width - shift[1], 0, possible.shape[1] - 1))
        if possible[top, left]:
            found.append((top, left))
    return np.array(found, dtype=np.int64).reshape(-1, 2)
