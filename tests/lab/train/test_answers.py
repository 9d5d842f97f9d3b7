"""What the page asks."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.jobs import turns as room
from convscope.lab import Opened, Studio
from convscope.lab.app import ANSWERS, application
from convscope.lab.train import answers


class Fake:
    """A command that goes on until it is left."""

    def __init__(self, words: tuple[str, ...], on_end: Callable[[Any], object]) -> None:
        self.words, self.on_end, self.ended = words, on_end, ""
        self.events: dict[str, Any] = {"step": {"seen": 64, "total": 640, "images_per_second": 100.0}}

    def stop(self) -> None:
        self.ended = "interrupted"
        self.on_end(self)

    def leave(self, grace: float) -> None:
        if not self.ended:
            self.stop()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.setattr(room, "Command", Fake)
    return Opened("lenet5", cs.load("lenet5"), studio=Studio(tmp_path / "runs"))


def test_a_training_is_begun_paused_and_stopped(opened: Opened) -> None:
    """It has its name before it has a folder; another waits."""
    assert answers.begin(opened, {"epochs": 2}) == {"name": "digits-lenet5"}
    assert answers.begin(opened, {}) == {"name": "digits-lenet5-2"}
    found = answers.state(opened, {"run": "digits-lenet5", "run_have": 0})
    assert [one["state"] for one in found["queue"]] == ["running", "waiting"] and found["runs"] == []
    shown = found["shown"]["digits-lenet5"]
    assert shown["run"] is None and shown["events"]["step"]["total"] == 640
    answers.pause(opened, {"run": "digits-lenet5"})
    assert [one["state"] for one in answers.state(opened, {})["queue"]] == ["paused", "waiting"]
    answers.stop(opened, {"run": "digits-lenet5"})
    assert answers.state(opened, {})["queue"] == [{"name": "digits-lenet5-2", "state": "running", "waits": None}]
    assert "--out" in answers.same(opened, {})["command"]
    opened.close()


def test_what_is_done_or_elsewhere_does_not_go_on(opened: Opened, trained: Path) -> None:
    """One that was stopped does, by the command line's own --resume."""
    folder = opened.studio.folder / "digits-lenet5"
    shutil.copytree(trained, folder)
    with pytest.raises(ConvscopeError, match="cannot go on"):
        answers.go_on(opened, {"run": "digits-lenet5"})
    record = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**record, "status": "interrupted"}))
    (folder / "checkpoint.safetensors").touch()
    answers.go_on(opened, {"run": "digits-lenet5"})
    assert opened.studio.queue._jobs[0].words == ("train", str(folder), "--resume")


def test_a_lab_with_a_token_is_not_local(opened: Opened) -> None:
    """Then nothing is taken by its path."""
    for token, local in (("", True), ("secret", False)):
        app = application(opened, hosts=frozenset(["lab:1"]), token=token)
        client = TestClient(app, base_url="http://lab:1", cookies={"convscope-token": token})
        with client.websocket_connect("/ask", headers={"host": "lab:1"}) as socket:
            socket.send_json({"number": 1, "topic": "t", "kind": "train", "values": {}})
            assert socket.receive_json()["answer"]["local"] is local
    assert {"train-moment"} == set(answers.SLOW) <= set(ANSWERS)
