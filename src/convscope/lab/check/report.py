"""The question ``check``: table, graph and findings of the opened network at a size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError
from convscope.lab.check import traced
from convscope.lab.check.graph import graph, windows_of
from convscope.lab.check.values import Asked, asked
from convscope.network.table import row

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.lint import Finding, Report
    from convscope.network import Network


def answer(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give all that the page shows; of a size that fails, the layer and the reason."""
    wanted = asked(opened, values)
    told: dict[str, Any] = {
        "spelling": opened.spelling,
        "size": list(wanted.size),
        "own": list(opened.shapes[0][1:]),
        "pictures": opened.takes_pictures,
        "channels": opened.shapes[0][0],
        "same": traced.same(opened, wanted, traced.verb(opened, wanted)),
    }
    try:
        report = traced.report(opened, wanted)
        changed = _fixed(opened, wanted) if wanted.fix else None
    except ConvscopeError as error:
        fails = {"layer": getattr(error, "layer", ""), "problem": error.problem, "fix": error.fix, "said": error.told()}
        return {**told, "fails": fails}
    shown = report if changed is None else changed.pop("report")
    return {**told, **described(shown), "fixed": changed}


def described(report: Report) -> dict[str, Any]:
    """Give a report as plain values: totals, rows as the table has them, graph, findings."""
    network = report.network
    whole = bool(network.answers)  # one that stopped half-way has no sums
    memory = network.memory() if whole else None
    return {
        "totals": {
            "parameters": network.parameters,
            "macs": network.macs if whole else None,
            "activations": None if memory is None else memory.total,
            "peak": None if memory is None else memory.peak,
        },
        "whole": whole,
        "other_inputs": [list(shape) for shape in network.other_inputs],
        "layers": layers(network),
        "graph": graph(network),
        "findings": [finding(one) for one in report.findings],
        "meant": report.meant,
    }


def layers(network: Network) -> list[dict[str, Any]]:
    """Give a row a layer; ``cells`` are those of `Network.table`."""
    return [
        {
            "name": layer.name,
            "cells": list(row(layer)),
            "operator": layer.operator,
            "window": window,
            "output": list(layer.output_shape[1:]),
            "parameters": layer.parameters,
            "macs": layer.macs,
            "status": layer.reach.status,
            "inputs": list(layer.inputs),
        }
        for layer, window in zip(network, windows_of(network), strict=True)
    ]


def finding(one: Finding) -> dict[str, Any]:
    """Give a finding, those of the same line with it, and its changes in words of code; ``said`` is for translators."""
    others = [{"layer": other.layer, "message": other.message} for other in one.also]
    return {
        "code": one.code,
        "name": one.name,
        "severity": one.severity,
        "layer": one.layer,
        "message": one.message,
        "fix": one.fix,
        "said": [sentence.told() for sentence in one.said],
        "place": one.place,
        "changes": [str(change) for each in (one, *one.also) for change in each.changes],
        "also": others,
    }


def _fixed(opened: Opened, wanted: Asked) -> dict[str, Any]:
    """Apply fixes; the report after is checked by the usual rules, not by the one that was mended alone."""
    from dataclasses import replace

    from convscope.lint import check

    found = traced.fixed(opened, wanted)
    usual = traced.verb(opened, replace(wanted, fix="")).settings()
    after = check(found.after.network, settings=usual)
    before = {layer.name: row(layer) for layer in found.before.network}
    told = found.as_dict()
    return {
        "report": after,
        "rule": wanted.fix,
        "gained": {**told["gained"], "findings": [len(traced.report(opened, wanted).each()), len(after.each())]},
        "changes": [str(change) for change in found.changes],
        "left": [{**one, "said": of.told()} for one, of in zip(told["left"], found.left, strict=True)],
        "size": list(found.after.network.input_shape[1:]),
        "lit": [layer.name for layer in found.after.network if before.get(layer.name) != row(layer)],
    }
