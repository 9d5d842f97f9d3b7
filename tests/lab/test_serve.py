"""What the lab is served on."""

import os
import signal
import socket
import subprocess
import sys
from asyncio.base_events import _set_nodelay  # type: ignore[attr-defined]
from pathlib import Path

import pytest
from websockets.sync.client import connect

from convscope.errors import ConvscopeError
from convscope.lab.serve import _bound, _hosts, _is_loopback, serve


def test_a_port_that_is_taken_is_told() -> None:
    """Before anything is loaded or opened."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConvscopeError, match="cannot be had"):
            serve(None, port=taken.getsockname()[1], browse=False)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_waits_for_no_acknowledgement(host: str) -> None:
    """asyncio turns Nagle's algorithm off, which costs 40 ms an answer, only where the socket names its protocol."""
    try:
        bound = _bound(host, 0)
    except ConvscopeError:
        pytest.skip("this machine has no such address")
    with bound, socket.create_connection(bound.getsockname()[:2]), bound.accept()[0] as accepted:
        _set_nodelay(accepted)
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    ("host", "local"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
)
def test_only_this_machine_needs_no_token(host: str, local: bool) -> None:
    """An address of the loopback; everywhere is not one."""
    assert _is_loopback(host) is local


def test_names_of_an_address_in_six_have_brackets() -> None:
    """As browsers write them."""
    assert "[::1]:8722" in _hosts("::1", 8722)


ALONE = """
import sys
from convscope.lab import Opened, serve
try:
    serve(Opened("none", None), port=0, browse=False, on_serving=lambda at: print(at.address, flush=True))
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_ctrl_c_ends_it_with_pages_and_uploads_open() -> None:
    """Soon, with 130, and no traceback."""
    command = [sys.executable, "-c", ALONE]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None and child.stderr is not None
        address = child.stdout.readline().strip()
        host = address.removeprefix("http://").rstrip("/")
        port = int(host.rpartition(":")[2])
        head = f"PUT /picture HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99\r\n\r\nx"
        with connect(f"ws://{host}/ask") as asked, socket.create_connection(("127.0.0.1", port)) as slow:
            slow.sendall(head.encode())
            asked.send('{"number": 1, "topic": "a", "kind": "none", "values": {}}')
            assert "reload the page" in str(asked.recv(timeout=10))
            child.send_signal(signal.SIGINT)
            assert child.wait(timeout=10) == 130
        assert "Traceback" not in child.stderr.read()


WORKING = """
import sys
from convscope.jobs import Command
from convscope.lab import Opened, serve
from convscope.lab.apply.scenery import Scenery

opened = Opened("none", None, scenery=Scenery("scene.tif"))
opened.scenery.work = command = Command(["--version"])
command.wait()
opened.workshop.begin("onnx", lambda: opened.turns.add("ship", "onnx", ["lab", "--no-browser", "--port", "0"]))
child = opened.workshop._commands["onnx"].command._process.pid
print(opened.scenery.out.parent, opened.workshop.folder, child, flush=True)
try:
    serve(opened, port=0, browse=False, on_serving=lambda at: print(at.address, flush=True))
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_a_lab_that_is_terminated_leaves_nothing_behind() -> None:
    """SIGTERM is Ctrl-C: no folder of its own stays, and what was begun from its pages ends with it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WORKING]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as one:
        assert one.stdout is not None and one.stderr is not None
        *folders, child = one.stdout.readline().split()
        assert all(Path(folder).is_dir() for folder in folders) and one.stdout.readline().startswith("http")
        os.kill(int(child), 0)
        one.terminate()
        assert one.wait(timeout=20) == 130
        assert "Traceback" not in one.stderr.read()
    assert not any(Path(folder).exists() for folder in folders)
    with pytest.raises(ProcessLookupError):
        os.kill(int(child), 0)
