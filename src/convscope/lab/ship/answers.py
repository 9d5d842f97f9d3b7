"""What the page Ship asks of the server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.ship.targets import (
    BENCH,
    COMPARE,
    COMPARED,
    TARGETS,
    comparing,
    made,
    name_of,
    stands,
    timing,
    verb_of,
    words_of,
)

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.verbs.bench import Bench
    from convscope.verbs.ship import Ship


def state(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give each target with what is known of it, the comparison, and the commands that do the same."""
    del values
    if not opened.takes_pictures:
        return {"targets": [], "compared": None, "timed": None, "running": "", "same": {}}
    there = made(opened)
    compared = [name_of(opened, one) for one in COMPARED if one in there or one == "onnx"]
    return {
        "targets": [
            {
                "target": target, "file": name_of(opened, target), "stands": stands(opened, target),
                "made": target in there, "work": _told(opened, target),
            }
            for target in TARGETS
        ],
        "parameters": sum(one.numel() for one in opened.model.module.parameters()),
        "compared": _compared(opened),
        "timed": opened.workshop.told(BENCH),
        "comparable": [one for one in COMPARED if one in there],
        "running": opened.workshop.running,
        "same": {target: _same(verb_of(opened, target)) for target in TARGETS}
        | {COMPARE: _same(comparing(opened, compared)), BENCH: _same(timing(opened))},
    }  # fmt: skip


def begin(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Make a target, compare what was made, or time the network in every runtime; one thing at a time."""
    what = values.get("what")
    if not isinstance(what, str) or what not in (*TARGETS, COMPARE, BENCH):
        raise UnknownName("target", str(what)[:50], [*TARGETS, COMPARE, BENCH])
    if not opened.takes_pictures:
        raise ConvscopeError(f"{opened.spelling} takes no picture", fix="open a network of pictures")
    if what == COMPARE and not any(one in made(opened) for one in COMPARED):
        raise ConvscopeError("there is no file to compare", fix="make the ONNX file first")
    if what in TARGETS and stands(opened, what):
        raise ConvscopeError(f"{what} cannot be made here: the page says why", fix="make another one")
    opened.workshop.begin(what, lambda: opened.turns.add("ship", what, words_of(opened, what)))
    if what in COMPARED:
        opened.workshop.forget(COMPARE)  # it was of the older file
    return state(opened, {})


def stop(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Stop what goes on."""
    del values
    opened.workshop.stop()
    return state(opened, {})


def apart(opened: Opened, layer: str) -> dict[str, Any] | None:
    """Give how far a layer's tensor in the ONNX file is from PyTorch, once both were compared and where it has one."""
    told = _compared(opened)
    files = [] if told is None or told["result"] is None else told["result"]["files"]
    rows: list[dict[str, Any]] = next((one["layers"] for one in files if one["target"] == "onnx"), [])
    row = next((one for one in rows if one["layer"] == layer and one["tensor"]), None)
    return None if row is None else {"largest": row["largest"], "relative": row["relative"]}


def _told(opened: Opened, target: str) -> dict[str, Any] | None:
    told = opened.workshop.told(target)
    if told is not None and told["result"] is not None:
        told["result"] = {name: value for name, value in told["result"].items() if name != "path"}
    return told


def _compared(opened: Opened) -> dict[str, Any] | None:
    """Give the comparison, each file by its target instead of its place on this machine."""
    told = opened.workshop.told(COMPARE)
    if told is None or told["result"] is None:
        return told
    targets = {name_of(opened, one): one for one in COMPARED}
    files = [{**one, "path": None, "target": targets[Path(one["path"]).name]} for one in told["result"]["files"]]
    return {**told, "result": {"pictures": told["result"]["pictures"], "files": files}}


def _same(verb: Ship | Bench) -> dict[str, str]:
    return {"command": verb.command(), "python": verb.python()}
