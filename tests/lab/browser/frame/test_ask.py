"""Questions from the page."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.lab import asking
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


def test_a_page_that_opens_sockets_without_end_is_told_so(
    visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is too many is closed as such, another page says it in its language, and is answered once there is room."""
    monkeypatch.setattr(asking, "MOST_SOCKETS", 3)
    crowd, other = visit("/convolve").page, visit("/convolve#lang=zh").page
    codes = crowd.evaluate(
        """() => new Promise((done) => {
          const codes = [];
          globalThis.crowd = Array.from({ length: 8 }, () => {
            const one = new WebSocket(location.href.replace(/^http/, "ws").replace(/convolve.*/, "ask"));
            one.onclose = (event) => (codes.push(event.code), codes.length >= 5 && done(codes));
            return one;
          });
        })"""
    )
    assert set(codes) == {1013}
    asked = """async () => {
      const { ask } = await import("convscope/frame/ask.js");
      return ask("none").catch((fault) => [fault.kind, fault.message]);
    }"""
    assert other.evaluate(asked)[0] == "full"
    assert "页面太多" in other.evaluate(asked)[1]
    crowd.evaluate("for (const one of crowd) one.close()")
    other.wait_for_function(f"({asked})().then(([kind]) => kind === 'ConvscopeError')")
