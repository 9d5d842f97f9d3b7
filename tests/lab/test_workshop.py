"""One command at a time, and a folder that goes with it."""

from typing import Any, cast

import pytest

from convscope.errors import ConvscopeError
from convscope.lab import workshop


class Fake:
    """A command that is where it is told to be."""

    waits = None

    def __init__(self) -> None:
        self.stopped, self.left, self.ended = False, False, ""
        self.last: dict[str, Any] = {}
        self.events: dict[str, Any] = {}

    def stop(self) -> None:
        self.stopped = True

    def leave(self) -> None:
        self.left = True


def test_one_thing_at_a_time() -> None:
    """The same again begins nothing, another has to wait; stopped, and at the end left, with its folder."""
    shop, make = workshop.Workshop(), cast("Any", Fake)
    shop.begin("onnx", make)
    first = cast("Any", shop._commands["onnx"])
    shop.begin("onnx", make)
    assert shop._commands == {"onnx": first}
    assert shop.running == "onnx" and shop.told("c") is None
    with pytest.raises(ConvscopeError, match="onnx is being made"):
        shop.begin("c", make)
    shop.stop()
    counted = {"done": 40, "total": 100, "things": "% timing"}
    first.events["counted"] = counted
    assert shop.events("onnx") == {"counted": counted} and shop.events("c") == {}
    assert first.stopped and shop.told("onnx") == {
        "running": True, "waits": None, "counted": counted, "ended": "", "message": "", "fix": "", "result": None,
    }  # fmt: skip
    first.ended, first.last = "error", {"message": "no fellow in ONNX", "fix": None}
    told = shop.told("onnx")
    assert told is not None and (told["message"], told["fix"], told["result"]) == ("no fellow in ONNX", "", None)
    shop.begin("c", make)
    folder = shop.folder
    (folder / "net.onnx").touch()
    shop.forget("c")
    shop.forget("onnx")
    assert shop.told("onnx") is None and shop.running == "c"
    last = cast("Any", shop._commands["c"])
    shop.close()
    assert last.left and not folder.exists()
