"""Tiles of a scene and of its labels: ``/scene/pixels/VERSION/LEVEL/ROW/COLUMN``, and ``/scene/labels/…``.

At level 0 a tile is 256 × 256 pixels, at level n every 2ⁿ-th of as many times more. Those of the scene are PNG, those
of labels the bare numbers, as a browser may change the colours of pictures.
"""

from __future__ import annotations

import gzip
import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import anyio
import numpy as np
import numpy.typing as npt
from PIL import Image
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from convscope.errors import ConvscopeError
from convscope.lab.apply.scenery import SHOWN, version

if TYPE_CHECKING:
    from convscope.lab.apply.scenery import Scenery

SIDE = 256
MOST_LEVEL = 12
MOST_READ = 2048  # pixels a side of what is read for one tile; beyond, tiles are cut out of a small copy of the whole
MOST_KEPT = 96 << 20  # bytes of tiles that are ready
HEADERS = {"cache-control": "private, max-age=3600, immutable"}


def levels(height: int, width: int) -> int:
    """Count the levels until all of it is one tile.

    >>> levels(256, 200), levels(718, 791), levels(16_384, 16_384)
    (1, 3, 7)
    """
    return (-(-max(height, width) // SIDE) - 1).bit_length() + 1


class Tiles:
    """Cuts tiles out of what is open, one at a time, and keeps those that were asked for last."""

    def __init__(self, scenery: Scenery | None) -> None:
        self._scenery = scenery
        self._lock = threading.Lock()
        self._one = anyio.CapacityLimiter(1)
        self._kept: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._small: dict[str, tuple[int, npt.NDArray[Any]]] = {}

    async def pixels(self, request: Request) -> Response:
        """Give a tile of the scene as a PNG, what has no data in it see-through."""
        return await self._tile(request, self._pixels, "image/png", {})

    async def labels(self, request: Request) -> Response:
        """Give a tile of labels, a byte or two each, row by row."""
        return await self._tile(request, self._labels, "application/octet-stream", {"content-encoding": "gzip"})

    async def saved(self, _: Request) -> Response:
        """Give the labels as the file that they are."""
        if self._scenery is None or not self._scenery.out.is_file():
            return PlainTextResponse("there are no labels", status_code=404)
        return FileResponse(self._scenery.out, filename=self._scenery.out.name, media_type="image/tiff")

    async def _tile(
        self, request: Request, cut: Callable[[int, int, int], bytes], kind: str, more: dict[str, str]
    ) -> Response:
        place = [request.path_params[name] for name in ("level", "row", "column")]
        asked = (kind, request.path_params["version"], *place)
        try:
            tile = await anyio.to_thread.run_sync(self._given, asked, cut, limiter=self._one)
        except LookupError:
            return PlainTextResponse("there is no such tile", status_code=404)
        except ConvscopeError as error:
            return PlainTextResponse(str(error), status_code=409)
        return Response(tile, media_type=kind, headers={**HEADERS, **more})

    def _given(self, asked: tuple[Any, ...], cut: Callable[[int, int, int], bytes]) -> bytes:
        with self._lock:
            found = self._kept.pop(asked, None)
            if found is None:
                if asked[1] not in self._versions():
                    raise LookupError
                found = cut(*asked[2:])
            self._kept[asked] = found
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > MOST_KEPT:
                self._kept.popitem(last=False)
            return found

    def _versions(self) -> set[str]:
        if self._scenery is None:
            return set()
        labels = self._scenery.labelled()
        return {
            version(one.stamp if isinstance(one.stamp, str) else one.stamp())
            for one in (self._scenery.scene, labels)
            if one
        }

    def _pixels(self, level: int, row: int, column: int) -> bytes:
        scenery = self._scenery
        assert scenery is not None
        scene = scenery.scene

        def read(rows: slice, columns: slice, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
            pixels, valid = scenery.read(rows, columns, size)
            shown = pixels[..., :SHOWN] if pixels.shape[2] >= SHOWN else np.repeat(pixels[..., :1], SHOWN, axis=2)
            alpha = np.full(shown.shape[:2], 255, np.uint8) if valid is None else valid.astype(np.uint8) * 255
            return np.dstack([shown, alpha])

        tile = self._cut("pixels", scene.height, scene.width, (level, row, column), read)
        image = Image.fromarray(tile if (tile[..., 3] < 255).any() else tile[..., :3])
        file = io.BytesIO()
        image.save(file, "PNG", compress_level=1)
        return file.getvalue()

    def _labels(self, level: int, row: int, column: int) -> bytes:
        assert self._scenery is not None
        labels = self._scenery.labelled()
        if labels is None:
            raise LookupError
        tile = self._cut(labels.stamp, labels.height, labels.width, (level, row, column), labels.read)
        return gzip.compress(np.ascontiguousarray(tile.astype(labels.dtype.newbyteorder("<"))).tobytes(), 1)

    def _cut(
        self, of: str, height: int, width: int, place: tuple[int, int, int],
        read: Callable[[slice, slice, tuple[int, int]], npt.NDArray[Any]],
    ) -> npt.NDArray[Any]:  # fmt: skip
        level, row, column = place
        step = 1 << level
        rows = slice(row * SIDE * step, min((row + 1) * SIDE * step, height))
        columns = slice(column * SIDE * step, min((column + 1) * SIDE * step, width))
        if level >= levels(height, width) or rows.start >= height or columns.start >= width:
            raise LookupError
        size = -(-(rows.stop - rows.start) // step), -(-(columns.stop - columns.start) // step)
        if SIDE * step <= MOST_READ:
            return read(rows, columns, size)
        if of not in self._small:
            least = MOST_READ // SIDE * 2  # the first step that is not read by itself
            whole = read(slice(0, height), slice(0, width), (-(-height // least), -(-width // least)))
            self._small = {key: kept for key, kept in self._small.items() if key == "pixels"} | {of: (least, whole)}
        least, whole = self._small[of]
        every = step // least
        top, left = rows.start // least, columns.start // least
        return np.ascontiguousarray(whole[top : top + size[0] * every : every, left : left + size[1] * every : every])
