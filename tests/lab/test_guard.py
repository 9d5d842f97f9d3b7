"""Who is answered, and who is not."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from convscope.lab.guard import COOKIE, Guard

HOST = "127.0.0.1:8722"


def client(token: str = "", **more: Any) -> TestClient:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    return TestClient(Guard(app, frozenset([HOST]), token), base_url=f"http://{HOST}", **more)


def test_its_own_host_is_answered_with_its_headers() -> None:
    """And nothing may frame, sniff or read it from elsewhere."""
    answer = client().get("/")
    assert (answer.status_code, answer.text) == (200, "here")
    assert answer.headers["x-frame-options"] == "DENY" and answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "headers",
    [{"host": "evil.example:8722"}, {"host": ""}, {"origin": "http://evil.example"}, {"origin": "null"}],
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
