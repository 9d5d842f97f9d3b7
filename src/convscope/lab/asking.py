"""Questions of a page, over a socket: one at a time is worked on; of each topic only the newest waits.

A question is ``{"number", "topic", "kind", "values"}``, an answer ``{"number", "answer"}`` or ``{"number", "fault":
{"message", "fix", "kind", "said"}}``. What a kind answers stands in `ANSWERS`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

import anyio
from starlette.websockets import WebSocket, WebSocketDisconnect

from convscope.errors import ConvscopeError

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

Answer = Callable[["Opened", dict[str, Any]], dict[str, Any]]
MOST_CHARACTERS = 300_000  # a pad of 256 × 256 in colour, and far more than any other question needs
MOST_TOPICS = 16
MOST_SOCKETS = 64  # a class of 30 with two tabs each; all of one machine, or behind one router, have one address
MOST_A_SECOND = 240  # four topics at every frame of a slider that is dragged
LOGGER = logging.getLogger(__name__)


class Desk:
    """Answers the questions of all sockets, one at a time: a module is not to be traced by two threads.

    Those that are ``slow``, by their kind and values, and trace nothing wait for one another alone.
    """

    def __init__(
        self,
        opened: Opened,
        answers: dict[str, Answer],
        slow: Callable[[str, dict[str, Any]], bool] = lambda kind, values: False,
    ) -> None:
        self.opened = opened
        self.answers = answers
        self._slow = slow
        self._limit, self._slow_limit = anyio.CapacityLimiter(1), anyio.CapacityLimiter(1)
        self._sockets = 0

    async def serve(self, socket: WebSocket) -> None:
        """Read questions until the page is left."""
        await socket.accept()
        if self._sockets >= MOST_SOCKETS:
            return await socket.close(1013, "too many pages are open")
        self._sockets += 1
        try:
            await self._serve(socket)
        finally:
            self._sockets -= 1

    async def _serve(self, socket: WebSocket) -> None:
        newest: dict[str, dict[str, Any]] = {}
        rung = anyio.Event()
        pace = Pace(MOST_A_SECOND)

        async def read() -> None:
            with suppress(WebSocketDisconnect):
                while True:
                    question = _question(await _received(socket))
                    if question is None or (question["topic"] not in newest and len(newest) >= MOST_TOPICS):
                        await socket.close(1008, "not a question")
                        break
                    if not pace.allows(monotonic()):
                        await socket.close(1008, "too many questions")
                        break
                    newest[question["topic"]] = question
                    rung.set()
            group.cancel_scope.cancel()

        async with anyio.create_task_group() as group:
            group.start_soon(read)
            while True:
                await rung.wait()
                rung = anyio.Event()
                while newest:
                    question = newest.pop(next(iter(newest)))
                    slow = self._slow(question["kind"], question["values"])
                    limiter = self._slow_limit if slow else self._limit
                    answer = await anyio.to_thread.run_sync(self.answer, question, limiter=limiter)
                    if question["topic"] in newest:  # a newer one took its place
                        continue
                    try:
                        await socket.send_text(answer)
                    except (WebSocketDisconnect, RuntimeError):  # the page was left meanwhile
                        group.cancel_scope.cancel()

    def answer(self, question: dict[str, Any]) -> str:
        """Give the answer as JSON; a fault of the user's is one, and one of ours is logged and said to be ours."""
        told: dict[str, Any] = {"number": question["number"]}
        try:
            kind = self.answers.get(question["kind"])
            if kind is None:
                raise ConvscopeError(f"a question of the kind {question['kind'][:50]!r} came", fix="reload the page")
            return json.dumps({**told, "answer": kind(self.opened, question["values"])}, allow_nan=False)
        except ConvscopeError as error:
            kind_of = type(error).__name__
            told["fault"] = {"message": error.problem, "fix": error.fix, "kind": kind_of, "said": error.told()}
        except (Exception, SystemExit):  # a network's own code may leave, too
            LOGGER.exception("a question of the kind %.50s failed", question["kind"])
            told["fault"] = {"message": "the lab failed at this; the terminal says more", "fix": "", "kind": "ours"}
        return json.dumps(told)


@dataclass
class Pace:
    """Lets ``a_second`` through, and as many at once after a pause.

    >>> pace = Pace(2)
    >>> [pace.allows(now) for now in (0.0, 0.0, 0.0, 0.5)]
    [True, True, False, True]
    """

    a_second: float
    _left: float = field(init=False)
    _last: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Begin rested."""
        self._left = self.a_second

    def allows(self, now: float) -> bool:
        """Take one, if there is one."""
        self._left = min(self.a_second, self._left + (now - self._last) * self.a_second)
        self._last = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


async def _received(socket: WebSocket) -> str:
    """Wait for a message; one of bytes is none."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    return message.get("text") or ""


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
