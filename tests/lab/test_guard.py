"""Who is answered, and who is not."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from convscope.lab.guard import COOKIE, Guard

HOST = "127.0.0.1:8722"


async def _hello(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")


def client(token: str = "", **more: Any) -> TestClient:
    routes = [Route("/", lambda _: PlainTextResponse("here")), WebSocketRoute("/ask", _hello)]
    app = Starlette(routes=routes)
    return TestClient(Guard(app, frozenset([HOST]), token), base_url=f"http://{HOST}", **more)


def test_its_own_host_is_answered_with_its_headers() -> None:
    """And nothing may frame, sniff or read it from elsewhere."""
    answer = client().get("/")
    assert (answer.status_code, answer.text) == (200, "here")
    assert answer.headers["x-frame-options"] == "DENY" and answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8722"},
        {"host": ""},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
    ],
)
def test_another_name_or_site_is_refused(headers: dict[str, str]) -> None:
    """A name that was pointed here, a page of another site."""
    assert client().get("/", headers=headers).status_code == 403


def test_a_token_admits_once_and_then_the_cookie_does() -> None:
    """It leaves the address; a wrong one is refused, letters of any alphabet too."""
    asked = client("sesame")
    assert asked.get("/").status_code == asked.get("/?token=wrong").status_code == 403
    assert asked.get("/?token=%E9%97%A8", headers={"cookie": f"{COOKIE}=x"}).status_code == 403
    admitted = asked.get("/?token=sesame&a=1", follow_redirects=False)
    assert (admitted.status_code, admitted.headers["location"]) == (303, "/?a=1")
    assert "httponly" in admitted.headers["set-cookie"].lower()
    assert asked.get("/").text == "here"


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {"host": "evil.example:8722"}]
)
def test_a_socket_of_another_site_is_refused(headers: dict[str, str]) -> None:
    """A page elsewhere, and one whose name was pointed here."""
    with pytest.raises(WebSocketDisconnect), client().websocket_connect(f"ws://{HOST}/ask", headers=headers):
        pass


def test_a_socket_needs_the_token_too() -> None:
    """In the cookie; that of a program has no Origin, and is as welcome as the page's own."""
    with pytest.raises(WebSocketDisconnect), client("sesame").websocket_connect(f"ws://{HOST}/ask"):
        pass
    admitted = client("sesame", cookies={COOKIE: "sesame"})
    for headers in ({}, {"origin": f"http://{HOST}"}):
        with admitted.websocket_connect(f"ws://{HOST}/ask", headers=headers) as socket:
            assert socket.receive_text() == "hello"
