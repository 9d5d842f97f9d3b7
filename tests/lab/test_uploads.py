"""Pictures in and out."""

import io
import socket
from time import monotonic

import httpx
import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from convscope.lab.shelf import Shelf, named
from convscope.lab.uploads import MOST_BYTES, Uploads


def png(side: int) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((side, side), 50).convert("RGB").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def client() -> TestClient:
    uploads = Uploads(Shelf())
    routes = [Route("/picture", uploads.take, methods=["PUT"]), Route("/picture/{name}.png", uploads.give)]
    return TestClient(Starlette(routes=routes))


def test_a_picture_comes_back_under_its_hash(client: TestClient) -> None:
    """Pixel for pixel."""
    data = png(9)
    told = client.put("/picture", content=data).json()
    assert told == {"answer": {"picture": named(data), "height": 9, "width": 9, "channels": 3}}
    given = client.get(f"/picture/{named(data)}.png")
    assert given.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(given.content)) as one, Image.open(io.BytesIO(data)) as other:
        assert np.array_equal(np.asarray(one), np.asarray(other))


def test_what_is_none_is_a_fault_with_its_kind(client: TestClient) -> None:
    """For the page to say."""
    fault = client.put("/picture", content=b"<html>").json()["fault"]
    assert fault["kind"] == "not" and "not a picture" in fault["message"] and fault["fix"]


def test_what_cannot_be_is_one_plain_line(client: TestClient) -> None:
    """Too large, claimed or sent; another method; a picture that is not here."""
    too_large = client.put("/picture", content=b"x", headers={"content-length": str(MOST_BYTES + 1)})
    sent = client.put("/picture", content=(b"x" * (1 << 20) for _ in range(33)))
    assert (too_large.status_code, sent.status_code) == (413, 413) and "32 MB" in sent.text
    assert client.post("/picture", content=b"x").status_code == client.get("/picture").status_code == 405
    for name in ("0" * 32, "no", "%2e%2e", "é"):
        gone = client.get(f"/picture/{name}.png")
        assert gone.status_code == 404 and gone.text.count("\n") == 0


def test_slow_uploads_hold_up_nobody_else(served: str) -> None:
    """Four may be coming; the next is told to wait; questions and pages are answered meanwhile."""
    host, port = served.removeprefix("http://").split(":")
    slow = [socket.create_connection((host, int(port))) for _ in range(4)]
    head = f"PUT /picture HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 1000\r\n\r\nx"
    for one in slow:
        one.sendall(head.encode())
    assert _until_busy(served)
    assert httpx.get(f"{served}/convolve").status_code == 200
    for one in slow:
        one.close()
    end = monotonic() + 5
    while (answer := httpx.put(f"{served}/picture", content=png(3))).status_code == 503 and monotonic() < end:
        pass
    assert answer.json()["answer"]["width"] == 3


def _until_busy(served: str) -> bool:
    end = monotonic() + 5
    while monotonic() < end:
        if httpx.put(f"{served}/picture", content=b"x").status_code == 503:
            return True
    return False
