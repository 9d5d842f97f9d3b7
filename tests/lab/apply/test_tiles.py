"""Tiles of a scene and of its labels."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from convscope import lab
from convscope.lab.app import application
from convscope.lab.apply import tiles
from convscope.lab.apply.answers import scene


@pytest.fixture
def client(segmenting: lab.Opened) -> TestClient:
    return TestClient(application(segmenting, hosts=frozenset(["testserver"])))


def addresses(opened: lab.Opened) -> tuple[str, str]:
    told = scene(opened, {})
    return f"/scene/pixels/{told['scene']['version']}", f"/scene/labels/{told['labels']['version']}"


def test_tiles_put_together_are_the_scene(client: TestClient, segmenting: lab.Opened, land: Path) -> None:
    """At every level; what has no data is see-through."""
    import rasterio

    with rasterio.open(land) as file:
        pixels = file.read().transpose(1, 2, 0)
    own, over = addresses(segmenting)
    whole = np.zeros((300, 520, 4), np.uint8)
    numbers = np.zeros((300, 520), np.uint8)
    for row in range(2):
        for column in range(3):
            tile = np.asarray(Image.open(io.BytesIO(client.get(f"{own}/0/{row}/{column}").content)).convert("RGBA"))
            window = slice(row * 256, row * 256 + 256), slice(column * 256, column * 256 + 256)
            whole[window] = tile
            numbers[window] = np.frombuffer(client.get(f"{over}/0/{row}/{column}").content, np.uint8).reshape(
                tile.shape[:2]
            )
    assert np.array_equal(whole[..., :3], pixels)
    assert not whole[:, :52, 3].any() and (whole[:, 52:, 3] == 255).all()
    assert (numbers[:, :52] == 255).all() and (numbers[:, 52:260] == 0).all() and (numbers[:, 260:] == 2).all()
    small = client.get(f"{over}/2/0/0").content
    assert len(small) == 75 * 130 and tiles.levels(300, 520) == 3
    assert client.get(f"{own}/3/0/0").status_code == 404 and client.get(f"{own}/0/9/0").status_code == 404
    assert client.get("/scene/pixels/other/0/0/0").status_code == 404, "of another state of the file"
    assert client.get("/scene/labels.tif").content[:2] == b"II"


def test_far_off_levels_come_from_one_small_copy(
    client: TestClient, segmenting: lab.Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that no tile reads the whole of a large scene."""
    own, over = addresses(segmenting)
    near = client.get(f"{over}/2/0/0").content
    monkeypatch.setattr(tiles, "MOST_READ", 512)
    fresh = TestClient(application(segmenting, hosts=frozenset(["testserver"])))
    assert fresh.get(f"{over}/2/0/0").content == near
    assert Image.open(io.BytesIO(fresh.get(f"{own}/2/0/0").content)).size == (130, 75)


def test_a_lab_without_a_scene_has_no_tiles(segmenting: lab.Opened) -> None:
    """Nor labels to save."""
    client = TestClient(application(replace(segmenting, scenery=None), hosts=frozenset(["testserver"])))
    assert client.get("/scene/pixels/x/0/0/0").status_code == client.get("/scene/labels.tif").status_code == 404
