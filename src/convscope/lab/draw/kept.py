"""What the page Draw keeps of the opened network: its pad, its traced network, and the latest towers."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from convscope.errors import ConvscopeError
from convscope.lab.draw.pad import Pad, pad_of
from convscope.look.tower import Cut, Tower, cuts
from convscope.network import trace
from convscope.network.watch import observe

if TYPE_CHECKING:
    from convscope.lab.opened import Opened
    from convscope.model import Model
    from convscope.models import Built
    from convscope.network import Network

MOST = 16  # towers, for who points at one
WHICH = ("main", "all")


@dataclass
class Drawing:
    """It is of one ``model``, and empty before the page is first asked for."""

    model: Model | Built | None = None
    pad: Pad | None = None
    network: Network | None = None
    cuts: dict[str, tuple[Cut, ...]] = field(default_factory=dict)
    towers: OrderedDict[str, Tower] = field(default_factory=OrderedDict)

    def cuts_of(self, which: str) -> tuple[Cut, ...]:
        """Choose what is drawn of each of the main layers, or of all."""
        if which not in WHICH:
            raise ConvscopeError(f"layers {which[:40]} came", fix="give main or all")
        if which not in self.cuts:
            assert self.network is not None
            self.cuts[which] = cuts(self.network, "all" if which == "all" else "main")
        return self.cuts[which]

    def went(self, network: Network) -> None:
        """Take another network: this one decides by what it computes, and went another way."""
        self.network = network
        self.cuts.clear()

    def keep(self, key: str, tower: Tower) -> None:
        """Keep a tower; the one drawn longest ago makes room."""
        self.towers[key] = tower
        self.towers.move_to_end(key)
        while len(self.towers) > MOST:
            self.towers.popitem(last=False)


def kept_of(opened: Opened) -> Drawing:
    """Give what is kept, begun anew for another model. Raises `ConvscopeError` where it takes no drawing."""
    kept = opened.drawing
    if kept.model is not opened.model:
        pad = pad_of(opened)
        kept.model, kept.pad, kept.network = opened.model, pad, _network(opened, pad)
        kept.cuts.clear()
        kept.towers.clear()
    return kept


def _network(opened: Opened, pad: Pad) -> Network:
    """Trace it; one that decides by what it computes, as detectors do, is watched on a black picture instead."""
    model: Model = opened.model  # type: ignore[assignment]
    try:
        return trace(model.module, pad.contract.input_shape, target=opened.spelling)
    except ConvscopeError:
        black = np.zeros((1, pad.contract.height, pad.contract.width, pad.contract.channels), np.uint8)
        return observe(model.module, model.enter(black), lambda _, __: None, target=opened.spelling)[0]
