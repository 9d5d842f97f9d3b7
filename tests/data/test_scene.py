"""A scene with labels as a data set of windows."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from convscope.data import load_dataset
from convscope.data.dataset import Dataset
from convscope.errors import ConvscopeError, UnknownName
from convscope.picture import InputContract

rasterio = pytest.importorskip("rasterio")


def written(path: Path, array: npt.NDArray[Any], **said: Any) -> Path:
    """Write bands of 10 m pixels."""
    bands = array[None] if array.ndim == 2 else array
    profile = {
        "driver": "GTiff", "count": len(bands), "height": bands.shape[1], "width": bands.shape[2], "crs": "EPSG:32618",
        "transform": rasterio.transform.from_origin(500_000, 4_000_000, 10, 10), "dtype": str(bands.dtype), **said,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as file:
        file.write(bands)
    return path


def labels(side: int = 256) -> npt.NDArray[np.uint8]:
    random = np.random.default_rng(1)
    return random.integers(0, 3, (side // 16, side // 16)).astype(np.uint8).repeat(16, 0).repeat(16, 1)


def loaded(tmp_path: Path, bands: npt.NDArray[Any], more: str = "", **said: Any) -> Dataset:
    scene = written(tmp_path / "scene.tif", bands, **said)
    written(tmp_path / "labels.tif", labels())
    return load_dataset(f"{scene}(labels='labels.tif', window=24{more})", on_note=lambda _: None)


def test_windows_and_their_masks_are_cut_from_the_same_places(tmp_path: Path) -> None:
    """A scene whose first band is its labels says so, in every part."""
    bands = np.stack([labels() * 40, np.full((256, 256), 7, np.uint8), labels()])
    dataset = loaded(tmp_path, bands)
    contract = InputContract(3, 24, 24)
    pictures, masks = dataset.fitted(contract), dataset.masks.fitted(contract)  # type: ignore[union-attr]
    assert np.array_equal(pictures[..., 0], masks * 40) and np.array_equal(dataset.pictures[3], pictures[3])
    split = dataset.split(0)
    assert len(split.train) and len(split.validation) and len(split.test) and dataset.ground == 10.0
    again = load_dataset(dataset.origin, on_note=lambda _: None)
    assert np.array_equal(again.split(5).train, split.train) and again.origin == dataset.origin


def test_sixteen_bits_are_scaled_once_for_all(tmp_path: Path) -> None:
    """By what most of the training windows hold; the contract that goes with the network says it."""
    random = np.random.default_rng(0)
    bands = random.integers(1000, 3000, (2, 256, 256)).astype(np.uint16)
    dataset = loaded(tmp_path, bands)
    low, high = dataset.values
    assert 1000 <= low < 1050 and 2950 < high < 3000
    pixels = dataset.fitted(InputContract(2, 24, 24))
    assert pixels.min() == 0 and pixels.max() == 255 and abs(int(pixels.mean()) - 127) < 5


def test_pixels_without_data_say_nothing(tmp_path: Path) -> None:
    """Whatever the labels hold there."""
    bands = np.full((3, 256, 256), 9, np.uint8)
    bands[:, :, 100:140] = 0
    dataset = loaded(tmp_path, bands, nodata=0)
    contract = InputContract(3, 24, 24)
    pictures, masks = dataset.fitted(contract), dataset.masks.fitted(contract)  # type: ignore[union-attr]
    assert np.array_equal(masks == 255, (pictures == 0).all(3)) and (masks == 255).any()


def test_labels_on_another_grid_are_brought_to_the_scenes(tmp_path: Path) -> None:
    """Each pixel the nearest one's: of twice the size, every second."""
    scene = written(tmp_path / "scene.tif", np.stack([labels() * 40] * 3))
    coarse = rasterio.transform.from_origin(500_000, 4_000_000, 20, 20)
    written(tmp_path / "labels.tif", labels()[::2, ::2], transform=coarse)
    dataset = load_dataset(f"{scene}(labels='labels.tif', window=24)", on_note=lambda _: None)
    contract = InputContract(3, 24, 24)
    assert np.array_equal(dataset.fitted(contract)[..., 0], dataset.masks.fitted(contract) * 40)  # type: ignore[union-attr]


def test_bands_are_chosen_or_all_are_read(tmp_path: Path) -> None:
    """A network of another number of channels is told both ways out."""
    bands = np.stack([labels() + number for number in range(5)])
    dataset = loaded(tmp_path, bands)
    with pytest.raises(ConvscopeError, match="the scene has 5 bands, the network reads 3 channels"):
        dataset.fitted(InputContract(3, 24, 24))
    chosen = loaded(tmp_path, bands, ", bands=[5, 1]")
    pixels = chosen.fitted(InputContract(2, 24, 24))
    assert np.array_equal(pixels[..., 0], pixels[..., 1] + 4)


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    """Windows of another size, labels that are not there, words that are not known."""
    dataset = loaded(tmp_path, np.full((3, 256, 256), 9, np.uint8))
    with pytest.raises(ConvscopeError, match="the network takes 32 × 32, the scene's windows are 24 a side"):
        dataset.fitted(InputContract(3, 32, 32))
    scene = tmp_path / "scene.tif"
    with pytest.raises(ConvscopeError, match=r"there are no labels none\.tif"):
        load_dataset(f"{scene}(labels='none.tif')")
    with pytest.raises(ConvscopeError, match="does not say where its labels are"):
        load_dataset(f"{scene}(window=24)")
    with pytest.raises(UnknownName, match="labelling"):
        load_dataset(f"{scene}(labelling='none.tif')")
