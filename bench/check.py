"""`convscope.trace` with its receptive fields against torchinfo and TorchLens: seconds and peak memory, in one run.

Each tool works in a process of its own; processes take turns, one call each, so that what else the machine does hits
all alike. Outside the clock: imports, building the network, making TorchLens's input, one call on a network of one
layer. On ResNet-50 and ResNet-152 (torchvision, 224 × 224, untrained): ``convscope.trace(module, shape)`` and every
layer's receptive field; ``torchinfo.summary(module, input_size=…, verbose=0)``, which has none;
``torchlens.trace(module, x, save=torchlens.func("linear")).receptive_fields()``, which keeps the least it can, called
fewer times since it takes seconds. Each tool has torch's default number of threads. Ratios are of one turn's calls.

Peak memory is how far a process's high-water mark rises in its first call on the network, over what it held with the
network built and the tool imported: a call on a network of one layer came first, since tools import late, convscope
torch's 150 MB of ``torch._dynamo`` where torchvision has not already (Linux). The networks of 300 million parameters
are really built.

Bars: ResNet-50 no slower than torchinfo; ResNet-152 at least 5 times as fast; both at least 20 times as fast as
TorchLens; at most 20 MB over the weights of 300 million parameters.
``python bench/check.py [--runs N] [--slow-runs N] [--write]``; the peers: ``pip install -e '.[bench]'``
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import torch
from machine import append_result, machine
from torch import nn

SHAPE = (3, 224, 224)
TOOLS = ("convscope", "torchinfo", "torchlens")
NETWORKS = ("resnet50", "resnet152")
LARGE = ("vit_l_16", "stack")  # 304 and 302 million parameters
FASTER = {("torchinfo", "resnet50"): 1.0, ("torchinfo", "resnet152"): 5.0}
FASTER |= {("torchlens", network): 20.0 for network in NETWORKS}
MEGABYTES = 20.0
SEES = {"resnet50": [427, 427], "resnet152": [1451, 1451]}  # the last map, which each tool that knows fields must say


def main() -> int:
    if sys.argv[1:] == ["--work"]:
        work()
        return 0
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=10)
    options.add_argument("--slow-runs", type=int, default=3, help="of TorchLens")
    options.add_argument("--write", action="store_true", help="append lines to bench/RESULTS.md")
    asked = options.parse_args()
    if not 1 <= asked.slow_runs <= asked.runs:
        options.error(f"{asked.runs} runs and {asked.slow_runs} slow ones came: from 1 slow run to as many as runs")
    missing = [name for name in ("torchinfo", "torchlens", "pandas") if importlib.util.find_spec(name) is None]
    if missing:
        print(f"there is no {', '.join(missing)}: {sys.executable} -m pip install -e '.[bench]'", file=sys.stderr)
        return 2
    seconds = timed(asked.runs, asked.slow_runs)
    lines, missed = [], []
    for name in NETWORKS:
        said = [" · ".join(f"{tool} {spread(seconds[tool, name], ' s')}" for tool in TOOLS)]
        for tool in TOOLS[1:]:
            ratios = [peer / ours for peer, ours in zip(seconds[tool, name], seconds["convscope", name], strict=False)]
            said.append(f"{spread(ratios, ' times')} as fast as {tool}")
            if statistics.median(ratios) < FASTER[tool, name]:
                missed.append(f"{name} {FASTER[tool, name]:g} times as fast as {tool}")
        said.append("peaks " + " · ".join(f"{tool} +{grown(tool, name):.1f} MB" for tool in TOOLS))
        runs = f"{asked.runs} runs, TorchLens {asked.slow_runs}; {torch.get_num_threads()} threads"
        lines.append(f"{name}: {'; '.join(said)} ({runs})")
    sizes = {name: grown("convscope", name) for name in LARGE}
    lines.append("over 300 M parameters: " + " · ".join(f"{name} +{size:.1f} MB" for name, size in sizes.items()))
    missed += [f"{name} within {MEGABYTES:g} MB" for name, size in sizes.items() if size > MEGABYTES]
    command = " ".join(("bench/check.py", *(word for word in sys.argv[1:] if word != "--write")))
    for line in lines:
        print(line)
        if asked.write:
            append_result(command, line)
    print(f"on {machine()}")
    for bar in missed:
        print(f"misses the bar: {bar}", file=sys.stderr)
    return 1 if missed else 0


def timed(runs: int, slow_runs: int) -> dict[tuple[str, str], list[float]]:
    """Seconds of each tool on each network, call by call in turns, every other turn the other way round."""
    seconds: dict[tuple[str, str], list[float]] = {(tool, name): [] for tool in TOOLS for name in NETWORKS}
    workers = {tool: Worker() for tool in TOOLS}
    for tool, worker in workers.items():
        for name in (*NETWORKS, "layer"):
            worker.tell("prepare", tool, name)
        worker.tell("call", tool, "layer")
    for name in NETWORKS:
        for run in range(runs):
            turn = [tool for tool in TOOLS if tool != "torchlens" or run < slow_runs]
            for tool in turn if run % 2 == 0 else reversed(turn):
                taken, sees = workers[tool].tell("call", tool, name)
                seconds[tool, name].append(taken)
                if sees is not None and sees != SEES[name]:
                    raise SystemExit(f"{tool} says the last map of {name} sees {sees}, not {SEES[name]}")
            took = " · ".join(f"{tool} {seconds[tool, name][-1]:.3f} s" for tool in turn)
            print(f"{name} run {run}: {took}", flush=True)
    for worker in workers.values():
        worker.close()
    return seconds


def grown(tool: str, name: str) -> float:
    """Megabytes by which a fresh process's high-water mark rises in a tool's first call on a network."""
    worker = Worker()
    for network in ("layer", name):
        worker.tell("prepare", tool, network)
    worker.tell("call", tool, "layer")
    megabytes = float(worker.tell("grow", tool, name))
    worker.close()
    print(f"{tool} on {name}: +{megabytes:.1f} MB", flush=True)
    return megabytes


def spread(values: list[float], unit: str) -> str:
    """Write a median with its least and greatest."""
    return f"{statistics.median(values):.3g}{unit} ({min(values):.3g} to {max(values):.3g})"


class Worker:
    """A Python of its own (TorchLens refuses a forked one) that does what it is told and sleeps between."""

    def __init__(self) -> None:
        words = [sys.executable, __file__, "--work"]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, order: str, tool: str, name: str) -> Any:
        """Give an order and wait for the answer."""
        assert self._process.stdin and self._process.stdout
        print(json.dumps([order, tool, name]), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit(f"{tool} failed on {name}, see above")
        return json.loads(answer)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def work() -> None:
    """Obey the orders that come in, a line each, until no more come."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what tools print is no answer
    modules: dict[str, nn.Module] = {}
    for line in sys.stdin:
        order, tool, name = json.loads(line)
        answer: object = None
        if order == "prepare":  # a network of that name, and the tool imported
            modules[name] = built(name)
            importlib.import_module(tool)
        elif order == "call":
            answer = CALLS[tool](modules[name])
        else:
            held = memory("VmRSS")
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the high-water mark begins anew
            CALLS[tool](modules[name])
            answer = (memory("VmHWM") - held) / 1e6
        print(json.dumps(answer), file=answers, flush=True)


def built(name: str) -> nn.Module:
    """Build a network, its weights as they are before training."""
    if name == "layer":
        return nn.Conv2d(3, 3, 3)
    if name == "stack":
        return nn.Sequential(nn.Conv2d(3, 2048, 3), *(nn.Conv2d(2048, 2048, 3) for _ in range(8)))
    from torchvision import models

    module: nn.Module = models.get_model(name, weights=None)
    return module.eval()


def by_convscope(module: nn.Module) -> tuple[float, object]:
    """Seconds of a trace and of reading every layer's field; the field of the last map."""
    import convscope

    begun = time.perf_counter()
    network = convscope.trace(module, SHAPE)
    fields = [layer.receptive_field for layer in network.layers]
    seconds = time.perf_counter() - begun
    maps = [
        field for field, layer in zip(fields, network.layers, strict=True) if min(layer.output_shape[2:], default=1) > 1
    ]
    return seconds, maps[-1] if maps else None


def by_torchinfo(module: nn.Module) -> tuple[float, object]:
    """Seconds of a summary; it has no fields."""
    import torchinfo

    begun = time.perf_counter()
    torchinfo.summary(module, input_size=(1, *SHAPE), verbose=0)
    return time.perf_counter() - begun, None


def by_torchlens(module: nn.Module) -> tuple[float, object]:
    """Seconds of a trace and its table of fields; the field of the last map."""
    import torchlens

    picture = torch.zeros(1, *SHAPE)
    begun = time.perf_counter()
    table = torchlens.trace(module, picture, save=torchlens.func("linear")).receptive_fields().frame
    seconds = time.perf_counter() - begun
    maps = table["size"][table["spatial_rank"] == 2]
    return seconds, [int(size) for size in maps.iloc[-1]]


CALLS = {"convscope": by_convscope, "torchinfo": by_torchinfo, "torchlens": by_torchlens}


def memory(entry: str) -> int:
    """Bytes that the system says of this process: ``VmRSS`` it holds, ``VmHWM`` it held at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{entry}:"))


if __name__ == "__main__":
    sys.exit(main())
