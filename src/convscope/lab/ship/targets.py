"""What the opened network can be made into: the commands for it, the files, and what stands against it."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.loading import is_run
from convscope.models.spelled import parse
from convscope.verbs.bench import Bench
from convscope.verbs.ship import CALIBRATED, Ship

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

TARGETS = ("onnx", "int8", "c", "c-int8", "html")  # what the page offers of the verb's
COMPARE = "compare"
BENCH = "bench"  # the other verb: how fast it runs here, in which runtime
COMPARED = ("onnx", "int8")  # the files that have layers to be told apart
ENDINGS = {"onnx": ".onnx", "int8": "-int8.onnx", "c": "-c", "c-int8": "-c-int8", "html": ".html"}
TOOLS = ("clang", "wasm-ld")


def name_of(opened: Opened, target: str) -> str:
    """Name what is made, as the command does by itself: lenet5-int8.onnx."""
    return f"{parse(opened.model.spelling).name}{ENDINGS[target]}"


def path_of(opened: Opened, target: str) -> Path:
    """Give the place where it is made, and stays until the lab ends."""
    return opened.workshop.folder / name_of(opened, target)


def stands(opened: Opened, target: str) -> str:
    """Say what stands against a target before it is tried, as a word of the page; empty where nothing is known to."""
    if target in CALIBRATED and opened.calibrate is None and not is_run(opened.spelling):
        return "pictures"
    if target == "html" and not all(shutil.which(tool) for tool in TOOLS):
        return "compiler"
    return ""


def made(opened: Opened) -> dict[str, Path]:
    """Give the targets whose files are there."""
    return {target: path for target in TARGETS if (path := path_of(opened, target)).exists()}


def verb_of(opened: Opened, target: str, *, out: str | None = None) -> Ship:
    """Give the command that makes it, by default where a command would leave it."""
    calibrate = opened.calibrate if target in CALIBRATED else None
    return Ship(model=opened.spelling, to=target, out=out, calibrate=calibrate, **opened.said)


def comparing(opened: Opened, files: list[str]) -> Ship:
    """Give the command that holds the network against files."""
    first, *others = files
    return Ship(model=opened.spelling, compare=(first,), files=tuple(others), **opened.said)


def timing(opened: Opened) -> Bench:
    """Give the command that times it in every runtime."""
    return Bench(model=opened.spelling, **opened.said)


def words_of(opened: Opened, what: str) -> list[str]:
    """Give the words of the process that makes a target, or compares all that is there to be compared."""
    verb: Ship | Bench
    if what == BENCH:
        verb = timing(opened)
    elif what == COMPARE:
        there = made(opened)
        verb = comparing(opened, [str(there[one]) for one in COMPARED if one in there])
    else:
        verb = verb_of(opened, what, out=str(path_of(opened, what)))
    return [*shlex.split(verb.command())[1:], *opened.words]
