"""A path to an open scene."""

from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import numpy.typing as npt
import pytest
import rasterio.shutil
from PIL import Image

from convscope.apply.scenes.asked import Reading
from convscope.apply.scenes.opening import open_scene
from convscope.apply.scenes.photograph import PhotographScene
from convscope.apply.scenes.raster import RasterScene
from convscope.errors import BrokenPicture

EVERYTHING = slice(0, 90), slice(0, 110)


def test_an_ordinary_picture_is_one_and_a_placed_one_a_raster(
    scene: Callable[..., Path], pixels: npt.NDArray[np.uint8], tmp_path: Path
) -> None:
    """Pixels are the same by either way."""
    Image.fromarray(pixels.transpose(1, 2, 0)).save(tmp_path / "p.png")
    picture = open_scene(Reading(str(tmp_path / "p.png"), 3))
    raster = open_scene(Reading(str(scene()), 3))
    assert isinstance(picture, PhotographScene) and isinstance(raster, RasterScene)
    assert np.array_equal(picture.read(*EVERYTHING)[0], raster.read(*EVERYTHING)[0])
    raster.close()


@pytest.mark.parametrize("content", [b"", b"nothing", b"II*\0\x08\0\0\0"], ids=["empty", "text", "cut"])
def test_what_is_no_scene_is_told(tmp_path: Path, content: bytes) -> None:
    """One sentence with the path; and of one that is not there."""
    (tmp_path / "s.tif").write_bytes(content)
    with pytest.raises(BrokenPicture, match=r"s\.tif"):
        open_scene(Reading(str(tmp_path / "s.tif"), 3))
    with pytest.raises(BrokenPicture, match="there is no scene"):
        open_scene(Reading(str(tmp_path / "t.tif"), 3))


class Ranges(SimpleHTTPRequestHandler):
    """Serves parts of files, as servers of COGs do."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        content = Path(self.translate_path(self.path)).read_bytes()
        first, _, last = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        part = content[int(first) : int(last) + 1 if last else None]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{int(first) + len(part) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(part)


def test_a_remote_cog_and_a_vrt_are_scenes(
    scene: Callable[..., Path], pixels: npt.NDArray[np.uint8], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over HTTP from this machine, by parts; pixels are those of the file."""
    rasterio.shutil.copy(scene(), tmp_path / "cog.tif", driver="COG")
    rasterio.shutil.copy(tmp_path / "scene.tif", tmp_path / "scene.vrt", driver="VRT")
    monkeypatch.chdir(tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ranges)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        for path in (f"{address}/cog.tif", f"/vsicurl/{address}/cog.tif", str(tmp_path / "scene.vrt")):
            found = open_scene(Reading(path, 3))
            assert np.array_equal(found.read(*EVERYTHING)[0].transpose(2, 0, 1), pixels)
            found.unchanged()
            found.close()
        with pytest.raises(BrokenPicture, match="is no scene that can be read"):
            open_scene(Reading(f"{address}/none.tif", 3))
    finally:
        server.shutdown()
        server.server_close()
