"""Pictures in and out: ``PUT /picture`` with a file as its body, ``GET /picture/<hash>.png``.

The answer to an upload is ``{"answer": {"picture": hash, "height", "width", "channels"}}``, or ``{"fault": {"kind",
"values", "message", "fix"}}``, as that to a question is: the page says the kind in its own words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from convscope.lab.shelf import Gone
from convscope.picture.apart import Refused

if TYPE_CHECKING:
    from convscope.lab.shelf import Shelf

MOST_BYTES = 32 << 20
MOST_SECONDS = 60.0  # for a body to arrive
MOST_COMING = 4  # at once: 128 MB of bodies


class Uploads:
    """Takes and gives pictures; one is decoded at a time, and few may wait."""

    def __init__(self, shelf: Shelf, *, seconds: float = MOST_SECONDS) -> None:
        self._shelf, self._seconds = shelf, seconds
        self._one = anyio.CapacityLimiter(1)
        self._coming = 0

    async def take(self, request: Request) -> Response:
        """Take an upload."""
        if self._coming >= MOST_COMING:
            return PlainTextResponse("other pictures are coming in: try again", status_code=503)
        self._coming += 1
        try:
            return await self._taken(request)
        finally:
            self._coming -= 1

    async def _taken(self, request: Request) -> Response:
        claimed = request.headers.get("content-length", "0")
        body = bytearray()
        large = claimed.isdigit() and int(claimed[:20]) > MOST_BYTES
        try:
            with anyio.fail_after(self._seconds):
                if not large:
                    async for part in request.stream():
                        body += part
                        if large := len(body) > MOST_BYTES:
                            break
        except TimeoutError:
            return PlainTextResponse("the picture came too slowly", status_code=408)
        except anyio.get_cancelled_exc_class():  # Ctrl-C while it was coming in
            return PlainTextResponse("the lab has ended", status_code=503)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        if large:
            return PlainTextResponse(f"a picture may have {MOST_BYTES >> 20} MB", 413, {"connection": "close"})
        return await anyio.to_thread.run_sync(self._kept, bytes(body), limiter=self._one)

    def _kept(self, data: bytes) -> Response:
        try:
            name = self._shelf.put(data)
            height, width, channels = self._shelf.get(name).shape
        except Refused as refused:
            told = {"kind": refused.kind, "values": refused.values, "message": refused.problem, "fix": refused.fix}
            return JSONResponse({"fault": told})
        return JSONResponse({"answer": {"picture": name, "height": height, "width": width, "channels": channels}})

    async def give(self, request: Request) -> Response:
        """Give a picture as a PNG."""
        try:
            png = await anyio.to_thread.run_sync(self._shelf.png, request.path_params["name"], limiter=self._one)
        except Gone as gone:
            return PlainTextResponse(str(gone), status_code=404)
        return Response(png, media_type="image/png", headers={"cache-control": "private, max-age=3600, immutable"})
