"""Nonsense to the lab's server: addresses, headers, methods, uploads, and questions over the socket.

Bars: no answer of 500 and above but 503, no traceback in what the server says, and it still answers at the end. Every
third of the rounds is an address, an upload's bytes to its decoder here, and a question; of 25 uploads one goes through
the server, whose process apart takes a good tenth of a second each.

``python bench/fuzz_lab.py [--rounds 10000] [--seed 0] [--write]``
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import random
import sys
import tempfile
import warnings
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from machine import append_result, machine
from PIL import Image
from serving import Served, served
from websockets.exceptions import ConnectionClosed, InvalidMessage
from websockets.sync.client import ClientConnection, connect

from convscope.lab.app import ANSWERS, PAGES
from convscope.picture.apart import Refused, decode

METHODS = ("GET", "PUT", "POST", "HEAD", "DELETE", "OPTIONS", "PATCH", "BREW")
PIECES = (
    *PAGES, "browser", "picture", "ask", "..", "%2e%2e", "%00", "%ff", "frame", "style.css", "shell.html", "app.py", "",
    ".png", "a" * 5000, "?token=", "?token=%C3%A9", "#x", ";", "\\", "%", "//", "0" * 32 + ".png", "__init__.py",
)  # fmt: skip
HEADERS = ("origin", "cookie", "host", "content-length", "range", "transfer-encoding", "upgrade", "accept", "if-range")
WORDS = ("", "null", "http://[", "http://evil.example", "-1", "9" * 400, "bytes=5-2", "chunked", "websocket", "\xff;=")
KINDS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--write", action="store_true", help="append a line to RESULTS.md")
    asked = options.parse_args()
    with served("lenet5") as lab:
        seen, faults = fuzz(lab, asked.rounds, asked.seed)
    told = ", ".join(f"{name} {count:,}" for name, count in sorted(seen.items()))
    result = f"{asked.rounds:,} rounds: {told}; faults: {len(faults)} (bar 0)"
    print(result, f"on {machine()}", *faults[:20], sep="\n")
    if asked.write:
        append_result("bench/fuzz_lab.py", result)
    return int(bool(faults))


def fuzz(lab: Served, rounds: int, seed: int = 0) -> tuple[Counter[str], list[str]]:
    """Send nonsense; gives how often each kind of answer came, and what must not have happened."""
    draw = random.Random(seed)
    seen: Counter[str] = Counter()
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            what = number % 3
            told = (
                _address(lab, draw)
                if what == 0
                else _question(lab, draw)
                if what == 1
                else _upload(lab, draw)
                if number % 75 == 2
                else _decoded(Path(folder) / "picture", draw)
            )
            seen[told.split(":")[0]] += 1
            if told.startswith("fault"):
                faults.append(told)
    answer = _answered(lab, "GET", f"/{PAGES[0]}", {}, b"")
    if answer != "200":
        faults.append(f"fault: at the end a page is answered with {answer}")
    said = lab.said()
    if "Traceback" in said:
        faults.append(f"fault: the server said {said[-3000:]}")
    return seen, faults


def _address(lab: Served, draw: random.Random) -> str:
    path = "/" + "/".join(draw.choice(PIECES) for _ in range(draw.randint(1, 4)))
    headers = {draw.choice(HEADERS): draw.choice(WORDS) for _ in range(draw.randint(0, 2))}
    return _answered(lab, draw.choice(METHODS), path, headers, draw.randbytes(draw.choice((0, 0, 9, 900))))


def _upload(lab: Served, draw: random.Random) -> str:
    return "upload " + _answered(lab, "PUT", "/picture", {}, broken(draw))


def _answered(lab: Served, method: str, path: str, headers: dict[str, str], body: bytes) -> str:
    """Send one request as it is; gives its status, or that the server closed."""
    connection = http.client.HTTPConnection(lab.host, timeout=30)
    try:
        connection.putrequest(method, path, skip_host="host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value.encode("latin-1"))
        if body and "content-length" not in headers:
            connection.putheader("content-length", str(len(body)))
        connection.endheaders(body or None)
        if headers.get("content-length", "").startswith("9") or "chunked" in headers.values():
            return "left"  # it waits for what will not come
        status = connection.getresponse().status
    except (http.client.HTTPException, ValueError, ConnectionError, BrokenPipeError):
        return "closed"  # no HTTP at all, refused here or there
    finally:
        connection.close()
    return f"fault: {status} at {method} {path[:200]} {headers}" if status >= 500 and status != 503 else str(status)


def _question(lab: Served, draw: random.Random) -> str:
    try:
        with connect(f"ws://{lab.host}/ask", open_timeout=30) as socket:
            return _sent(socket, draw)
    except (ConnectionClosed, InvalidMessage):
        return "socket closed"


def _sent(socket: ClientConnection, draw: random.Random) -> str:
    question: Any = {
        "number": draw.randint(-9, 10**30), "topic": "t",
        "kind": draw.choice([*ANSWERS, "none", "\ud800"]), "values": _values(draw),
    }  # fmt: skip
    if draw.random() < 0.3:
        question[draw.choice(list(question))] = _value(draw, 0)
    text = json.dumps(question)
    if draw.random() < 0.2:
        place = draw.randrange(len(text))
        text = text[:place] + chr(draw.randrange(32, 0x2FF)) + text[place + draw.randint(0, 3) :]
    socket.send(text.encode() if draw.random() < 0.05 else text)
    with suppress(TimeoutError):
        fault = json.loads(socket.recv(timeout=60)).get("fault", {})
        return f"fault: of ours at {text[:500]}" if fault.get("kind") == "ours" else "answered"
    return f"fault: no answer to {text[:500]}"


def _values(draw: random.Random) -> dict[str, Any]:
    names = (  # those that the pages' questions have, and some that they have not
        "layer", "size", "unit", "fix", "zeros", "advise", "lengths", "axis", "picture", "width", "input_positions",
        "lesson", "name", "language", "figure", "what", "own", "place", "side", "x",
    )  # fmt: skip
    return {draw.choice(names): _value(draw, 0) for _ in range(draw.randint(0, 5))}


def _value(draw: random.Random, depth: int) -> Any:
    plain = (
        None,
        True,
        0,
        -1,
        3,
        32,
        224,
        10**9,
        10**30,
        0.5,
        float("nan"),
        "",
        "conv1",
        "C1",
        "en",
        "01-alexnet",
        "steps",
        "../x",
        "\ud800",
        "0" * 32,
    )
    if depth < 2 and draw.random() < 0.3:
        inside = [_value(draw, depth + 1) for _ in range(draw.randint(0, 3))]
        return inside if draw.random() < 0.5 else {str(at): one for at, one in enumerate(inside)}
    return draw.choice(plain)


def broken(draw: random.Random) -> bytes:
    """Make a picture's bytes and spoil a few; sometimes cut them short, sometimes none at all."""
    if draw.random() < 0.1:
        return draw.randbytes(draw.randint(0, 300))
    file = io.BytesIO()
    Image.frombytes("RGB", (8, 6), draw.randbytes(144)).save(file, draw.choice(KINDS))
    data = bytearray(file.getvalue())
    for _ in range(draw.randint(0, 6)):
        data[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(data[: draw.randint(1, len(data))] if draw.random() < 0.3 else data)


def _decoded(place: Path, draw: random.Random) -> str:
    place.write_bytes(broken(draw))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a spoilt TIFF has Pillow warn of its tags
            picture = decode(place)
    except Refused as refused:
        return f"refused as {refused.kind}"
    except Exception as error:  # the fault that is looked for
        return f"fault: {type(error).__name__}: {error}"
    return "decoded" if picture.dtype == "uint8" and picture.ndim == 3 else f"fault: decoded to {picture.shape}"


if __name__ == "__main__":
    sys.exit(main())
