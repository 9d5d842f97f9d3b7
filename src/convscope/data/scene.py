"""A scene with labels, a raster or polygons, as a data set of windows: ``scene.tif(labels='fields.gpkg')``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convscope.data.blocks import Corners, cut_scene
from convscope.data.class_names import Named, named_as
from convscope.data.dataset import Dataset
from convscope.data.mask_code import Ignore, code_for
from convscope.data.notes import Hear, Noted, say
from convscope.data.recognised import plain
from convscope.data.vectors import NONE, SUFFIXES, burn_polygons
from convscope.errors import BrokenData, ConvscopeError
from convscope.picture import InputContract, Picture, levels
from convscope.picture.contract import BYTES
from convscope.picture.masks import IGNORED, Labels, coded

PERCENTILES = (0.5, 99.5)  # of the training windows' numbers become black and white, where they are no bytes
LOOKED_AT = 64  # windows, to find them


@dataclass(frozen=True)
class SceneSaid:
    """What is said of a scene: where its labels are, and how it is cut.

    ``column`` names the classes of polygons; ``bands`` are those used, from 1 on; ``windows`` how many are drawn to
    train on; ``background`` a class for what lies in no polygon, which else says nothing.
    """

    labels: str
    column: str | None = None
    classes: Any = None
    ignore: Ignore = None
    window: int = 128
    windows: int | None = None
    bands: Sequence[int] | None = None
    background: str | None = None

    def spelled(self, path: str) -> str:
        """Write the scene with it, so that it can be had again.

        >>> SceneSaid("labels.tif", window=64).spelled("scene.tif")
        "scene.tif(labels='labels.tif', window=64)"
        """
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        usual = {field.name: field.default for field in fields(self)}
        words = [f"{name}={value!r}" for name, value in said.items() if value != usual[name]]
        return f"{path}({', '.join(words)})"


@dataclass(frozen=True)
class SceneWindows:
    """Windows of a scene in a file, read when they are asked for."""

    path: Path
    bands: tuple[int, ...]
    corners: Corners
    window: int
    values: tuple[float, float]

    def __len__(self) -> int:
        return len(self.corners)

    def __getitem__(self, index: int) -> Picture:
        """Read one, as bytes."""
        with _opened(self.path) as scene:
            return self._read(scene, *self.corners[index].tolist())

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """Read all of them; `ConvscopeError` for another size or number of bands: a scene's pixels are not resized."""
        _refuse_size(self.window, contract)
        if contract.channels != len(self.bands):
            raise ConvscopeError(
                f"the scene has {len(self.bands)} bands, the network reads {contract.channels} channels",
                fix=f"let it read more, as in --model 'fcn8s(channels={len(self.bands)})', or choose bands, as in "
                f"'{self.path.name}(bands={list(self.bands[: contract.channels])}, …)'",
            )
        with _opened(self.path) as scene:
            return np.stack([self._read(scene, top, left) for top, left in self.corners.tolist()])

    def _read(self, scene: Any, top: int, left: int) -> Picture:
        numbers = _read(scene, self.bands, top, left, self.window)
        return levels(numbers, self.values) if self.values != BYTES else numbers.astype(np.uint8)


@dataclass(frozen=True)
class WindowMasks:
    """The class numbers of the same windows, in memory."""

    labels_HW: Labels
    corners: Corners
    window: int

    def __len__(self) -> int:
        return len(self.corners)

    def fitted(self, contract: InputContract) -> npt.NDArray[np.uint8]:
        """Cut all of them out."""
        _refuse_size(self.window, contract)
        side = self.window
        cut = [self.labels_HW[top : top + side, left : left + side] for top, left in self.corners.tolist()]
        return np.stack(cut)


def load_scene(path: str | Path, said: SceneSaid, *, on_note: Hear = say) -> Dataset:
    """Load a scene with its labels as a data set of windows, cut into parts that keep their distance.

    Pixels without data, and those of which the labels say nothing, are ignored. Raises `ConvscopeError` where labels
    and scene do not belong together or the scene is too small.
    """
    path = Path(path)
    with _opened(path) as scene:
        bands = _bands(scene, said.bands)
        labels, classes, told = _labels(scene, path, said)
        nothing = scene.dataset_mask() == 0
        number_type, ground = str(scene.dtypes[bands[0] - 1]), _ground(scene)
        labels[nothing] = IGNORED
        windows = cut_scene(labels, said.window, classes=len(classes), count=said.windows)
        values = BYTES if number_type == "uint8" else _values(scene, bands, windows.train, said.window)
    corners = np.concatenate([windows.train, windows.validation, windows.test])
    ends = np.cumsum([len(windows.train), len(windows.validation), len(windows.test)])
    decided = [
        f"{plain(path.name)} is a scene of {labels.shape[0]:,} × {labels.shape[1]:,}, {len(bands)} bands: {told}"
    ]
    decided.append(windows.told)
    if values != BYTES:
        decided.append(f"numbers of {number_type}: {values[0]:g} becomes black, {values[1]:g} white, in use as here")
    on_note(Noted(path.stem, tuple(decided)))
    pictures = SceneWindows(path, bands, corners, said.window, values)
    return Dataset(
        path.stem, pictures, np.zeros(len(corners), dtype=np.int64), classes, np.arange(ends[1], ends[2]),
        np.arange(ends[0], ends[1]), origin=said.spelled(str(path)), masks=WindowMasks(labels, corners, said.window),
        size=(said.window, said.window), values=values, ground=ground,
    )  # fmt: skip


def _labels(scene: Any, path: Path, said: SceneSaid) -> tuple[Labels, tuple[str, ...], str]:
    """Give each pixel's class number, the classes, and what there is to say of them."""
    place = Path(said.labels)
    place = place if place.exists() or place.is_absolute() else path.parent / place
    if not place.exists():
        raise ConvscopeError(f"there are no labels {plain(said.labels)}", fix="give a raster or polygons")
    if place.suffix.lower() in SUFFIXES:
        values, names, told = burn_polygons(place, scene, said.column)
        named = [Named(name, number) for number, name in enumerate(names)]
        nothing = NONE if said.background is None else len(names)
        values[values == NONE] = nothing
        if said.background is not None:
            named.append(Named(said.background, nothing))
        ignored: list[int | str] = [NONE] if said.ignore is None else [NONE, *_listed(said.ignore)]
        code = code_for(_counted(values), named=named, ignore=ignored, source=told)
    else:
        values = _raster(scene, place)
        chosen = () if said.classes is None else named_as(said.classes)
        code = code_for(_counted(values), named=chosen, ignore=said.ignore, source=f"the labels in {plain(place.name)}")
    return coded(values, code.table), code.classes, code.sentence


def _raster(scene: Any, place: Path) -> npt.NDArray[np.int64]:
    """Read labels on the scene's own grid; those of another one are brought to it, each pixel the nearest one's."""
    from rasterio.vrt import WarpedVRT

    with _opened(place) as labels:
        size = (scene.height, scene.width)
        if (labels.height, labels.width) == size and (
            labels.transform.almost_equals(scene.transform) or labels.crs is None
        ):
            found, known = labels.read(1).astype(np.int64), labels.read_masks(1) > 0
        elif labels.crs is None or scene.crs is None:
            raise ConvscopeError(
                f"the labels are {labels.height} × {labels.width}, the scene {size[0]} × {size[1]}, and one of them "
                "has no projection",
                fix="give labels on the scene's own grid",
            )
        else:
            with WarpedVRT(
                labels, crs=scene.crs, transform=scene.transform, height=size[0], width=size[1], nodata=labels.nodata,
                add_alpha=labels.nodata is None,
            ) as warped:  # fmt: skip
                found, known = warped.read(1).astype(np.int64), warped.dataset_mask() > 0
        return np.where(known, found, 255) if not known.all() else found


def _counted(values: npt.NDArray[np.int64]) -> dict[int, int]:
    numbers, counts = np.unique(values, return_counts=True)
    return dict(zip(numbers.tolist(), counts.tolist(), strict=True))


def _listed(ignore: Ignore) -> list[int | str]:
    if ignore is None:
        return []
    return [ignore] if isinstance(ignore, (int, str)) else list(ignore)


def _values(scene: Any, bands: tuple[int, ...], corners: Corners, window: int) -> tuple[float, float]:
    """Find what becomes black and white, over all bands, from some of the training windows."""
    some = corners[:: max(1, len(corners) // LOOKED_AT)][:LOOKED_AT]
    numbers = np.concatenate([_read(scene, bands, top, left, window).ravel() for top, left in some.tolist()])
    numbers = numbers[np.isfinite(numbers)].astype(np.float64)
    if scene.nodata is not None:
        numbers = numbers[numbers != scene.nodata]
    low, high = np.percentile(numbers, PERCENTILES) if len(numbers) else (0.0, 1.0)
    return (float(low), float(high)) if high > low else (float(low), float(low) + 1.0)


def _read(scene: Any, bands: tuple[int, ...], top: int, left: int, window: int) -> npt.NDArray[Any]:
    from rasterio.windows import Window

    numbers = scene.read(list(bands), window=Window(left, top, window, window))
    moved: npt.NDArray[Any] = np.moveaxis(numbers, 0, 2)
    return moved


def _bands(scene: Any, wanted: Sequence[int] | None) -> tuple[int, ...]:
    """Choose the bands: those that were said, else all but an alpha."""
    if wanted is not None:
        strange = [band for band in wanted if not 1 <= band <= scene.count]
        if strange or not wanted:
            raise ConvscopeError(f"bands={list(wanted)} came, the scene has bands 1 to {scene.count}")
        return tuple(wanted)
    return tuple(
        band for band, meaning in zip(scene.indexes, scene.colorinterp, strict=True) if meaning.name != "alpha"
    )


def _ground(scene: Any) -> float | None:
    """Say how many metres a pixel spans, where the projection counts in metres."""
    if scene.crs is None or not scene.crs.is_projected:
        return None
    return float(round(abs(scene.transform.a) * scene.crs.linear_units_factor[1], 6))


def _refuse_size(window: int, contract: InputContract) -> None:
    if (contract.height, contract.width) != (window, window):
        raise ConvscopeError(
            f"the network takes {contract.height} × {contract.width}, the scene's windows are {window} a side",
            fix=f"cut them so, as in window={contract.height}, and leave --size out: a scene's pixels are not resized",
        )


def _opened(path: Path) -> Any:
    try:
        import rasterio
    except ImportError as error:
        raise ConvscopeError("reading a scene needs rasterio", fix="pip install 'convscope[scene]'") from error
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a scene without projection, which may be meant so
        try:
            return rasterio.open(path)
        except rasterio.errors.RasterioError as error:
            raise BrokenData(f"{plain(path)} is no raster that can be read: {error}") from error
