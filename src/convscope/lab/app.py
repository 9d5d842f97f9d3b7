"""The served lab as an ASGI application: pages, their modules, and the socket for questions."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from convscope.lab.apply import answers as apply
from convscope.lab.apply.photographs import applied
from convscope.lab.apply.tiles import Tiles
from convscope.lab.asking import Answer, Desk
from convscope.lab.check import layer as check_layer
from convscope.lab.check import reduced as check_reduced
from convscope.lab.check import report as check_report
from convscope.lab.check import sizes as check_sizes
from convscope.lab.digit import digit
from convscope.lab.draw import answers as draw
from convscope.lab.guard import Guard
from convscope.lab.kernels import first_kernels, shipped
from convscope.lab.learn import contents, figure, now_called, one_lesson
from convscope.lab.lessons.answers import SLOW
from convscope.lab.look import answers as look
from convscope.lab.page import BROWSER, filled, modules, styles
from convscope.lab.ship import answers as ship
from convscope.lab.ship.saved import Saved
from convscope.lab.train import answers as train
from convscope.lab.uploads import Uploads

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

PAGES = ("convolve", "check", "train", "look", "draw", "apply", "ship", "learn")
ANSWERS: dict[str, Answer] = {
    "first-kernels": first_kernels,
    "check": check_report.answer,
    "sizes": check_sizes.answer,
    "layer": check_layer.answer,
    "coverage": check_layer.coverage,
    "picture": check_layer.picture,
    "bottleneck": check_reduced.answer,
    "draw-open": draw.opening,
    "draw": draw.drawn,
    "draw-unit": draw.unit,
    "draw-shift": draw.shifts,
    "train": train.setup,
    "train-state": train.state,
    "train-same": train.same,
    "train-begin": train.begin,
    "train-go-on": train.go_on,
    "train-pause": train.pause,
    "train-stop": train.stop,
    "train-moment": train.moment,
    "train-compare": train.compare,
    "picture-applied": applied,
    "scene": apply.scene,
    "scene-state": apply.state,
    "scene-begin": apply.begin,
    "scene-stop": apply.stop,
    "scene-place": apply.place,
    "look": look.look,
    "look-layer": look.layer,
    "look-unit": look.unit,
    "look-beside": look.beside,
    "look-beside-state": look.beside_state,
    "look-beside-stop": look.beside_stop,
    "ship": ship.state,
    "ship-begin": ship.begin,
    "ship-stop": ship.stop,
    "lessons": contents,
    "lesson": one_lesson,
    "lesson-figure": figure,
}
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
Endpoint = Callable[[Request], Awaitable[Response]]


def application(opened: Opened, *, hosts: frozenset[str], token: str = "") -> Guard:
    """Make the application; ``hosts`` are the names, with port, that it answers to."""
    opened = replace(opened, studio=replace(opened.studio, local=not token))
    desk = Desk(opened, ANSWERS, _slow)
    uploads = Uploads(opened.pictures)
    tiles = Tiles(opened.scenery)
    place = "{version}/{level:int}/{row:int}/{column:int}"
    first = "" if opened.picture is None else opened.pictures.own(opened.picture)
    routes: list[BaseRoute] = [
        Route("/", _first),
        Route("/browser/{path:path}", _module),
        *(Route(f"/{name}", _page(name, opened, first)) for name in PAGES),
        Route("/learn/{lesson}", _lesson(opened, _page("learn", opened, first))),
        Route("/picture", uploads.take, methods=["PUT"]),
        Route("/picture/{name}.png", uploads.give),
        Route(f"/scene/pixels/{place}", tiles.pixels),
        Route(f"/scene/labels/{place}", tiles.labels),
        Route("/scene/labels.tif", tiles.saved),
        Route("/ship/{target}", Saved(opened).give),
        WebSocketRoute("/ask", desk.serve),
    ]
    return Guard(Starlette(routes=routes), hosts, token)


def _slow(kind: str, values: dict[str, Any]) -> bool:
    return kind in train.SLOW or (kind == "lesson-figure" and values.get("what") in SLOW)


async def _first(_: Request) -> Response:
    return RedirectResponse(f"/{PAGES[0]}")


def _lesson(opened: Opened, page: Endpoint) -> Endpoint:
    """Lead from a name that a lesson had before to where it stands now; what comes after the # goes along."""

    async def lesson(request: Request) -> Response:
        name = request.path_params["lesson"]
        now = now_called(opened, name)
        if now == name:
            return await page(request)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/learn/{now}{query}")

    return lesson


def _page(name: str, opened: Opened, first: str) -> Endpoint:
    async def page(_: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        text = filled(
            page=name,
            policy="",
            style="".join(f'<link rel="stylesheet" href="/browser/{one}">' for one in styles(name)),
            modules={module: f"/browser/{module.removeprefix('convscope/')}" for module in modules()},
            settings={
                "served": True,
                "pages": PAGES,
                "digit": digit(),
                "trained": shipped() if name == "convolve" else (),
                "model": opened.spelling,
                "picture": "" if opened.picture is None else opened.picture.name,
                "first": first,
            },
            nonce=nonce,
        )
        return HTMLResponse(
            text, headers={"content-security-policy": POLICY.format(nonce=nonce), "cache-control": "no-store"}
        )

    return page


@cache
def _served() -> frozenset[str]:
    return frozenset(file.relative_to(BROWSER).as_posix() for kind in ("*.js", "*.css") for file in BROWSER.rglob(kind))


async def _module(request: Request) -> Response:
    path = request.path_params["path"]
    if path not in _served():
        return PlainTextResponse("there is no such part of the lab", status_code=404)
    changed = (BROWSER / path).stat().st_mtime_ns
    headers = {"cache-control": "no-cache", "etag": f'"{changed:x}"'}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    kind = "text/css" if path.endswith(".css") else "text/javascript"
    return Response(_read(path, changed), media_type=kind, headers=headers)


@lru_cache(maxsize=512)
def _read(path: str, changed: int) -> bytes:
    """Keep a part of the lab until its file changes: a page asks for some fifty at once."""
    del changed
    return (BROWSER / path).read_bytes()
