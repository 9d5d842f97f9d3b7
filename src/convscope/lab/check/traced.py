"""Reports of the opened network, kept by what was asked: a slider comes by the same sizes again and again."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from convscope.verbs.check import Check

if TYPE_CHECKING:
    from convscope.lab.check.values import Asked
    from convscope.lab.opened import Opened
    from convscope.lint import Report
    from convscope.lint.fixed import Fixed
    from convscope.network import Network
    from convscope.network.sizes import Fit

MOST = 64
MOST_SIZES = 10_000
MOST_LAYERS = 40_000  # in all networks that are kept, and in all reports


@dataclass
class _Kept:
    """The latest reports of one module, the oldest first."""

    opened: Opened | None = None
    reports: OrderedDict[Asked, Report] = field(default_factory=OrderedDict)
    fixed: OrderedDict[Asked, Fixed] = field(default_factory=OrderedDict)
    networks: OrderedDict[tuple[bool, tuple[int, ...]], Network] = field(default_factory=OrderedDict)


_KEPT = _Kept()
_FITS: dict[int, dict[tuple[bool, tuple[int, ...]], Fit]] = {}  # of every network that is still there: they are small


def report(opened: Opened, asked: Asked) -> Report:
    """Trace and check what is asked, before any fix; raises what `check` raises."""
    from convscope.lint import check
    from convscope.network import OutputTooSmall

    plain = replace(asked, fix="")
    kept = _of(opened).reports
    found = kept.pop(plain, None)
    if found is None:
        try:
            traced = network(opened, asked.size, zeros=asked.zeros)
        except OutputTooSmall as error:
            if error.network is None:
                raise
            traced = error.network  # what ran before is checked
        found = check(traced, settings=verb(opened, plain).settings())
    kept[plain] = found
    while len(kept) > 1 and (len(kept) > MOST or sum(len(one.network) for one in kept.values()) > MOST_LAYERS):
        kept.popitem(last=False)
    return found


def fixed(opened: Opened, asked: Asked) -> Fixed:
    """Apply the fixes that are asked for, as the command of `verb` does."""
    from convscope.lint import check

    kept = _of(opened).fixed
    found = kept.pop(asked, None)
    if found is None:
        before = check(report(opened, asked).network, settings=verb(opened, asked).settings())
        found = before.fixed()
    kept[asked] = found
    if len(kept) > MOST // 8:
        kept.popitem(last=False)
    return found


def fit(opened: Opened, size: tuple[int, ...], *, zeros: bool) -> Fit:
    """Say how a size suits the network."""
    from convscope.network.sizes import tried

    kept = _fits(opened)
    if (zeros, size) not in kept:
        if len(kept) > MOST_SIZES:
            kept.clear()
        kept[zeros, size] = tried(lambda: network(opened, size, zeros=zeros), size)
    return kept[zeros, size]


def _fits(opened: Opened) -> dict[tuple[bool, tuple[int, ...]], Fit]:
    """Give what is kept of a network, for as long as it is there: a lesson shows several side by side."""
    if id(opened) not in _FITS:
        _FITS[id(opened)] = {}
        weakref.finalize(opened, _FITS.pop, id(opened), None)
    return _FITS[id(opened)]


def network(opened: Opened, size: tuple[int, ...], *, zeros: bool) -> Network:
    """Trace the network at a size, once for its ticks and its report: tracing is what takes time."""
    from convscope.network.trace import Again

    kept = _of(opened).networks
    found = kept.pop((zeros, size), None)
    if found is None:
        found = Again(opened.model.module, opened.shapes, opened.spelling, False, zeros)(size)
    kept[zeros, size] = found
    while len(kept) > 1 and sum(map(len, kept.values())) > MOST_LAYERS:
        kept.popitem(last=False)
    return found


def verb(opened: Opened, asked: Asked) -> Check:
    """Give the command that does the same."""
    shape = ",".join(map(str, (opened.shapes[0][0], *asked.size)))
    return Check(
        model=opened.spelling,
        input=shape if len(opened.shapes) == 1 else None,  # of several, a command cannot say the sizes
        zeros=asked.zeros,
        advise=asked.advise,
        select=asked.fix if asked.fix not in ("", "all") else None,
        fixed=bool(asked.fix),
    )


def same(opened: Opened, asked: Asked, verb: Check) -> dict[str, str]:
    """Give the command and the Python of what is shown; those of several inputs can only be said in Python."""
    command, python = verb.command(), verb.python()
    if len(opened.shapes) > 1:
        first, *others = opened.shapes
        shapes = ((first[0], *asked.size), *others)
        command += "" if shapes == opened.shapes else "  # at the inputs' own sizes; for others see the Python"
        loaded = f"model = cs.load({opened.spelling!r})"
        python = python.replace(loaded, f"from convscope.models import build\nmodel = build({opened.spelling!r})")
        python = python.replace("model.contract.input_shape", str(shapes))
    return {"command": command, "python": python}


def _of(opened: Opened) -> _Kept:
    """Give what is kept of this module; one lab has one, and another's is dropped."""
    if _KEPT.opened is not opened:
        _KEPT.opened = opened
        _KEPT.reports.clear()
        _KEPT.fixed.clear()
        _KEPT.networks.clear()
    return _KEPT
