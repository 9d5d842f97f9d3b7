"""Questions from the page."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.lab.app import ANSWERS


def test_answers_faults_and_what_was_overtaken(visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest of a topic is answered; the older one is told so; a fault keeps its fix."""
    monkeypatch.setitem(ANSWERS, "echo", lambda _, values: values)
    told = visit("/convolve").page.evaluate(
        """async () => {
          const { ask, Superseded } = await import("convscope/frame/ask.js");
          const older = ask("echo", { x: 1 }).catch((error) => error instanceof Superseded);
          const newer = ask("echo", { x: 2 });
          const other = ask("none", {}, { topic: "other" }).catch((fault) => fault.fix);
          return Promise.all([older, newer, other]);
        }"""
    )
    assert told == [True, {"x": 2}, "reload the page"]
