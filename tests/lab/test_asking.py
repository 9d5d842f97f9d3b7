"""Questions over a socket."""

import json
import logging
import threading
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from convscope.errors import ConvscopeError
from convscope.lab import asking
from convscope.lab.asking import Desk


def answer(_: Any, values: dict[str, Any]) -> dict[str, Any]:
    if values.get("wrong"):
        raise ConvscopeError("that came", fix="give this")
    if values.get("leaves"):
        raise SystemExit(3)
    return {"twice": 2 * values["x"]}


@pytest.fixture
def client() -> TestClient:
    desk = Desk(None, {"double": answer})  # type: ignore[arg-type]
    return TestClient(Starlette(routes=[WebSocketRoute("/ask", desk.serve)]))


def asked(number: int, kind: str = "double", topic: str = "t", **values: Any) -> str:
    return json.dumps({"number": number, "topic": topic, "kind": kind, "values": values})


def test_an_answer_a_fault_and_one_of_ours(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """The number comes back; what the user can mend says how, what we broke is logged."""
    caplog.set_level(logging.CRITICAL, "convscope.lab.asking")
    with client.websocket_connect("/ask") as socket:
        told = []
        broken = (asked(3), asked(5, leaves=True), asked(6, x=float("inf")))
        for one in (asked(1, x=4), asked(2, wrong=True), asked(4, kind="other"), *broken):
            socket.send_text(one)
            told.append(socket.receive_json())
    assert told[0] == {"number": 1, "answer": {"twice": 8}}
    assert told[1] == {
        "number": 2,
        "fault": {"message": "that came", "fix": "give this", "kind": "ConvscopeError", "said": [None, None]},
    }
    assert [one["fault"]["kind"] for one in told[2:]] == ["ConvscopeError", "ours", "ours", "ours"]


def test_what_is_slow_holds_up_no_other_page() -> None:
    """Of two sockets the second is answered while the first one's slow question is still at work."""
    goes_on, come = threading.Event(), threading.Event()

    def slow(_: Any, values: dict[str, Any]) -> dict[str, Any]:
        come.set()
        return {"waited": goes_on.wait(30)}

    desk = Desk(None, {"double": answer, "slow": slow}, lambda kind, _: kind == "slow")  # type: ignore[arg-type]
    client = TestClient(Starlette(routes=[WebSocketRoute("/ask", desk.serve)]))
    with client, client.websocket_connect("/ask") as one, client.websocket_connect("/ask") as other:
        one.send_text(asked(1, kind="slow"))
        assert come.wait(30)
        other.send_text(asked(2, x=1))
        assert other.receive_json() == {"number": 2, "answer": {"twice": 2}}
        goes_on.set()
        assert one.receive_json() == {"number": 1, "answer": {"waited": True}}


@pytest.mark.parametrize("text", ["{", "[]", "7", '{"number": "1"}', "[" * 100_000, "x" * 1_000_001])
def test_what_is_no_question_ends_the_socket(client: TestClient, text: str) -> None:
    """Whatever it is."""
    with client.websocket_connect("/ask") as socket:
        socket.send_text(text)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()


def test_bytes_end_the_socket(client: TestClient) -> None:
    """A question is a text."""
    with client.websocket_connect("/ask") as socket:
        socket.send_bytes(b"\xff")
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()


def test_too_many_sockets_and_too_many_questions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next socket is told to come later; a flood ends its own socket; then there is room again."""
    monkeypatch.setattr(asking, "MOST_A_SECOND", 5)
    monkeypatch.setattr(asking, "MOST_SOCKETS", 1)
    desk = Desk(None, {"double": answer})  # type: ignore[arg-type]
    client = TestClient(Starlette(routes=[WebSocketRoute("/ask", desk.serve)]))
    with client.websocket_connect("/ask") as first:
        with client.websocket_connect("/ask") as second, pytest.raises(WebSocketDisconnect) as told:
            second.receive_text()
        assert told.value.code == 1013
        for number in range(20):
            first.send_text(asked(number, x=1))
        with pytest.raises(WebSocketDisconnect) as told:
            for _ in range(20):
                first.receive_text()
        assert told.value.reason == "too many questions"
    with client.websocket_connect("/ask") as third:
        third.send_text(asked(1, x=4))
        assert third.receive_json()["answer"] == {"twice": 8}
