"""Two hosts in network namespaces, joined by a cable that can be cut: Linux, as root, with iproute2.

    python bench/two_hosts.py [--write]

1. A training over both: torchrun on each, one worker a host; the results are those of one process.
2. The cable is cut while it trains: within 30 seconds each host says which worker is gone, and the run is marked.
3. One host goes on with it to the end, and comes to what one process comes to.
4. With a wrong interface, and with the cable cut before the workers have met, the check names the worker.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from machine import append_result, machine
from resume import NETWORK

from convscope.runs import open_run
from convscope.runs.record import Record

HOSTS = ("convscope-a", "convscope-b")
ADDRESSES = ("10.77.0.1", "10.77.0.2")
WITHIN = 30.0
PORT = 29511
BEGUN: list[subprocess.Popen[str]] = []
TRAIN = ["train", "digits", "--model", "net.py:Net", "--set", "batch_size=50"]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--write", action="store_true", help="append a line to bench/RESULTS.md")
    asked = options.parse_args()
    if os.geteuid() or not _works("ip", "netns", "list"):
        print("network namespaces need root and iproute2: nothing was tried")
        return 2
    with tempfile.TemporaryDirectory() as place, hosts():
        folder = Path(place)
        (folder / "net.py").write_text(NETWORK)
        alone = whole(folder, "alone", epochs=4)
        print(f"one process: {alone.results}")
        both = over_both(folder)
        apart = max(abs(both.results[name] - alone.results[name]) for name in alone.results)
        print(f"over two hosts: {both.results}")
        seconds, said = cut(folder)
        went_on = resumed(folder)
        checks = [told(refused(folder, how)) for how in ("loopback", "cut")]
    good = apart < 1e-4 and seconds < WITHIN and went_on < 0.02 and all(after < WITHIN for after, _ in checks)
    result = (
        f"two namespaces, gloo: results of both and of one process differ by at most {apart:.1e}; cable cut while "
        f"training: {seconds:.0f} s (bar {WITHIN:.0f}), {said!r}; one host goes on to the end, {went_on:.4f} from one "
        f"process's accuracy; before the start: " + "; ".join(f"{after:.0f} s, {words!r}" for after, words in checks)
    )
    print(f"{result} on {machine()}")
    if asked.write:
        append_result("bench/two_hosts.py", result)
    return 0 if good else 1


@contextmanager
def hosts() -> Iterator[None]:
    """Make two namespaces and a cable between them."""
    _remove()
    try:
        for host in HOSTS:
            _ip("netns", "add", host)
            _ip("-n", host, "link", "set", "lo", "up")
        _ip("link", "add", "cable-a", "netns", HOSTS[0], "type", "veth", "peer", "name", "cable-b", "netns", HOSTS[1])
        for host, end, address in zip(HOSTS, ("cable-a", "cable-b"), ADDRESSES, strict=True):
            _ip("-n", host, "address", "add", f"{address}/24", "dev", end)
            _ip("-n", host, "link", "set", end, "up")
        yield
    finally:
        for process in BEGUN:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        _remove()


def start(folder: Path, out: str, *, epochs: int, interface: str = "") -> list[subprocess.Popen[str]]:
    """Begin torchrun on each host, with a name, a cache and a folder of its own: only the cable is shared."""
    begun = []
    for number, host in enumerate(HOSTS):
        here = folder / host
        here.mkdir(exist_ok=True)
        (here / "net.py").write_text(NETWORK)
        words = [
            "ip", "netns", "exec", host, "unshare", "--uts", "sh", "-c", f'hostname {host}; exec "$@"', "sh",
            sys.executable, "-m", "torch.distributed.run", "--nnodes", "2", "--node-rank", str(number),
            "--nproc-per-node", "1", "--master-addr", ADDRESSES[0], "--master-port", str(PORT), "-m", "convscope",
            *TRAIN, "--set", f"epochs={epochs}", "--out", out,
        ]  # fmt: skip
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "CONVSCOPE_CACHE": str(here / "cache")}
        if interface and number:
            environment["GLOO_SOCKET_IFNAME"] = interface
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        begun.append(
            subprocess.Popen(words, cwd=here, env=environment, text=True, start_new_session=True, **pipes)  # type: ignore[call-overload]
        )
    BEGUN.extend(begun)
    return begun


def whole(folder: Path, out: str, *, epochs: int) -> Record:
    """Train in one process."""
    words = [sys.executable, "-m", "convscope", *TRAIN, "--set", f"epochs={epochs}", "--out", out, "--tune", "off"]
    subprocess.run(words, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return open_run(folder / out).record


def over_both(folder: Path) -> Record:
    """Train over both hosts to the end."""
    begun = start(folder, "run", epochs=4)
    for process in begun:
        _, said = process.communicate(timeout=200)
        if process.returncode:
            raise SystemExit(f"a host ended with {process.returncode}: {said}")
    assert not (folder / HOSTS[1] / "run").exists(), "only the first worker writes"
    return open_run(folder / HOSTS[0] / "run").record


def cut(folder: Path) -> tuple[float, str]:
    """Cut the cable after two epochs; give the seconds until both workers have said why, and what the first said."""
    begun = start(folder, "cut", epochs=200)
    metrics = folder / HOSTS[0] / "cut" / "metrics.jsonl"
    _until(lambda: metrics.is_file() and len(metrics.read_text().splitlines()) >= 2, 120)
    _ip("-n", HOSTS[0], "link", "set", "cable-a", "down")
    since = time.monotonic()
    record = folder / HOSTS[0] / "cut" / "run.json"
    _until(lambda: json.loads(record.read_text())["status"] == "failed", 60)
    seconds = time.monotonic() - since
    said = [_ended(process) for process in begun]
    _ip("-n", HOSTS[0], "link", "set", "cable-a", "up")
    for words, other in zip(said, ("worker 1 on convscope-b", "worker 0 on convscope-a"), strict=True):
        if other not in words or "gone" not in words:
            raise SystemExit(f"{other} is not named: {words}")
    return seconds, json.loads(record.read_text())["reason"]


def resumed(folder: Path) -> float:
    """Go on on one host, to its 60th epoch's time; give how far its test accuracy is from one process's."""
    here = folder / HOSTS[0]
    words = ["--resume", "cut", "--max-time", "10s"]
    subprocess.run(
        [sys.executable, "-m", "convscope", "train", *words], cwd=here, check=True, stdout=subprocess.DEVNULL
    )
    record = open_run(here / "cut").record
    assert (record.status, record.resumed, record.workers) == ("done", 1, 1)
    print(f"gone on: {record.epochs} epochs, {record.results}")
    return max(0.0, 0.95 - record.results["test_accuracy"])


def told(checked: tuple[float, str]) -> tuple[float, str]:
    """Print what a check said."""
    print(f"the check: {checked[0]:.0f} s, {checked[1]}")
    return checked


def refused(folder: Path, how: str) -> tuple[float, str]:
    """Begin where workers cannot reach one another; give the seconds from the first one's coming, and what was said.

    *cut*: the cable is cut once torchrun has begun the first worker. *loopback*: a host is told the wrong interface.
    """
    begun = start(folder, f"refused-{how}", epochs=1, interface="lo" if how == "loopback" else "")
    if how == "cut":
        _until(lambda: _works("pgrep", "-f", "--", f"-u -m convscope train .*refused-{how}"), 60)
        _ip("-n", HOSTS[1], "link", "set", "cable-b", "down")
    since = time.monotonic()
    said = [_ended(process) for process in begun]
    seconds = time.monotonic() - since
    if how == "cut":
        _ip("-n", HOSTS[1], "link", "set", "cable-b", "up")
    told = [line for words in said for line in words.splitlines() if "worker" in line and "convscope" in line]
    return seconds, told[0] if told else said[0][-300:]


def _ended(process: subprocess.Popen[str]) -> str:
    try:
        _, said = process.communicate(timeout=90)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        _, said = process.communicate()
    return said


def _until(done: object, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not done():  # type: ignore[operator]
        if time.monotonic() > until:
            raise SystemExit(f"nothing came in {seconds:.0f} s")
        time.sleep(0.1)


def _works(*words: str) -> bool:
    try:
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _run(*words: str) -> None:
    subprocess.run(words, check=True)


def _ip(*words: str) -> None:
    _run("ip", *words)


def _remove() -> None:
    for host in HOSTS:
        subprocess.run(["ip", "netns", "delete", host], capture_output=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
