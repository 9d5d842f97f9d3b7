"""A scene to labels: the same as the whole's, in the same place, whatever happens on the way."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import rasterio
import torch
from rasterio.transform import Affine
from rio_cogeo.cogeo import cog_validate

from convscope.apply.scenes import Planned, Segmenting, segment
from convscope.apply.scenes.segment import Stopped
from convscope.apply.tiling.tiled import first_map
from convscope.errors import BrokenPicture, CannotWrite, ConvscopeError
from convscope.model import Model

Pixels = npt.NDArray[np.uint8]
Write = Callable[..., Path]


def whole(model: Model, pixels: Pixels) -> npt.NDArray[Any]:
    """Answer on the whole scene, padded to the network's multiple by repeating its last row and column."""
    height, width = pixels.shape[1:]
    padded = np.pad(pixels, ((0, 0), (0, -height % 4), (0, -width % 4)), mode="edge")
    with torch.inference_mode():
        maps = first_map(model.module(model.enter(padded.transpose(1, 2, 0)[None])))
    found: npt.NDArray[Any] = maps[0, :, :height, :width].argmax(0).byte().numpy()
    return found


def labels(path: Path) -> npt.NDArray[Any]:
    with rasterio.open(path) as file:
        found: npt.NDArray[Any] = file.read(1)
    return found


def test_labels_are_the_wholes_and_lie_where_the_scene_does(
    models: dict[str, Model], scene: Write, pixels: Pixels, tmp_path: Path
) -> None:
    """No label differs; reference system, transform and size are kept; rio-cogeo finds a valid COG with overviews."""
    told: list[object] = []
    found = segment(models["exact"], scene(), tmp_path / "l.tif", Segmenting(tile=32), show=told.append)
    assert np.array_equal(labels(found.path), whole(models["exact"], pixels))
    (planned,) = told
    assert isinstance(planned, Planned) and planned.arranged.exact and planned.pieces == 12
    with rasterio.open(found.path) as file, rasterio.open(tmp_path / "scene.tif") as source:
        assert (file.crs, file.transform, file.shape) == (source.crs, source.transform, source.shape)
        assert file.nodata == 255 and file.colormap(1)[1] == (230, 159, 0, 255)
        assert file.tags()["class_2"] == "class 2"
    valid, errors, _ = cog_validate(found.path)
    assert valid and not errors
    assert "<Category>class 1</Category>" in (tmp_path / "l.tif.aux.xml").read_text()
    assert sum(one.pixels for one in found.classes) == 90 * 110
    assert sum(one.area or 0 for one in found.classes) == pytest.approx(90 * 110 * 900, rel=1e-3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["l.tif", "l.tif.aux.xml", "scene.tif"]


def test_where_no_tile_is_exact_windows_are_blended_and_the_layer_is_named(
    models: dict[str, Model], scene: Write, tmp_path: Path
) -> None:
    """Blended labels stay near those of one window, and the result says why they are not exact."""
    found = segment(models["pooled"], scene(), tmp_path / "l.tif", Segmenting(tile=32))
    assert not found.planned.arranged.exact and found.planned.arranged.layer == "middle"
    assert "NOT exact: middle (instance_norm" in str(found.planned.arranged.sentence)
    assert labels(found.path).max() < 3


def test_a_scene_that_fits_goes_through_whole(
    models: dict[str, Model], scene: Write, pixels: Pixels, tmp_path: Path
) -> None:
    """Which is exact for any network."""
    found = segment(models["pooled"], scene(), tmp_path / "l.tif")
    assert found.planned.arranged.exact and found.planned.pieces == 1
    assert np.array_equal(labels(found.path), whole(models["pooled"], pixels))


@pytest.mark.parametrize(
    ("profile", "note"),
    [
        ({"transform": Affine(30, 5, 500_000, 5, -30, 4_000_000)}, "rotated"),
        ({"transform": Affine(30, 0, 500_000, 0, 30, 4_000_000)}, "southernmost"),
        ({"crs": "EPSG:4326", "transform": Affine(1e-4, 0, 11, 0, -1e-4, 48)}, ""),
        ({"crs": None, "transform": Affine(1, 0, 5, 0, -1, 9)}, ""),
        ({"tiled": True, "blockxsize": 16, "blockysize": 16, "compress": "lzw"}, ""),
    ],
    ids=["rotated", "south-up", "geographic", "nowhere", "tiled"],
)
def test_any_place_is_kept(
    models: dict[str, Model], scene: Write, pixels: Pixels, tmp_path: Path, profile: dict[str, Any], note: str
) -> None:
    """Labels are the same, transform and reference system the scene's, and what is unusual is said."""
    found = segment(models["exact"], scene(**profile), tmp_path / "l.tif", Segmenting(tile=64))
    assert np.array_equal(labels(found.path), whole(models["exact"], pixels))
    assert note in " ".join(map(str, found.planned.notes))
    with rasterio.open(found.path) as file, rasterio.open(tmp_path / "scene.tif") as source:
        assert file.crs == source.crs and file.transform.almost_equals(source.transform, 1e-9)


def test_pixels_without_data_have_no_label(
    models: dict[str, Model], scene: Write, pixels: Pixels, tmp_path: Path
) -> None:
    """Where every band has the file's value for no data; elsewhere labels are those of a scene that is black there."""
    numbers = pixels.copy()
    numbers[:, :40, :40] = 7
    numbers[:, 60, 60] = 7
    found = segment(models["exact"], scene(numbers, nodata=7), tmp_path / "l.tif", Segmenting(tile=32))
    gone = (numbers == 7).all(0)
    expected = whole(models["exact"], np.where(gone, 0, numbers).astype(np.uint8))
    assert np.array_equal(labels(found.path), np.where(gone, 255, expected))
    assert found.nodata == gone.sum() >= 1601


def test_probabilities_are_the_softmax(models: dict[str, Model], scene: Write, pixels: Pixels, tmp_path: Path) -> None:
    """As bytes to be multiplied by 1/254, a band a class; the largest one is the label's."""
    asked = Segmenting(tile=32, probabilities=tmp_path / "p.tif")
    found = segment(models["exact"], scene(), tmp_path / "l.tif", asked)
    with rasterio.open(tmp_path / "p.tif") as file:
        shares = file.read() * np.array(file.scales)[:, None, None]
        assert file.nodata == 255 and file.descriptions == ("class 0", "class 1", "class 2")
    assert np.abs(shares.sum(0) - 1).max() < 0.01
    chosen = np.take_along_axis(shares, labels(found.path)[None].astype(int), 0)[0]
    assert (chosen >= shares.max(0) - 1 / 254).all() and found.others == (tmp_path / "p.tif",)


def test_one_channel_stands_for_two_classes(models: dict[str, Model], scene: Write, tmp_path: Path) -> None:
    """Its sigmoid is the second class's share."""
    found = segment(models["one"], scene(), tmp_path / "l.tif", Segmenting(tile=32, probabilities=tmp_path / "p.tif"))
    with rasterio.open(tmp_path / "p.tif") as file:
        second = file.read(2)
    assert len(found.classes) == 2
    assert ((labels(found.path) == 1) == (second > 127)).mean() > 0.99


def test_stopped_it_goes_on_to_the_same_bytes(
    models: dict[str, Model], scene: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C leaves the pieces that are done, in a folder beside the labels; the same call does the rest."""
    expected = segment(models["exact"], scene(), tmp_path / "a.tif", Segmenting(tile=32)).path.read_bytes()

    def stop(done: int, total: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match="5 of 12 pieces are kept"):
        segment(models["exact"], tmp_path / "scene.tif", tmp_path / "b.tif", Segmenting(tile=32), count=stop)
    assert not (tmp_path / "b.tif").exists()
    monkeypatch.setattr("convscope.apply.scenes.sizing.MOST", 1)  # less memory than at the beginning changes no tile
    found = segment(models["exact"], tmp_path / "scene.tif", tmp_path / "b.tif")
    assert found.planned.done == 5 and found.path.read_bytes() == expected
    assert not (tmp_path / "b.tif.unfinished").exists()


def test_a_tile_that_is_damaged_is_told_with_its_place(models: dict[str, Model], scene: Write, tmp_path: Path) -> None:
    """Nothing stands under the final name, nor beside it."""
    path = scene(tiled=True, blockxsize=16, blockysize=16, compress="deflate")
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 200] = b"\xff" * 200
    path.write_bytes(content)
    with pytest.raises(BrokenPicture, match=r"cannot be read at rows .* damaged or was cut"):
        segment(models["exact"], path, tmp_path / "l.tif", Segmenting(tile=32))
    assert [one.name for one in tmp_path.iterdir()] == ["scene.tif"]


def test_a_scene_that_shrinks_while_it_is_read_is_told(models: dict[str, Model], scene: Write, tmp_path: Path) -> None:
    """Cut in the middle of the work: by the read that fails, or by the file's size."""
    path = scene(compress="deflate")

    def cut(done: int, total: int) -> None:
        if done == 1:
            os.truncate(path, 2000)

    with pytest.raises(BrokenPicture, match="cut"):
        segment(models["exact"], path, tmp_path / "l.tif", Segmenting(tile=32), count=cut)
    assert not (tmp_path / "l.tif").exists()


def test_a_scene_that_is_written_while_it_is_read_is_told(
    models: dict[str, Model], scene: Write, tmp_path: Path
) -> None:
    """Its pixels would be of two times."""
    path = scene()

    def touch(done: int, total: int) -> None:
        os.utime(path, (done, done))

    with pytest.raises(BrokenPicture, match="was changed, or cut"):
        segment(models["exact"], path, tmp_path / "l.tif", Segmenting(tile=32), count=touch)


def test_pixels_that_are_no_numbers_have_no_label(models: dict[str, Model], scene: Write, tmp_path: Path) -> None:
    """NaN spoils no label around it, and is said."""
    numbers = np.random.default_rng(0).uniform(0, 1000, (3, 60, 60)).astype("float32")
    clean = labels(segment(models["float"], scene(numbers), tmp_path / "a.tif").path)
    numbers[1, 30, 30] = np.nan
    found = segment(models["float"], scene(numbers), tmp_path / "b.tif")
    spoilt = labels(found.path)
    assert spoilt[30, 30] == 255 and found.nodata == 1 and (spoilt != clean).sum() < 200
    assert "NaN" in " ".join(map(str, found.planned.notes))


def test_a_wrong_number_of_bands_is_told(models: dict[str, Model], scene: Write, tmp_path: Path) -> None:
    """With how to choose them."""
    with pytest.raises(ConvscopeError, match="has 3 bands, the network takes 5; say which"):
        segment(models["five"], scene(), tmp_path / "l.tif")
    found = segment(models["five"], tmp_path / "scene.tif", tmp_path / "l.tif", Segmenting(bands=(1, 2, 3, 3, 1)))
    assert found.classes[0].pixels >= 0


def test_a_full_disk_is_told(
    models: dict[str, Model], scene: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the work where there is no room at all; while writing, with what was done kept."""
    path = scene()
    import errno
    import shutil

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
        with pytest.raises(CannotWrite, match="the disk is full"):
            segment(models["exact"], path, tmp_path / "l.tif", Segmenting(tile=32))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("convscope.apply.scenes.canvas._write", full)
        with pytest.raises(CannotWrite, match="the disk is full"):
            segment(models["exact"], path, tmp_path / "l.tif", Segmenting(tile=32))
    assert [one.name for one in tmp_path.iterdir()] == ["scene.tif"]


def test_a_file_that_is_there_is_not_replaced_unasked(models: dict[str, Model], scene: Write, tmp_path: Path) -> None:
    """Unless --overwrite says so."""
    (tmp_path / "l.tif").write_text("mine")
    with pytest.raises(CannotWrite, match="is there already"):
        segment(models["exact"], scene(), tmp_path / "l.tif")
    assert (tmp_path / "l.tif").read_text() == "mine"
    segment(models["exact"], tmp_path / "scene.tif", tmp_path / "l.tif", Segmenting(overwrite=True))
    assert labels(tmp_path / "l.tif").shape == (90, 110)


def test_a_folder_that_cannot_be_written_to_is_told(models: dict[str, Model], scene: Write, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="unfinished"):
        segment(models["exact"], scene(), tmp_path / "file" / "l.tif")


def test_other_ground_is_warned_of(models: dict[str, Model], scene: Write, tmp_path: Path) -> None:
    """Trained on 10 m, the scene has 30 m; at 30 m nothing is said."""
    for trained, warned in ((10.0, True), (30.0, False)):
        contract = dataclasses.replace(models["exact"].contract, ground=trained)
        model = dataclasses.replace(models["exact"], contract=contract)
        found = segment(model, scene(), tmp_path / "l.tif", Segmenting(overwrite=True))
        assert ("WARNING: the scene's pixels span 30 m" in " ".join(map(str, found.planned.notes))) == warned
