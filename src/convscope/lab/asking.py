"""Questions of a page, over a socket: one at a time is worked on; of each topic only the newest waits.

A question is ``{"number", "topic", "kind", "values"}``, an answer ``{"number", "answer"}`` or ``{"number", "fault":
{"message", "fix", "kind"}}``. What a kind answers stands in `ANSWERS`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import anyio
from starlette.websockets import WebSocket, WebSocketDisconnect

from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

Answer = Callable[["Opened", dict[str, Any]], dict[str, Any]]
MOST_CHARACTERS = 1_000_000
MOST_TOPICS = 16
LOGGER = logging.getLogger(__name__)


class Desk:
    """Answers the questions of all sockets, ``at_once`` in threads; tracing and PyTorch share two cores."""

    def __init__(self, opened: Opened, answers: dict[str, Answer], *, at_once: int = 1) -> None:
        self.opened = opened
        self.answers = answers
        self._limit = anyio.CapacityLimiter(at_once)

    async def serve(self, socket: WebSocket) -> None:
        """Read questions until the page is left."""
        await socket.accept()
        newest: dict[str, dict[str, Any]] = {}
        rung = anyio.Event()

        async def read() -> None:
            nonlocal rung
            try:
                while True:
                    question = _question(await socket.receive_text())
                    if question is None or (question["topic"] not in newest and len(newest) >= MOST_TOPICS):
                        await socket.close(1008, "not a question")
                        break
                    newest[question["topic"]] = question
                    rung.set()
            except WebSocketDisconnect:
                pass
            group.cancel_scope.cancel()

        async with anyio.create_task_group() as group:
            group.start_soon(read)
            while True:
                await rung.wait()
                rung = anyio.Event()
                while newest:
                    question = newest.pop(next(iter(newest)))
                    answer = await anyio.to_thread.run_sync(self.answer, question, limiter=self._limit)
                    if question["topic"] not in newest:  # else a newer one took its place
                        with suppress(WebSocketDisconnect):  # who has left wants no answer; reading notices it
                            await socket.send_text(answer)

    def answer(self, question: dict[str, Any]) -> str:
        """Give the answer as JSON; a fault of the user's is one, and one of ours is logged and said to be ours."""
        told: dict[str, Any] = {"number": question["number"]}
        try:
            kind = self.answers.get(question["kind"])
            if kind is None:
                raise ConvscopeError(f"a question of the kind {question['kind'][:50]!r} came", fix="reload the page")
            told["answer"] = kind(self.opened, question["values"])
        except ConvscopeError as error:
            told["fault"] = {"message": error.problem, "fix": error.fix, "kind": type(error).__name__}
        except Exception:
            LOGGER.exception("a question of the kind %s failed", question["kind"][:50])
            told["fault"] = {"message": "the lab failed at this; the terminal says more", "fix": "", "kind": "ours"}
        return json.dumps(told)


def _question(text: str) -> dict[str, Any] | None:
    """Read a question; None where it is none.

    >>> _question('{"number": 1, "topic": "t", "kind": "check", "values": {}}')["kind"]
    'check'
    >>> _question("[1]") is _question("{") is _question('{"number": 1}')
    True
    """
    if len(text) > MOST_CHARACTERS:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    wanted = {"number": int, "topic": str, "kind": str, "values": dict}
    if not isinstance(found, dict) or not all(isinstance(found.get(name), one) for name, one in wanted.items()):
        return None
    return {name: found[name] for name in wanted}
