"""Who may ask the lab's server, and what its answers forbid the browser.

Any page that the user visits could send requests to 127.0.0.1, or give it a name of its own (DNS rebinding): a request
is answered only where its ``Host`` is one the server was bound to, and its ``Origin``, if it has one, the same. (A
browser always gives a socket's: one without is a program's of this machine.) Bound elsewhere than this machine, a token
is asked for as well: once in the address, then in a cookie.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "convscope-token"
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True)
class Guard:
    """An ASGI application before another: ``hosts`` are the names it answers to, with port; "" asks for no token."""

    app: ASGIApp
    hosts: frozenset[str]
    token: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        refused = self._refused(headers)
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[-1]
        if not refused and self.token and not self._known(_cookie(headers)):
            if scope["type"] == "http" and self._known(given):
                return await self._admit(scope, receive, send)
            refused = "this lab asks for the token that its address ends in, ?token=…"
        if not refused:
            return await self.app(scope, receive, _with_headers(send))
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008, "reason": refused[:120]})
        return await PlainTextResponse(refused, status_code=403)(scope, receive, _with_headers(send))

    def _refused(self, headers: Headers) -> str:
        host = headers.get("host", "").lower()
        if host not in self.hosts:
            return f"this lab is not at {host[:100] or 'an address without a name'}"
        origin = headers.get("origin")
        if origin is not None and _site(origin) != host:
            return f"another site, {origin[:100]}, asked"
        return ""

    def _known(self, token: str) -> bool:
        return hmac.compare_digest(token.encode(), self.token.encode())

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep the token in a cookie and take it out of the address."""
        others = parse_qsl(scope["query_string"].decode("latin-1"))
        query = urlencode([(name, value) for name, value in others if name != "token"])
        answer = RedirectResponse(scope["path"] + (f"?{query}" if query else ""), status_code=303)
        answer.set_cookie(COOKIE, self.token, httponly=True, samesite="strict")
        await answer(scope, receive, _with_headers(send))


def _site(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # a bracket that is not closed
        return ""


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return "" if found is None else found.value


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
