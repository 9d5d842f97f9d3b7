"""The files that were made, to be saved: ``GET /ship/<target>``; a folder of C as one zip."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from convscope.lab.ship.targets import made

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

KINDS = {".zip": "application/zip", ".onnx": "application/octet-stream", ".html": "application/octet-stream"}


class Saved:
    """Gives what was made, always as a file to save: a page of it is not opened under the lab's own address."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._one = anyio.CapacityLimiter(1)

    async def give(self, request: Request) -> Response:
        """Give a target's file."""
        path = made(self._opened).get(request.path_params["target"]) if self._opened.takes_pictures else None
        if path is None or self._opened.workshop.running == request.path_params["target"]:
            return PlainTextResponse("there is no such file", status_code=404)
        if path.is_dir():
            data = await anyio.to_thread.run_sync(zipped, path, limiter=self._one)
            headers = {"content-disposition": f'attachment; filename="{path.name}.zip"', "cache-control": "no-store"}
            return Response(data, media_type=KINDS[".zip"], headers=headers)
        headers = {"cache-control": "no-store"}
        return FileResponse(path, filename=path.name, media_type=KINDS[path.suffix], headers=headers)


def zipped(folder: Path) -> bytes:
    """Pack a folder's files into a zip, under the folder's name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for one in sorted(folder.iterdir()):
            if one.is_file():
                pack.write(one, f"{folder.name}/{one.name}")
    return file.getvalue()
