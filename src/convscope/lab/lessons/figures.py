"""The figures that a lesson may name, each with the settings it takes; what they show is asked for by the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.addresses import check
from convscope.lab.lessons.networks import YOURS, check_network, network_of

NETWORK = ("network", "layers", "input", "name")
TAKES: dict[str, tuple[str, ...]] = {
    "convolve": (),  # whatever the page Convolve's address takes
    "table": NETWORK,
    "sizes": NETWORK,
    "field": (*NETWORK, "layer", "unit", "view"),
    "paces": NETWORK,
    "bottleneck": ("in_channels", "out_channels", "kernel", "side", "width"),
    "squares": ("side",),
    "responses": ("row", "column"),
    "seams": ("margin",),
    "positions": ("stride",),
    "painted": ("depth",),
    "tried": ("name",),
    "learning": (),
    "unit": (*NETWORK, "layer", "way"),
}
RANGES = {
    "in_channels": (1, 4096), "out_channels": (1, 4096), "kernel": (1, 31), "width": (1, 4096), "side": (1, 512),
    "row": (0, 4096), "column": (0, 4096), "margin": (0, 16), "stride": (1, 64),
}  # fmt: skip
DEPTHS = ("all", "first")  # of the layers whose style is compared
VIEWS = ("field", "coverage")
WAYS = ("maps", "sum", "deconvnet")
EXPERIMENTS = ("shuffled-pixels", "shift", "pooling", "channels")


def figure(kind: str, content: str) -> dict[str, Any]:
    """Check a figure: its kind, and its settings, ``name=value`` on lines or with ``&`` between.

    >>> figure("squares", "side=64")["given"]
    {'side': '64'}

    Raises `ConvscopeError` for whatever is not known, with the nearest that is.
    """
    if kind not in TAKES:
        raise UnknownName("figure", kind, list(TAKES))
    lines: list[str] = []
    for line in filter(None, (line.strip().strip("&") for line in content.splitlines())):
        if lines and "=" not in line:  # goes on from the line before
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    settings = "&".join(lines)
    told: dict[str, Any] = {"kind": kind, "settings": settings}
    if kind == "convolve":
        check(settings)
        return told
    given = _given(kind, settings)
    for name, value in given.items():
        if name in RANGES:
            least, most = RANGES[name]
            if not value.isdecimal() or not least <= int(value[:9]) <= most:
                raise ConvscopeError(f"{name}={value[:40]} came", fix=f"give a whole number from {least} to {most:,}")
    if kind in SETTLED:
        SETTLED[kind](given)
    return {**told, "given": given}


def _given(kind: str, settings: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, settings.split("&")):
        name, equals, value = (one.strip() for one in part.partition("="))
        if not equals or name not in TAKES[kind]:
            known = UnknownName("setting", name[:50], list(TAKES[kind]))
            raise ConvscopeError(f"a {kind} has no setting {name[:50]!r}", fix=known.fix)
        found[name] = value
    return found


def _field(given: Mapping[str, str]) -> None:
    check_network(given)
    if given.get("view", "field") not in VIEWS:
        raise UnknownName("view", given["view"][:50], list(VIEWS))
    if given.get("network") != YOURS and "layer" in given:
        from convscope.network import trace

        of = network_of(given)
        trace(of.model.module, of.contract.input_shape, target=given.get("network", "layers="))[given["layer"]]
    unit = given.get("unit", "0")
    if not all(one.strip().isdecimal() for one in unit.split(",")):
        raise ConvscopeError(f"unit={unit[:40]} came", fix="write its row and column, unit=3,4")


def _bottleneck(given: Mapping[str, str]) -> None:
    if missing := [name for name in TAKES["bottleneck"][:4] if name not in given]:
        raise ConvscopeError(f"a bottleneck without {missing[0]} came", fix=f"write {missing[0]}=, as in side=28")


def _painted(given: Mapping[str, str]) -> None:
    if given.get("depth", DEPTHS[0]) not in DEPTHS:
        raise UnknownName("depth", given["depth"][:50], list(DEPTHS))


def _tried(given: Mapping[str, str]) -> None:
    if given.get("name") not in EXPERIMENTS:
        raise UnknownName("experiment", given.get("name", "")[:50], list(EXPERIMENTS))


def _unit(given: Mapping[str, str]) -> None:
    check_network(given)
    if given.get("way", WAYS[0]) not in WAYS:
        raise UnknownName("way", given["way"][:50], list(WAYS))


SETTLED: dict[str, Callable[[Mapping[str, str]], None]] = {
    "table": check_network,
    "sizes": check_network,
    "paces": check_network,
    "field": _field,
    "bottleneck": _bottleneck,
    "painted": _painted,
    "tried": _tried,
    "unit": _unit,
}
